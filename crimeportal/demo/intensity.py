"""Background intensity over category, day, hour and address: a product, so that each factor can be checked.

lambda = share x day(week, season, trend, reported by the end) x hour x place, each factor summing to one.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from crimeportal.demo import categories as cat
from crimeportal.demo import gazetteer as gaz
from crimeportal.demo.geography import to_metres
from crimeportal.demo.streets import Addresses

HOUR_FLOOR = 0.2
REPORT_SHAPE = 1.1  # of the log-logistic reporting delay


def hour_weights() -> np.ndarray:
    """Return P(hour | category), shape (categories, 24): wrapped normal bumps over a floor."""
    hours = np.arange(24) + 0.5
    rows = []
    for category in cat.CATEGORIES:
        weights = np.full(24, HOUR_FLOOR)
        for peak, spread, weight in category.hours:
            away = np.abs((hours - peak + 12) % 24 - 12)
            weights += weight * np.exp(-0.5 * (away / spread) ** 2)
        rows.append(weights / weights.sum())
    return np.array(rows)


def reported_share(hours: np.ndarray, median_h: np.ndarray | float) -> np.ndarray:
    """Return the share reported within ``hours``: log-logistic, 1 / (1 + (t / median)^-shape)."""
    waited = np.maximum(hours, 1e-6)
    return 1 / (1 + (waited / median_h) ** -REPORT_SHAPE)


def reporting_delay_h(uniform: np.ndarray, limit_h: np.ndarray, median_h: np.ndarray) -> np.ndarray:
    """Return delays in hours from uniforms: the inverse of ``reported_share`` cut at ``limit_h``."""
    share = np.clip(uniform * reported_share(limit_h, median_h), 1e-9, 1 - 1e-9)
    return np.minimum(median_h * (share / (1 - share)) ** (1 / REPORT_SHAPE), limit_h)


@dataclass(frozen=True)
class Intensity:
    """The background over the days from ``start`` to ``end`` (both included) at the addresses."""

    start: np.datetime64
    end: np.datetime64
    addresses: Addresses

    @cached_property
    def days(self) -> int:
        """Return the number of days."""
        return int((self.end - self.start).astype(int)) + 1

    @property
    def shift_day(self) -> int:
        """Return the index of the first day of the planted shift."""
        return max(self.days - cat.SHIFT_DAYS, 0)

    @cached_property
    def day_weights(self) -> np.ndarray:
        """Return lambda(category, day), summing to one over both: shape (categories, days)."""
        day = np.arange(self.days)
        date = self.start + day
        week_day = (date.astype(int) + 3) % 7
        year_day = (date - date.astype("datetime64[Y]")).astype(int)
        rows = []
        for category in cat.CATEGORIES:
            amplitude, peak = category.season
            season = 1 + amplitude * np.cos(2 * np.pi * (year_day - peak) / 365.25)
            trend = np.exp(category.trend * day / 365.25)
            # A crime not yet reported at the end is not in the register, so the last days are thinner.
            known = reported_share((self.days - day - 0.5) * 24, category.delay_h)
            weights = np.array(category.week)[week_day] * season * trend
            rows.append(category.share * weights / weights.sum() * known)
        table = np.array(rows)
        return table / table.sum()

    def _kernel(self, name: str) -> np.ndarray:
        x_km, y_km, spread_m = cat.CENTRES[name]
        x, y = to_metres(x_km, y_km)
        weights = np.exp(-0.5 * ((self.addresses.x - x) ** 2 + (self.addresses.y - y) ** 2) / spread_m**2)
        return weights / weights.sum()

    @cached_property
    def _residents(self) -> np.ndarray:
        population = np.array([p.population for p in gaz.PLACES], float)
        where = self.addresses.neighbourhood
        return population[where] / np.bincount(where)[where] / population.sum()

    def place_weights(self, category: int, shifted: bool = False) -> np.ndarray:
        """Return P(address | category), before or after the planted shift, shape (addresses,)."""
        row = cat.CATEGORIES[category]
        total = sum(row.centres.values())
        mass = {name: (1 - row.homes) * weight / total for name, weight in row.centres.items()}
        homes = row.homes
        if shifted and row.code in cat.SHIFT_CATEGORIES:
            left = mass.pop(cat.SHIFT_FROM, 0.0)
            rest = (1 - cat.SHIFT_SHARE) / (1 - left)
            mass = {name: share * rest for name, share in mass.items()}
            homes *= rest
            mass[cat.SHIFT_TO] = mass.get(cat.SHIFT_TO, 0.0) + cat.SHIFT_SHARE
        return homes * self._residents + sum(share * self._kernel(name) for name, share in mass.items())

    @cached_property
    def _place_steps(self) -> list[tuple[np.ndarray, np.ndarray]]:
        return [
            (np.cumsum(self.place_weights(i)), np.cumsum(self.place_weights(i, shifted=True)))
            for i in range(len(cat.CATEGORIES))
        ]

    def draw(self, rng: np.random.Generator, first: int, last: int, shares: np.ndarray, count: int) -> "Draw":
        """Draw ``count`` crimes of the days first..last-1, category probabilities scaled by ``shares``."""
        weights = self.day_weights[:, first:last] * shares[:, None]
        picked = np.searchsorted(np.cumsum(weights), rng.random(count) * weights.sum(), side="right")
        category, day = np.divmod(np.minimum(picked, weights.size - 1), last - first)
        day += first
        hour = self._hours(category, rng.random(count))
        second = day * 86_400 + hour * 3600 + self._minutes(rng, count) * 60
        return Draw(category, second, self._addresses(category, day, rng.random(count)))

    def _hours(self, category: np.ndarray, uniform: np.ndarray) -> np.ndarray:
        steps = np.cumsum(hour_weights(), axis=1)
        return np.minimum((uniform[:, None] > steps[category]).sum(1), 23)

    def _minutes(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """People tell the time in fives: four reports in five are rounded down to one."""
        minute = rng.integers(0, 60, count)
        return np.where(rng.random(count) < 0.8, minute // 5 * 5, minute)

    def _addresses(self, category: np.ndarray, day: np.ndarray, uniform: np.ndarray) -> np.ndarray:
        found = np.zeros(len(category), np.int64)
        late = day >= self.shift_day
        for index in range(len(cat.CATEGORIES)):
            for shifted in (False, True):
                chosen = np.flatnonzero((category == index) & (late == shifted))
                found[chosen] = np.searchsorted(
                    self._place_steps[index][shifted], uniform[chosen], side="right"
                )
        return np.minimum(found, len(self.addresses.x) - 1)


@dataclass(frozen=True)
class Draw:
    """Crimes as drawn; arrays of one length, ``second`` of local time since the first midnight."""

    category: np.ndarray
    second: np.ndarray
    address: np.ndarray
