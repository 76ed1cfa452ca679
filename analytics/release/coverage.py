"""Which months were reported whole, in part or not at all. Missing is never taken for 0.

A gap can be told from a quiet month only where much is usually recorded: a station counts as silent in a
month without any record if it has EXPECTED or more in a usual one (by chance that happens to fewer than one
such month in 20,000). A file that begins or ends within a month leaves that month partial by the same rule.
"""

import datetime
import statistics
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from . import months
from .choices import CellStatus

EXPECTED = 10
REPORTING_MONTHS = 3
# A station that recorded less of an area's crime than this says nothing about the area's gaps.
STATION_SHARE = 0.1
# The series begins where a month holds at least this share of the median month: before lie stray dates.
FIRST_MONTH_SHARE = 0.1

Counts = Mapping[datetime.date, int]


@dataclass(frozen=True)
class Coverage:
    """The series' first month; of stations that report regularly the first and the silent months."""

    start: datetime.date
    begins: Mapping[int, datetime.date]
    silent: Mapping[int, Collection[datetime.date]]
    cut_short: Collection[datetime.date]

    def of_month(self, month: datetime.date, stations: Collection[int] | None = None) -> str:
        """Coverage of a month by `stations`, or by all where none of them reports regularly."""
        if month < self.start:
            return CellStatus.NOT_REPORTED.value
        own = [station for station in stations or () if station in self.begins] or list(self.begins)
        expected = [station for station in own if self.begins[station] <= month]
        missing = sum(month in self.silent[station] for station in expected)
        if missing and missing == len(expected):
            return CellStatus.NOT_REPORTED.value
        return (CellStatus.PARTIAL if missing or month in self.cut_short else CellStatus.OK).value


def assess(
    stations: Mapping[int, Counts],
    last: datetime.date,
    *,
    closed: Mapping[int, datetime.date] | None = None,
    cut_short: Collection[datetime.date] = (),
) -> Coverage:
    """Coverage up to the month `last` from each station's records a month.

    `closed` holds the last day of stations that exist no more. Raises ValueError when nothing was recorded.
    """
    totals: dict[datetime.date, int] = {}
    for counts in stations.values():
        for month, count in counts.items():
            totals[month] = totals.get(month, 0) + count
    if not totals:
        raise ValueError("Coverage of no records at all is not defined.")
    start = first_month(totals)
    regular = {
        station: counts
        for station, counts in stations.items()
        if len(counts) >= REPORTING_MONTHS and statistics.mean(counts.values()) >= EXPECTED
    }
    begins = {station: max(start, min(counts)) for station, counts in regular.items()}
    silent = {
        station: {
            month
            for month in months.months_between(begins[station], last)
            if month not in counts and month <= (closed or {}).get(station, last)
        }
        for station, counts in regular.items()
    }
    return Coverage(start, begins, silent, frozenset(cut_short))


def first_month(totals: Counts) -> datetime.date:
    """The first month that is not merely stray dates long before the series."""
    least = statistics.median(totals.values()) * FIRST_MONTH_SHARE
    return min(month for month, count in totals.items() if count >= least)


def edges_cut_short(totals: Counts, first: datetime.date, last: datetime.date) -> set[datetime.date]:
    """Months of the first and last day of a file that does not fill them, judged by the months between."""
    inner = [month for month in totals if months.first_day(first) < month < months.first_day(last)]
    if not inner:
        return set()
    daily = sum(totals[month] for month in inner) / sum(months.length(month) for month in inner)
    last_month = months.first_day(last)
    cut = set()
    if daily * (first.day - 1) >= EXPECTED:
        cut.add(months.first_day(first))
    if daily * (months.length(last_month) - last.day) >= EXPECTED:
        cut.add(last_month)
    return cut


def main_stations(counts: Mapping[int, int]) -> set[int]:
    """The stations that record an area's crime, by their records there."""
    total = sum(counts.values())
    return {station for station, count in counts.items() if count >= total * STATION_SHARE}


def of_year(statuses: Iterable[str], finished: bool) -> str:
    """Coverage of a year from its twelve months; an unfinished year is partial, so it has no figure yet."""
    found = set(statuses)
    if not finished:
        return CellStatus.PARTIAL.value
    return found.pop() if len(found) == 1 else CellStatus.PARTIAL.value
