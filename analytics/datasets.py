"""The only door from the register to arrays: place, time and category of counted records, never a person.

Times: an exact record enters at its time. One known only as an interval enters daily and monthly models at
the middle of the interval, and hourly models at a time drawn uniformly from it (the Monte Carlo form of
aoristic weights, Ratcliffe 2000). One without a known time stays out of hourly models. What is left out is
counted.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
from django.db.models import Sum
from numpy.typing import NDArray

from accounts.models import Jurisdiction
from records.choices import Discovered, PublicClass, Sensitivity, TimeKnown
from records.models import Area, AreaCount, AreaIndicator, CrimeRecord, OffenceCategory
from records.services.place import Places

from .choices import Audience
from .release import delay

COLUMNS = (
    "occurred_from",
    "occurred_to",
    "reported_at",
    "time_known",
    "latitude",
    "longitude",
    "area_id",
    "discovered",
    "sensitivity",
    "offences__category_id",
)
NONE = -1
OTHER_ID = 0
SEED = 42


@dataclass(frozen=True)
class Category:
    name: str
    severity: float
    is_public: bool


OTHER = Category("other", 1.0, True)


@dataclass(frozen=True)
class Events:
    """Columns of equal length, one entry a record. Times are naive UTC; NaT, NaN and -1 mark "not known".

    `reported` is the start where no time of report is known, as in the public statistics.
    """

    start: NDArray[np.datetime64]
    end: NDArray[np.datetime64]
    reported: NDArray[np.datetime64]
    hour_known: NDArray[np.bool_]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    area: NDArray[np.int64]
    police: NDArray[np.bool_]
    protected: NDArray[np.bool_]
    category: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)

    def where(self, mask: NDArray[np.bool_]) -> Events:
        return Events(*(getattr(self, field.name)[mask] for field in fields(self)))

    @cached_property
    def middle(self) -> NDArray[np.datetime64]:
        """The time of an exact record, the middle of an interval."""
        return self.start + (self.end - self.start) // 2

    @cached_property
    def drawn(self) -> NDArray[np.datetime64]:
        """The time of an exact record, a time drawn uniformly from an interval; the same draw each run."""
        length = (self.end - self.start).astype(np.int64)
        offset = np.random.default_rng(SEED).random(len(self)) * np.where(np.isnat(self.end), 0, length)
        return self.start + offset.astype("timedelta64[us]")

    @property
    def located(self) -> NDArray[np.bool_]:
        return np.isfinite(self.latitude) & np.isfinite(self.longitude)

    @property
    def dated(self) -> NDArray[np.bool_]:
        return ~np.isnat(self.start)


@dataclass(frozen=True)
class AreaRow:
    """An area that holds no other, with its population by year (of the census years that are known)."""

    pk: int
    name: str
    area_km2: float
    population: float
    population_by_year: dict[int, float]


@dataclass(frozen=True)
class Dataset:
    """What one audience's models of a jurisdiction may see, up to the day `as_of` (local, exclusive)."""

    jurisdiction: Jurisdiction
    audience: Audience
    as_of: datetime.date
    events: Events
    categories: dict[int, Category]
    left_out: dict[str, int]

    @cached_property
    def areas(self) -> list[AreaRow]:
        return _areas(self.jurisdiction)

    @property
    def end(self) -> np.datetime64:
        """The instant (naive UTC) at which the day `as_of` begins."""
        return _utc_midnight(self.jurisdiction, self.as_of)

    def local(self, times: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
        """Wall-clock times of the jurisdiction."""
        from .features import to_local

        return to_local(times, self.jurisdiction.time_zone)

    def seen_by(self, audience: Audience) -> Dataset:
        """For the public, what happened and was reported up to the end of the newest month that may appear.

        There, protected records and those of categories that are not public are all of one category, "other".
        What was left out is not told: fresh and exact counts are what the delay is about.
        """
        if audience == Audience.STAFF:
            return self
        until = delay.public_until(self.jurisdiction)
        end = _utc_midnight(self.jurisdiction, until)
        events = self.events.where((self.events.start < end) & (self.events.reported < end))
        hidden = [pk for pk, category in self.categories.items() if not category.is_public]
        folded = np.where(np.isin(events.category, hidden) | events.protected, OTHER_ID, events.category)
        shown = {pk: category for pk, category in self.categories.items() if category.is_public}
        return replace(
            self,
            audience=audience,
            as_of=min(self.as_of, until),
            events=replace(events, category=folded),
            categories={**shown, OTHER_ID: OTHER},
            left_out={},
        )

    def names(self) -> NDArray:
        """The category's name for each event."""
        return np.array([self.categories[pk].name for pk in self.events.category.tolist()], dtype=object)

    @cached_property
    def grid(self) -> object:
        """The jurisdiction's metric grid, a GridSpec."""
        from .grid import GridSpec

        j = self.jurisdiction
        return GridSpec(j.grid_origin_x, j.grid_origin_y, j.cell_size_m, j.grid_columns, j.grid_rows)

    @cached_property
    def outside(self) -> NDArray[np.bool_]:
        """Cells of the grid that lie outside the outline, or outside all areas where there is no outline."""
        from shapely import transform, unary_union
        from shapely.geometry import shape

        shapes = [self.jurisdiction.outline] if self.jurisdiction.outline else _boundaries(self.jurisdiction)
        if not shapes:
            return np.zeros(self.grid.shape, dtype=bool)
        project = Places(self.jurisdiction).project
        outline = unary_union([shape(one).buffer(0) for one in shapes])
        metres = transform(outline, lambda points: np.column_stack(project(points[:, 1], points[:, 0])))
        return ~self.grid.mask(metres)


def load(jurisdiction: Jurisdiction, as_of: datetime.date) -> Dataset:
    """Counted records of one jurisdiction up to `as_of`, with the category of their principal offence."""
    records = CrimeRecord.objects.counted().filter(jurisdiction=jurisdiction)
    principal = records.filter(offences__ordinal=1).order_by("pk")
    rows = list(principal.values_list(*COLUMNS).iterator(chunk_size=10_000))
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(COLUMNS)
    start, end, reported, known, latitude, longitude, area, discovered, sensitivity, category = columns
    start, end, reported = _times(start), _times(end), _times(reported)
    events = Events(
        start=start,
        end=np.where(np.isnat(end), start, end),
        reported=np.where(np.isnat(reported), start, reported),
        hour_known=np.array([value != TimeKnown.UNKNOWN for value in known], dtype=bool) & ~np.isnat(start),
        latitude=np.array(latitude, dtype=float),
        longitude=np.array(longitude, dtype=float),
        **_metres(jurisdiction, latitude, longitude),
        area=np.array([NONE if pk is None else pk for pk in area], dtype=np.int64),
        police=np.array([value == Discovered.POLICE for value in discovered], dtype=bool),
        protected=np.array([value == Sensitivity.PROTECTED for value in sensitivity], dtype=bool),
        category=np.array(category, dtype=np.int64),
    )
    later = events.start >= _utc_midnight(jurisdiction, as_of)
    left_out = {
        "without a category": records.count() - len(events),
        "without a date": int((~events.dated).sum()),
        "dated in the future": int(later.sum()),
    }
    kept = events.where(events.dated & ~later)
    return Dataset(jurisdiction, Audience.STAFF, as_of, kept, _categories(kept), left_out)


def yearly_counts(jurisdiction: Jurisdiction) -> dict[int, dict[tuple[int, int], int]]:
    """Published yearly counts of the areas that hold no other: year → (area, category) → count."""
    lowest = Area.objects.current(jurisdiction).lowest()
    counts: dict[int, dict[tuple[int, int], int]] = {}
    rows = AreaCount.objects.filter(area__in=lowest).values_list("year", "area_id", "category_id")
    for year, area, category, total in rows.annotate(total=Sum("count")).order_by("year"):
        counts.setdefault(year, {})[area, category] = total
    return counts


def all_categories() -> dict[int, Category]:
    rows = OffenceCategory.objects.values_list("pk", "name", "severity", "public_class")
    return {pk: Category(name, severity, shown == PublicClass.PUBLIC) for pk, name, severity, shown in rows}


def _categories(events: Events) -> dict[int, Category]:
    used = set(events.category.tolist())
    return {pk: category for pk, category in all_categories().items() if pk in used}


def _areas(jurisdiction: Jurisdiction) -> list[AreaRow]:
    by_area: dict[int, dict[int, float]] = {}
    known = AreaIndicator.objects.filter(area__area_set__jurisdiction=jurisdiction, name="population")
    for area, year, value in known.values_list("area_id", "year", "value"):
        by_area.setdefault(area, {})[year] = value
    rows = Area.objects.current(jurisdiction).lowest().order_by("pk")
    return [
        AreaRow(pk, name, km2 or np.nan, population or _latest(by_area.get(pk, {})), by_area.get(pk, {}))
        for pk, name, km2, population in rows.values_list("pk", "name", "area_km2", "population")
    ]


def _latest(by_year: dict[int, float]) -> float:
    return by_year[max(by_year)] if by_year else np.nan


def _boundaries(jurisdiction: Jurisdiction) -> list[dict]:
    areas = Area.objects.current(jurisdiction).lowest().exclude(boundary=None)
    return list(areas.values_list("boundary", flat=True))


def _times(values: tuple) -> NDArray[np.datetime64]:
    naive = [None if value is None else value.replace(tzinfo=None) for value in values]
    return np.array(naive, dtype="datetime64[us]")


def _utc_midnight(jurisdiction: Jurisdiction, day: datetime.date) -> np.datetime64:
    local = datetime.datetime.combine(day, datetime.time(), tzinfo=jurisdiction.tz)
    return np.datetime64(local.astimezone(datetime.UTC).replace(tzinfo=None), "us")


def _metres(jurisdiction: Jurisdiction, latitude: tuple, longitude: tuple) -> dict[str, NDArray[np.float64]]:
    latitude, longitude = np.array(latitude, dtype=float), np.array(longitude, dtype=float)
    x, y = np.full(len(latitude), np.nan), np.full(len(latitude), np.nan)
    known = np.isfinite(latitude)
    if known.any():
        x[known], y[known] = Places(jurisdiction).project(latitude[known], longitude[known])
    return {"x": x, "y": y}
