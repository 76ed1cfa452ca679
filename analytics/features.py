"""What a model may see of an event, as pure functions: place, time and category, never a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Each source column is of the event itself. A column of a person, an involvement or an arrest is never added.
SOURCE_COLUMNS = frozenset({"occurred_local", "latitude", "longitude", "category", "grid_cell", "area"})


@dataclass(frozen=True)
class Feature:
    """One model input: its name, the event columns it reads and the function of those columns, in order."""

    name: str
    columns: tuple[str, ...]
    function: Callable[..., NDArray]


def hour(local: NDArray) -> NDArray[np.int64]:
    """Hour of the local day, 0–23, of datetime64 wall-clock times."""
    return (local - local.astype("datetime64[D]")).astype("timedelta64[h]").astype(np.int64)


def day_of_week(local: NDArray) -> NDArray[np.int64]:
    """Day of the week, 0 = Monday, of datetime64 wall-clock times."""
    # Day 0 of datetime64 is a Thursday.
    return (local.astype("datetime64[D]").astype(np.int64) + 3) % 7


def month(local: NDArray) -> NDArray[np.int64]:
    """Month of the year, 1–12, of datetime64 wall-clock times."""
    return local.astype("datetime64[M]").astype(np.int64) % 12 + 1


def degrees(values: NDArray) -> NDArray[np.float64]:
    """Degrees WGS84, unchanged."""
    return np.asarray(values, float)


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature("hour", ("occurred_local",), hour),
        Feature("day_of_week", ("occurred_local",), day_of_week),
        Feature("month", ("occurred_local",), month),
        Feature("latitude", ("latitude",), degrees),
        Feature("longitude", ("longitude",), degrees),
    )
}

# In the order of the crime type model's columns.
CRIME_TYPE_FEATURES = ("hour", "day_of_week", "month", "latitude", "longitude")


def matrix(names: Sequence[str], columns: Mapping[str, NDArray]) -> NDArray[np.float64]:
    """The named features of events side by side, shape (events, features).

    ``columns`` holds the source columns by name; times are local wall-clock datetime64 (see ``to_local``).
    Raises KeyError for an unknown feature or a column that is not given.
    """
    features = [FEATURES[name] for name in names]
    return np.column_stack(
        [feature.function(*(columns[column] for column in feature.columns)) for feature in features]
    ).astype(float)


def to_local(utc: ArrayLike, time_zone: str | ZoneInfo) -> NDArray:
    """Wall-clock datetime64[us] in a time zone, daylight saving included, of UTC instants.

    ``utc`` is naive datetime64 in UTC or aware datetimes.
    """
    import pandas as pd

    index = pd.to_datetime(np.asarray(utc), utc=True)
    return index.tz_convert(str(time_zone)).tz_localize(None).to_numpy().astype("datetime64[us]")


def days(t: ArrayLike) -> NDArray[np.float64]:
    """Times as float days: numbers pass unchanged, datetime64 becomes days since 1970-01-01."""
    t = np.asarray(t)
    if np.issubdtype(t.dtype, np.datetime64):
        return t.astype("datetime64[us]").astype(np.int64) / 86_400e6
    return t.astype(float)
