"""Counts of one jurisdiction for its release, grouped in the database: the one reader of the register here.

A record counts once, under its principal offence, in the local month in which it was reported. Months by
report are complete when they end, so a late report never changes a month that is already out; where a source
gives no time of report (most open data) the beginning of the occurrence stands in.
"""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth, TruncYear

from accounts.models import Jurisdiction
from records.choices import PublicClass, Sensitivity
from records.models import CrimeRecord

from . import months

CATEGORY = "offences__category"


@dataclass
class Tally:
    """Grouped counts up to a month.

    `fine` holds (area or None, category, month) of what may be shown below the jurisdiction, `broad`
    (category, year) of what may not, `hexagons` (H3 cell of resolution 9, year) of the former.
    """

    fine: Counter[tuple[int | None, int, datetime.date]] = field(default_factory=Counter)
    broad: Counter[tuple[int, int]] = field(default_factory=Counter)
    stations: dict[int, Counter[datetime.date]] = field(default_factory=lambda: defaultdict(Counter))
    area_stations: dict[int | None, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    hexagons: Counter[tuple[int, int]] = field(default_factory=Counter)
    imported: tuple[datetime.date, datetime.date] | None = None
    entered: tuple[datetime.date, datetime.date] | None = None

    @property
    def totals(self) -> Counter[datetime.date]:
        """All counted records a month."""
        total: Counter[datetime.date] = Counter()
        for counts in self.stations.values():
            total.update(counts)
        return total


def count(jurisdiction: Jurisdiction, last: datetime.date) -> Tally:
    """Counts of everything up to the end of the month `last` (its first day), local time."""
    tz = jurisdiction.tz
    end = datetime.datetime.combine(months.add_months(last, 1), datetime.time(), tzinfo=tz)
    records = _dated(jurisdiction)
    tally = Tally()
    tally.imported, tally.entered = _spans(records, tz)
    counted = records.filter(moment__lt=end)
    _by_area(counted.annotate(at=TruncMonth("moment", tzinfo=tz)), tally)
    _by_hexagon(counted.annotate(at=TruncYear("moment", tzinfo=tz)), tally)
    return tally


def _dated(jurisdiction: Jurisdiction) -> QuerySet:
    return (
        CrimeRecord.objects.counted()
        .filter(jurisdiction=jurisdiction, offences__ordinal=1)
        .annotate(moment=Coalesce("reported_at", "occurred_from"))
        .exclude(moment=None)
        .order_by()
    )


def _spans(records: QuerySet, tz: datetime.tzinfo) -> list[tuple[datetime.date, datetime.date] | None]:
    """First and last local day of imported and of entered records."""
    imported = Q(import_batch__isnull=False)
    found = records.aggregate(
        imported_first=Min("moment", filter=imported),
        imported_last=Max("moment", filter=imported),
        entered_first=Min("moment", filter=~imported),
        entered_last=Max("moment", filter=~imported),
    )
    return [
        (first.astimezone(tz).date(), found[f"{kind}_last"].astimezone(tz).date())
        if (first := found[f"{kind}_first"])
        else None
        for kind in ("imported", "entered")
    ]


def _by_area(records: QuerySet, tally: Tally) -> None:
    groups = (
        records.values_list(
            "at", "station_id", "area_id", f"{CATEGORY}_id", f"{CATEGORY}__public_class", "sensitivity"
        )
        .annotate(number=Count("pk"))
        .iterator()
    )
    for at, station, area, category, public_class, sensitivity, number in groups:
        month = at.date()
        tally.stations[station][month] += number
        tally.area_stations[area][station] += number
        if public_class == PublicClass.NEVER:
            continue
        if public_class == PublicClass.PUBLIC and sensitivity == Sensitivity.NORMAL:
            tally.fine[area, category, month] += number
        else:
            tally.broad[category, month.year] += number


def _by_hexagon(records: QuerySet, tally: Tally) -> None:
    groups = (
        records.filter(sensitivity=Sensitivity.NORMAL, h3_9__isnull=False)
        .filter(**{f"{CATEGORY}__public_class": PublicClass.PUBLIC})
        .values_list("h3_9", "at")
        .annotate(number=Count("pk"))
        .iterator()
    )
    for cell, at, number in groups:
        tally.hexagons[cell, at.year] += number
