"""From counts to the figures of a release: every cut, each figure rounded by itself."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from . import coverage, months
from .choices import CellStatus, Cut, Level
from .counting import Tally
from .coverage import Coverage
from .hexagons import levels, parents
from .rounding import BASE, round_count


class Key(NamedTuple):
    """Which figure: area, category and month are None for "all" and "whole year"."""

    cut: str
    area: int | None
    hexagon: str
    category: int | None
    year: int
    month: int | None


class Figure(NamedTuple):
    """What is published: a value, a level or neither, and the status."""

    value: int | None
    level: str
    status: str


@dataclass(frozen=True)
class Geography:
    """The lowest areas with their district (or None), and the hexagons with the area of their middle."""

    areas: Mapping[int, int | None]
    hexagons: Mapping[str, int | None]


@dataclass(frozen=True)
class Plan:
    """Everything the figures follow from; `last` is the last month published."""

    tally: Tally
    coverage: Coverage
    geography: Geography
    last: datetime.date

    @property
    def months(self) -> list[datetime.date]:
        """From January of the first year, so that what was not reported is said."""
        return months.months_between(datetime.date(self.coverage.start.year, 1, 1), self.last)

    @property
    def years(self) -> range:
        return range(self.coverage.start.year, self.last.year + 1)


def figures(plan: Plan) -> dict[Key, Figure]:
    """Every figure of a release."""
    published = dict(_month_cuts(plan))
    published.update(_year_cuts(plan))
    published.update(_hexagons(plan))
    return published


def _in_series(plan: Plan) -> Iterator[tuple[int | None, int, datetime.date, int]]:
    for (area, category, month), count in plan.tally.fine.items():
        if plan.coverage.start <= month <= plan.last:
            yield area, category, month, count


def _figure(count: int, status: str) -> Figure:
    if status != CellStatus.OK:
        return Figure(None, "", status)
    value, status = round_count(count)
    return Figure(value, "", status)


def _shown(counts: Mapping[int, int]) -> list[int]:
    """Categories with enough in the whole series to be named at all."""
    return sorted(category for category, count in counts.items() if count >= BASE)


def _stations(plan: Plan, areas: Collection[int]) -> set[int]:
    """The stations that record the crime of an area, or of a district's areas."""
    counts: Counter[int] = Counter()
    for area in areas:
        counts.update(plan.tally.area_stations.get(area, {}))
    return coverage.main_stations(counts)


def _places(plan: Plan) -> Iterator[tuple[str, int, list[int]]]:
    """Cut by month, area or district, and the lowest areas in it."""
    districts: dict[int, list[int]] = {}
    for area, district in plan.geography.areas.items():
        yield Cut.AREA_MONTH.value, area, [area]
        if district is not None:
            districts.setdefault(district, []).append(area)
    for district, areas in districts.items():
        yield Cut.DISTRICT_MONTH.value, district, areas


def _month_cuts(plan: Plan) -> Iterator[tuple[Key, Figure]]:
    total: Counter[datetime.date] = Counter()
    typed: Counter[tuple[int, datetime.date]] = Counter()
    local: Counter[tuple[int | None, datetime.date]] = Counter()
    overall: Counter[int] = Counter()
    for area, category, month, count in _in_series(plan):
        total[month] += count
        typed[category, month] += count
        local[area, month] += count
        overall[category] += count
    cut = Cut.JURISDICTION_MONTH.value
    for month in plan.months:
        status = plan.coverage.of_month(month)
        yield Key(cut, None, "", None, month.year, month.month), _figure(total[month], status)
        for category in _shown(overall):
            key = Key(cut, None, "", category, month.year, month.month)
            yield key, _figure(typed[category, month], status)
    for cut, place, areas in _places(plan):
        stations = _stations(plan, areas)
        for month in plan.months:
            count = sum(local[area, month] for area in areas)
            status = plan.coverage.of_month(month, stations)
            key = Key(cut, place, "", None, month.year, month.month)
            yield key, _figure(count, status)


def _year_cuts(plan: Plan) -> Iterator[tuple[Key, Figure]]:
    whole: Counter[tuple[int | None, int]] = Counter()
    local: Counter[tuple[int, int | None, int]] = Counter()
    overall: Counter[int] = Counter()
    fine: Counter[int] = Counter()
    for area, category, month, count in _in_series(plan):
        fine[category] += count
        whole[category, month.year] += count
        if area is not None:
            local[area, category, month.year] += count
            local[area, None, month.year] += count
    overall.update(fine)
    for (category, year), count in plan.tally.broad.items():
        if year in plan.years:
            overall[category] += count
            whole[category, year] += count
    for (_, year), count in list(whole.items()):
        whole[None, year] += count
    for year in plan.years:
        status = _year_status(plan, year)
        for category in [None, *_shown(overall)]:
            key = Key(Cut.JURISDICTION_YEAR.value, None, "", category, year, None)
            yield key, _figure(whole[category, year], status)
    for area in plan.geography.areas:
        stations = _stations(plan, [area])
        for year in plan.years:
            status = _year_status(plan, year, stations)
            for category in [None, *_shown(fine)]:
                key = Key(Cut.AREA_YEAR.value, area, "", category, year, None)
                yield key, _figure(local[area, category, year], status)


def _year_status(plan: Plan, year: int, stations: Collection[int] | None = None) -> str:
    year_months = months.months_between(datetime.date(year, 1, 1), datetime.date(year, 12, 1))
    statuses = [plan.coverage.of_month(month, stations) for month in year_months]
    return coverage.of_year(statuses, finished=year_months[-1] <= plan.last)


def _hexagons(plan: Plan) -> Iterator[tuple[Key, Figure]]:
    """Levels of finished, wholly reported years."""
    if not plan.tally.hexagons or not plan.geography.hexagons:
        return
    counts = parents(plan.tally.hexagons)
    for year in plan.years:
        if _year_status(plan, year) != CellStatus.OK:
            continue
        rounded = {cell: round_count(counts[cell, year])[0] or 0 for cell in plan.geography.hexagons}
        for cell, level in levels(rounded).items():
            key = Key(Cut.HEXAGON_YEAR.value, plan.geography.hexagons[cell], cell, None, year, None)
            yield key, Figure(None, Level(level).value, CellStatus.OK.value)
