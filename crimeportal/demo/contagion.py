"""Near repeats: each burglary raises the rate within 200 m and 14 days.

After Townsley et al. (2003) and Mohler et al. (2011).
A branching process: a burglary has Poisson(eta) followers, each after a lag of density proportional to
exp(-t / tau) on (0, 14 days) and at a distance of density proportional to r exp(-r^2 / 2 s^2) on (0, 200 m).
Followers have followers of their own, so that the expected cluster has 1 / (1 - eta) burglaries.
"""

from functools import cached_property

import numpy as np
import shapely

from crimeportal.demo.streets import Addresses

ETA = 0.35
REACH_M = 200.0
REACH_DAYS = 14.0
TAU_DAYS = 4.0
SPREAD_M = 80.0


class Contagion:
    """The followers of burglaries at the city's addresses."""

    def __init__(self, addresses: Addresses) -> None:
        self.addresses = addresses

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(shapely.points(self.addresses.x, self.addresses.y))

    def followers(
        self, rng: np.random.Generator, second: np.ndarray, address: np.ndarray
    ) -> tuple[np.ndarray, ...]:
        """Return (second, address) of the followers of burglaries, all generations, whenever they fall."""
        seconds, places = [], []
        while len(second):
            children = rng.poisson(ETA, len(second))
            second, address = self._children(rng, np.repeat(second, children), np.repeat(address, children))
            seconds.append(second)
            places.append(address)
        if not seconds:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        return np.concatenate(seconds), np.concatenate(places)

    def _children(
        self, rng: np.random.Generator, second: np.ndarray, address: np.ndarray
    ) -> tuple[np.ndarray, ...]:
        count = len(second)
        lag_days = -TAU_DAYS * np.log1p(-rng.random(count) * -np.expm1(-REACH_DAYS / TAU_DAYS))
        reach = -np.expm1(-0.5 * (REACH_M / SPREAD_M) ** 2)
        distance = SPREAD_M * np.sqrt(-2 * np.log1p(-rng.random(count) * reach))
        turn = rng.random(count) * 2 * np.pi
        x, y = self.addresses.x[address], self.addresses.y[address]
        nearest = self._tree.nearest(shapely.points(x + distance * np.cos(turn), y + distance * np.sin(turn)))
        away = np.hypot(self.addresses.x[nearest] - x, self.addresses.y[nearest] - y)
        # Where no house stands there, the same house is hit again.
        return second + (lag_days * 86_400).astype(np.int64), np.where(away <= REACH_M, nearest, address)
