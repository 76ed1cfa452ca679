"""What the public side reads: releases, their cells, names and boundaries of areas. Never the register."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.http import Http404
from django.utils import timezone

from accounts.models import Jurisdiction
from records.models import Area, OffenceCategory

from ..models import StatCell, StatRelease
from . import months, rates
from .choices import CellStatus, Cut
from .rates import Total

YEAR = 12
TREND = 24
MONTHLY = {Cut.AREA_MONTH, Cut.DISTRICT_MONTH, Cut.JURISDICTION_MONTH}


def current_releases() -> QuerySet[StatRelease]:
    """The newest published release of each jurisdiction, in the order the jurisdictions were made.

    `categories_changed` is when a type was last changed, and perhaps taken back from the public.
    """
    everything = OffenceCategory.objects.order_by().annotate(all=Value(1)).values("all")
    changed = everything.annotate(last=Max("updated_at")).values("last")
    later = StatRelease.objects.published().filter(
        jurisdiction=OuterRef("jurisdiction"), number__gt=OuterRef("number")
    )
    return (
        StatRelease.objects.published()
        .filter(~Exists(later))
        .annotate(categories_changed=Subquery(changed))
        .select_related("jurisdiction")
        .defer("jurisdiction__basemap", "jurisdiction__outline")
        .order_by("jurisdiction_id")
    )


def current_release(code: str) -> StatRelease:
    """The newest release of a jurisdiction by its code. Raises Http404 where there is none."""
    release = current_releases().filter(jurisdiction__code=code.upper()).first()
    if release is None:
        raise Http404
    return release


@dataclass(frozen=True)
class AreaTotals:
    """An area with its published totals of the last twelve months and the twelve before."""

    pk: int
    code: str
    name: str
    population: int | None
    district_code: str
    district: str
    recent: Total
    before: Total

    @cached_property
    def rate(self) -> float | None:
        return rates.rate(self.recent.value, self.population)

    @cached_property
    def highest_rate(self) -> float | None:
        """The rate, or where only an upper bound of the number is known, the bound of the rate."""
        return self.rate if self.rate is not None else rates.rate(self.recent.below, self.population)

    @cached_property
    def middle_rate(self) -> float | None:
        """What areas are ordered and coloured by, where some have a bound alone."""
        return rates.rate(self.recent.middle, self.population)

    @cached_property
    def change(self) -> float | None:
        return rates.change(self.recent.value, self.before.value)


def area_totals(release: StatRelease) -> list[AreaTotals]:
    """Every area of the release, by name, with its totals of 12 and the 12 months before. One query."""
    recent, before = _span(release.month, 0), _span(release.month, YEAR)
    rows = (
        _monthly(release, Cut.AREA_MONTH, TREND)
        .order_by("area__name", "area__code")
        .values_list(
            "area_id",
            "area__code",
            "area__name",
            "area__population",
            "area__parent__code",
            "area__parent__name",
        )
        .annotate(**_sums("recent", recent), **_sums("before", before))
    )
    return [
        AreaTotals(
            pk, code, name, population, district_code or "", district or "",
            _total(sums[:3]), _total(sums[3:]),
        )
        for pk, code, name, population, district_code, district, *sums in rows
    ]  # fmt: skip


def jurisdiction_totals(release: StatRelease, district: int | None = None) -> tuple[Total, Total]:
    """Totals of the last twelve months and the twelve before, of the whole jurisdiction or a district."""
    cut = Cut.JURISDICTION_MONTH if district is None else Cut.DISTRICT_MONTH
    cells = _monthly(release, cut, TREND).filter(category=None, area=district)
    sums = cells.aggregate(
        **_sums("recent", _span(release.month, 0)), **_sums("before", _span(release.month, YEAR))
    )
    return _total(list(sums.values())[:3]), _total(list(sums.values())[3:])


def population(areas: Iterable[AreaTotals]) -> int | None:
    """Residents of all areas together, known only if each area's are."""
    known = [area.population for area in areas]
    return sum(known) if known and all(known) else None


def monthly_figures(
    release: StatRelease, area: int, number: int = TREND
) -> dict[datetime.date, dict[str, tuple[int | None, str]]]:
    """For each of the last months, oldest first: {"area": (value, status), "whole": (value, status)}."""
    cells = StatCell.objects.filter(_since(release, number), release=release, category=None).filter(
        Q(cut__in=[Cut.AREA_MONTH, Cut.DISTRICT_MONTH], area=area) | Q(cut=Cut.JURISDICTION_MONTH)
    )
    unknown = (None, CellStatus.NOT_REPORTED.value)
    found = {
        month: {"area": unknown, "whole": unknown} for month in months.last_months(release.month, number)
    }
    for cut, year, month, value, status in cells.values_list("cut", "year", "month", "value", "status"):
        of = found.get(datetime.date(year, month, 1))
        if of is not None:
            of["whole" if cut == Cut.JURISDICTION_MONTH else "area"] = (value, status)
    return found


def yearly_figures(release: StatRelease, area: int | None) -> QuerySet:
    """Cells of the last whole year and the one before, by type, of the jurisdiction and perhaps an area."""
    last = last_whole_year(release)
    places = Q(cut=Cut.JURISDICTION_YEAR)
    if area is not None:
        places |= Q(cut=Cut.AREA_YEAR, area=area)
    return (
        StatCell.objects.listed()
        .filter(places, release=release, year__in=[last - 1, last])
        .order_by("category__name")
        .values("cut", "year", "value", "status", code=F("category__code"), name=F("category__name"))
    )


def last_whole_year(release: StatRelease) -> int:
    return release.month.year if release.month.month == YEAR else release.month.year - 1


def hexagon_levels(release: StatRelease) -> QuerySet:
    """(hexagon, level, area id, year) of the newest year that has levels."""
    cells = StatCell.objects.filter(release=release, cut=Cut.HEXAGON_YEAR)
    newest = cells.order_by("-year").values("year")[:1]
    return (
        cells.filter(year=Subquery(newest))
        .order_by("hexagon")
        .values_list("hexagon", "level", "area_id", "year")
    )


def area_shapes(jurisdiction: Jurisdiction) -> QuerySet[Area]:
    """Current areas with their boundaries, for maps."""
    return Area.objects.current(jurisdiction).lowest().exclude(boundary=None).order_by("name")


def next_update(release: StatRelease) -> datetime.date | None:
    """The day from which the next month may appear; None where that is past, so no new data came."""
    day = months.publishable_on(months.add_months(release.month, 1), settings.PUBLIC_DELAY_DAYS)
    return day if day >= timezone.now().astimezone(release.jurisdiction.tz).date() else None


def _since(release: StatRelease, number: int) -> Q:
    first = months.add_months(release.month, 1 - number)
    return Q(year__gt=first.year) | Q(year=first.year, month__gte=first.month)


def _monthly(release: StatRelease, cut: str, number: int) -> QuerySet:
    return StatCell.objects.filter(_since(release, number), release=release, cut=cut)


def _span(last: datetime.date, back: int) -> Q:
    """The twelve months that end `back` months before `last`."""
    end = months.add_months(last, -back)
    start = months.add_months(end, 1 - YEAR)
    after = Q(year__gt=start.year) | Q(year=start.year, month__gte=start.month)
    return after & (Q(year__lt=end.year) | Q(year=end.year, month__lte=end.month))


def _sums(name: str, span: Q) -> dict:
    """Published sum, number of published values and of "fewer than 5" in a span of months."""
    return {
        f"{name}_sum": Sum("value", filter=span, default=0),
        f"{name}_numbers": Count("pk", filter=span & Q(status=CellStatus.OK)),
        f"{name}_few": Count("pk", filter=span & Q(status=CellStatus.FEW)),
    }


def _total(sums: list[int]) -> Total:
    published, numbers, few = sums
    return rates.total(published, numbers, few, YEAR)
