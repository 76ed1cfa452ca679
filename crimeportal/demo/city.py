"""The city at work: background, contagion and series become records month by month, in order of registration.

One numpy Generator makes everything, so a seed, a count and a period give the same records each time.
Memory holds one month and what is not registered yet, whatever the count.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from crimeportal.demo import categories as cat
from crimeportal.demo import gazetteer as gaz
from crimeportal.demo import people
from crimeportal.demo.clock import LocalClock
from crimeportal.demo.contagion import ETA, Contagion
from crimeportal.demo.incidents import REGISTERED, Incidents
from crimeportal.demo.intensity import Draw, Intensity
from crimeportal.demo.paperwork import file_records
from crimeportal.demo.streets import Addresses, addresses

DEFAULT_END = np.datetime64("2026-10-31")
BURGLARY = cat.INDEX["burglary"]
STATIONS = tuple(u.code for u in gaz.UNITS if u.kind == "station")
SERIES_SHARE = 0.1  # at most, of all crimes


@dataclass(frozen=True)
class _Fixed:
    """Crimes whose day is settled: of series, and followers of earlier burglaries."""

    category: np.ndarray
    second: np.ndarray
    address: np.ndarray
    series: np.ndarray
    follower: np.ndarray

    def take(self, rows: np.ndarray) -> "_Fixed":
        return _Fixed(*(column[rows] for column in vars(self).values()))

    @staticmethod
    def join(parts: list["_Fixed"]) -> "_Fixed":
        return _Fixed(
            *(np.concatenate(columns) for columns in zip(*(vars(p).values() for p in parts), strict=True))
        )


def _drawn(draw: Draw) -> _Fixed:
    none = np.full(len(draw.category), -1)
    return _Fixed(draw.category, draw.second, draw.address, none, none > 0)


def _followers(second: np.ndarray, address: np.ndarray) -> _Fixed:
    none = np.full(len(second), -1)
    return _Fixed(np.full(len(second), BURGLARY), second, address, none, none < 0)


@dataclass(frozen=True)
class City:
    """Port Ellery over the ``years`` that end with the date ``end``, with exactly ``count`` crimes."""

    seed: int
    count: int
    years: int
    end: np.datetime64 = DEFAULT_END

    @property
    def start(self) -> np.datetime64:
        """Return the first day."""
        after = self.end + 1
        month = after.astype("datetime64[M]")
        return (month - 12 * self.years).astype("datetime64[D]") + (after - month.astype("datetime64[D]"))

    @cached_property
    def addresses(self) -> Addresses:
        """Return the addresses of the city."""
        return addresses()

    @cached_property
    def intensity(self) -> Intensity:
        """Return the background intensity of the period."""
        return Intensity(self.start, self.end, self.addresses)

    @cached_property
    def clock(self) -> LocalClock:
        """Return the city's local time."""
        return LocalClock(gaz.TIME_ZONE, self.start, self.end)

    @cached_property
    def now(self) -> np.datetime64:
        """Return the end of the last day in UTC: what came later is not known."""
        return self.clock.to_utc(np.array([(self.end + 1).astype("datetime64[s]")]))[0]

    @cached_property
    def station_of(self) -> np.ndarray:
        """Return the index into STATIONS of each address."""
        by_area = np.array([STATIONS.index(place.station) for place in gaz.PLACES])
        return by_area[self.addresses.neighbourhood]

    def months(self) -> list[tuple[int, int]]:
        """Return the day ranges (first, last + 1) of the calendar months of the period."""
        edges = np.arange(self.start.astype("datetime64[M]") + 1, self.end.astype("datetime64[M]") + 1)
        days = [0, *((edges.astype("datetime64[D]") - self.start).astype(int).tolist()), self.intensity.days]
        return [(a, b) for a, b in pairwise(days) if b > a]

    def records(self) -> Iterator[Incidents]:
        """Yield all records: the registered in order of registration, then the rest."""
        rng = np.random.default_rng(self.seed)
        counters: dict[tuple[int, int], int] = {}
        waiting: list[Incidents] = []
        for _, last, month in self._crimes(rng):
            waiting.append(self._file(rng, month))
            horizon = self.clock.to_utc(np.array([(self.start + last).astype("datetime64[s]")]))[0]
            held = Incidents.join(waiting)
            due = held.registered <= horizon
            waiting = [held.take(~due)]
            ready = held.take(due)
            ready = ready.take(np.argsort(ready.registered, kind="stable"))
            self._number(ready, counters)
            if len(ready):
                yield ready
        rest = waiting[0]
        if len(rest):
            yield rest.take(np.argsort(rest.reported, kind="stable"))

    def _crimes(self, rng: np.random.Generator) -> Iterator[tuple[int, int, _Fixed]]:
        """Yield (first day, last day + 1, crimes) of each month; the counts add up to ``count``."""
        background, contagion, months = self.intensity, Contagion(self.addresses), self.months()
        planted = people.plant(rng, self.addresses, background.days, int(self.count * SERIES_SHARE))
        settled = _Fixed(
            planted.category,
            planted.second,
            planted.address,
            planted.series,
            np.zeros(len(planted.series), bool),
        )
        weights = np.array([background.day_weights[:, a:b].sum() for a, b in months])
        totals = rng.multinomial(self.count - len(planted.series), weights / weights.sum())
        share = background.day_weights[BURGLARY].sum()
        shares = np.full(len(cat.CATEGORIES), 1 + ETA * share / (1 - share))
        shares[BURGLARY] = 1 - ETA
        for (first, last), total in zip(months, totals, strict=True):
            due = settled.second < last * 86_400
            fixed, settled = settled.take(due), settled.take(~due)
            room = int(total) - int(fixed.follower.sum())
            if room < 0:
                fixed, room = fixed.take(self._keep(fixed.follower, int(total))), 0
            drawn = _drawn(background.draw(rng, first, last, shares, room))
            burgled = drawn.category == BURGLARY
            new = _followers(*contagion.followers(rng, drawn.second[burgled], drawn.address[burgled]))
            soon = new.second < last * 86_400
            # Followers take the place of other crimes, so that the month's total stands.
            others = np.flatnonzero(~burgled)
            soon &= np.cumsum(soon) <= len(others)
            keep = np.ones(len(drawn.category), bool)
            keep[others[: int(soon.sum())]] = False
            later = (new.second >= last * 86_400) & (new.second < background.days * 86_400)
            settled = _Fixed.join([settled, new.take(later)])
            yield first, last, _Fixed.join([fixed, drawn.take(keep), new.take(soon)])

    @staticmethod
    def _keep(follower: np.ndarray, room: int) -> np.ndarray:
        """Return a mask of all but the followers beyond ``room``: a small city has months that are full."""
        return ~follower | (np.cumsum(follower) <= room)

    def _file(self, rng: np.random.Generator, crimes: _Fixed) -> Incidents:
        midnight = self.start.astype("datetime64[s]")
        local = midnight + crimes.second.astype("timedelta64[s]")
        return file_records(
            rng,
            category=crimes.category,
            address=crimes.address,
            series=crimes.series,
            follower=crimes.follower,
            occurred=self.clock.to_utc(local),
            day_start=self.clock.to_utc(local.astype("datetime64[D]").astype("datetime64[s]")),
            now=self.now,
        )

    def _number(self, ready: Incidents, counters: dict[tuple[int, int], int]) -> None:
        """Give the numbers of each station's register, without a gap, in order of registration."""
        ready.year[:] = (
            self.clock.to_local(ready.steps[:, REGISTERED]).astype("datetime64[Y]").astype(int) + 1970
        )
        station = self.station_of[ready.address]
        for key in sorted(set(zip(station.tolist(), ready.year.tolist(), strict=True))):
            rows = (station == key[0]) & (ready.year == key[1])
            start = counters.get(key, 0)
            counters[key] = start + int(rows.sum())
            ready.number[rows] = np.arange(start + 1, counters[key] + 1)

    def digest(self) -> str:
        """Return a SHA-256 over every value of every record."""
        total = hashlib.sha256()
        for block in self.records():
            for values in vars(block).values():
                total.update(np.ascontiguousarray(values).tobytes())
        return total.hexdigest()
