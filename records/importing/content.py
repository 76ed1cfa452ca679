"""What a source says of its records, as the columns of CrimeRecord."""

from collections import Counter
from collections.abc import Collection
from datetime import UTC
from typing import TYPE_CHECKING, Any

from accounts.models import Jurisdiction

from ..choices import Precision, TimeKnown
from ..services.place import PlaceColumns, Places
from .books import NamedAreas, Stations
from .cleaning import Clean

if TYPE_CHECKING:
    import numpy as np

# In the order of the tuples. What follows from the place is not compared: it changes with the grid alone.
CONTENT = (
    "station_id",
    "title",
    "occurred_from",
    "occurred_to",
    "time_known",
    "reported_at",
    "address",
    "latitude",
    "longitude",
    "precision",
    "area_id",
    "premises",
    "narrative",
)
DERIVED = ("grid_cell", "h3_7", "h3_9")
# Which field of a mapping a column comes from, where a mapping may leave it out.
GIVEN_BY = {
    "station_id": ("district",),
    "reported_at": ("reported_at",),
    "address": ("address",),
    "premises": ("premises",),
    "narrative": ("narrative",),
    "area_id": ("latitude", "x", "area"),
    **dict.fromkeys(("latitude", "longitude", "precision", *DERIVED), ("latitude", "x")),
}
Row = tuple[Any, ...]


def unspoken(fields: Collection[str]) -> frozenset[str]:
    """The columns that a mapping of these fields says nothing of: a known record keeps what it has there."""
    return frozenset(
        column for column, names in GIVEN_BY.items() if not any(name in fields for name in names)
    )


class Contents:
    """Turns clean rows into content tuples; `counts` says what had to be cut or left open."""

    def __init__(self, jurisdiction: Jurisdiction):
        self._stations, self._areas = Stations(jurisdiction), NamedAreas(jurisdiction)
        self._places = Places(jurisdiction)
        self.counts: Counter[str] = Counter()

    def build(self, clean: Clean, rows: list[int]) -> list[Row]:
        """CONTENT and DERIVED of the given rows, in their order."""
        import numpy as np

        latitude, longitude = clean.latitude[rows], clean.longitude[rows]
        here = ~np.isnan(latitude)
        places = self._resolve(latitude, longitude, here)
        texts = {name: [values[row] for row in rows] for name, values in clean.texts.items()}
        named = [self._areas.get(name) for name in texts["area"]]
        areas = [place or name for place, name in zip(places["area_id"], named, strict=True)]
        self.counts["in no area"] += areas.count(None)
        end = _moments(clean.occurred_to[rows])
        columns = (
            self._stations.ids(texts["district"]),
            self.fit("offence", [clean.offence[row] for row in rows], 160),
            _moments(clean.occurred_from[rows]),
            end,
            [TimeKnown.INTERVAL.value if moment else TimeKnown.EXACT.value for moment in end],
            _moments(clean.reported_at[rows]),
            self.fit("address", texts["address"], 200),
            _values(latitude),
            _values(longitude),
            [_precision(point, area) for point, area in zip(here.tolist(), areas, strict=True)],
            areas,
            self.fit("premises", texts["premises"], 80),
            texts["narrative"],
            *(places[name] for name in DERIVED),
        )
        return list(zip(*columns, strict=True))

    def fit(self, name: str, texts: list[str], size: int) -> list[str]:
        """The texts, cut to what the register holds; how many were is counted."""
        longer = sum(len(text) > size for text in texts)
        if not longer:
            return texts
        self.counts[f"{name} cut to {size} characters"] += longer
        return [text[:size] for text in texts]

    def _resolve(
        self, latitude: "np.ndarray", longitude: "np.ndarray", here: "np.ndarray"
    ) -> dict[str, list[int | None]]:
        import numpy as np

        found = self._places.resolve(latitude[here], longitude[here]) if here.any() else None
        columns = {}
        for name in ("area_id", *DERIVED):
            values = np.full(len(here), PlaceColumns.NO_VALUE, dtype=np.int64)
            if found:
                values[here] = getattr(found, name)
            columns[name] = [None if value == PlaceColumns.NO_VALUE else value for value in values.tolist()]
        return columns


def _moments(column: "np.ndarray") -> list:
    return [moment.replace(tzinfo=UTC) if moment is not None else None for moment in column.tolist()]


def _values(column: "np.ndarray") -> list[float | None]:
    return [None if value != value else value for value in column.tolist()]


def _precision(point: bool, area: int | None) -> str:
    return (Precision.EXACT if point else Precision.AREA if area else Precision.NONE).value
