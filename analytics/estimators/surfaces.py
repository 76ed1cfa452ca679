"""Risk surfaces on the grid: how much of the coming weeks' crime to expect in each cell.

Every surface has ``fit(x, y, t, grid, *, as_of=None)`` with metres and times (float days or datetime64) and
``predict()`` → array of shape (rows, columns). Only events before ``as_of`` count (half-open, so that nothing
of the day that is predicted leaks in); without it, all do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr
from scipy.stats import norm
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from analytics.estimators.hotspots import RADIUS_PERCENTILE, KMeansHotspots
from analytics.features import days
from analytics.grid import GridSpec


class Surface(BaseEstimator):
    """What the surfaces share: the window of time, the checks and ``predict``.

    Attributes
    ----------
    surface_ : ndarray of shape (rows, columns)
    n_events_ : int
        Events inside the grid and the window.
    as_of_ : float
        Days; events from here on were not seen.
    """

    window_days: float | None = None

    def fit(self, x: ArrayLike, y: ArrayLike, t: ArrayLike, grid: GridSpec, *, as_of: object = None) -> Self:
        """Fit on events at x, y (metres) and t. Raises ValueError where their lengths differ."""
        x, y, t = np.asarray(x, float), np.asarray(y, float), days(t)
        if not x.shape == y.shape == t.shape or x.ndim != 1:
            raise ValueError(f"x, y and t must be of one length, not {x.shape}, {y.shape} and {t.shape}")
        if as_of is None:
            self.as_of_ = float(np.nextafter(t.max(), np.inf)) if t.size else 0.0
        else:
            self.as_of_ = float(days(as_of))
        self.grid_ = grid
        seen = (t < self.as_of_) & (grid.cell_of(x, y) >= 0)
        if self.window_days is not None:
            seen &= t >= self.as_of_ - self.window_days
        self.n_events_ = int(seen.sum())
        self.surface_ = self._surface(x[seen], y[seen], t[seen])
        return self

    def predict(self) -> NDArray[np.float64]:
        """The surface, shape (rows, columns); more means more crime is expected."""
        check_is_fitted(self, "surface_")
        return self.surface_

    def _surface(self, x: NDArray, y: NDArray, t: NDArray) -> NDArray[np.float64]:
        raise NotImplementedError


class LastYearCount(Surface):
    """Events per cell in the 365 days before: the baseline to beat."""

    def __init__(self, *, window_days: float = 365) -> None:
        self.window_days = window_days

    def _surface(self, x: NDArray, y: NDArray, t: NDArray) -> NDArray[np.float64]:
        return self.grid_.counts(x, y)


class RecentCount(LastYearCount):
    """Events per cell in the 28 days before: the second baseline."""

    def __init__(self, *, window_days: float = 28) -> None:
        super().__init__(window_days=window_days)


class KernelDensity(Surface):
    """Gaussian kernel density per m², with the bandwidth chosen on later time.

    Parameters
    ----------
    bandwidth_m : float or None
        Standard deviation of the kernel; None chooses it: of ``bandwidths_m``, the one under which the events
        of the last ``validation_days`` are likeliest, given the events before them.
    window_days : float or None
        Only events this near to ``as_of`` count; None takes all.
    decay_days : float or None
        An event of age a weighs exp(-a / decay_days); None weighs all alike.
    at : {"cell", "centre"}
        The density's mean over each cell, or its value at the cell's centre.
    bins_per_cell : int
        More than 2,000 events are first counted in bins of this fraction of a cell, which makes the cost
        independent of their number.

    Attributes
    ----------
    bandwidth_m_ : float
    bandwidth_scores_ : dict of float to float
        Mean log-likelihood of the validation events by bandwidth; empty where it was given or there were too
        few events to choose by.

    References
    ----------
    Chainey, Tompson and Uhlig (2008), The utility of hotspot mapping for predicting spatial patterns
    of crime.
    """

    fallback_bandwidth_m = 400.0
    fewest_to_choose_by = 20
    exact_up_to = 2000

    def __init__(
        self,
        *,
        bandwidth_m: float | None = None,
        bandwidths_m: Sequence[float] = (50, 100, 150, 200, 300, 450, 650, 1000),
        validation_days: float = 56,
        window_days: float | None = None,
        decay_days: float | None = 180,
        at: str = "cell",
        bins_per_cell: int = 5,
    ) -> None:
        self.bandwidth_m = bandwidth_m
        self.bandwidths_m = bandwidths_m
        self.validation_days = validation_days
        self.window_days = window_days
        self.decay_days = decay_days
        self.at = at
        self.bins_per_cell = bins_per_cell

    def _surface(self, x: NDArray, y: NDArray, t: NDArray) -> NDArray[np.float64]:
        self.bandwidth_scores_ = {} if self.bandwidth_m else self._validated(x, y, t)
        self.bandwidth_m_ = float(
            self.bandwidth_m
            or max(self.bandwidth_scores_, key=self.bandwidth_scores_.get, default=self.fallback_bandwidth_m)
        )
        return self._density(x, y, self.as_of_ - t, [self.bandwidth_m_])[0]

    def _validated(self, x: NDArray, y: NDArray, t: NDArray) -> dict[float, float]:
        start = self.as_of_ - self.validation_days
        past, future = t < start, t >= start
        if min(past.sum(), future.sum()) < self.fewest_to_choose_by:
            return {}
        surfaces = self._density(x[past], y[past], start - t[past], self.bandwidths_m)
        scores = {}
        for bandwidth, surface in zip(self.bandwidths_m, surfaces, strict=True):
            # A hundredth of uniform risk keeps one event in an empty cell from deciding alone.
            share = 0.99 * surface / surface.sum() + 0.01 / self.grid_.size
            scores[float(bandwidth)] = float(np.log(self.grid_.values_at(share, x[future], y[future])).mean())
        return scores

    def _density(self, x: NDArray, y: NDArray, age: NDArray, bandwidths: Sequence[float]) -> list[NDArray]:
        if not x.size:
            return [np.zeros(self.grid_.shape) for _ in bandwidths]
        weights = np.ones_like(age) if self.decay_days is None else np.exp(-age / self.decay_days)
        weights = weights / weights.sum()
        if x.size > self.exact_up_to:
            fine = self.grid_.refined(self.bins_per_cell)
            weights = fine.counts(x, y, weights)
            x, y = fine.centres
        return [_gaussians(x, y, weights, self.grid_, h, at=self.at) for h in bandwidths]


def _gaussians(
    x: NDArray, y: NDArray, mass: NDArray, grid: GridSpec, bandwidth_m: float, *, at: str = "cell"
) -> NDArray[np.float64]:
    """Sum of Gaussians around points (mass of one axis) or around the bins of a raster (mass of two).

    The Gaussian is a product of one in x and one in y, so the double sum is two matrix products.
    """
    if at == "cell":
        along_x, along_y = (
            np.diff(ndtr((edge - p[:, None]) / bandwidth_m), axis=1) / grid.cell_size_m
            for p, edge in zip((x, y), grid.edges, strict=True)
        )
    else:
        along_x, along_y = (
            norm.pdf(centre, p[:, None], bandwidth_m) for p, centre in zip((x, y), grid.centres, strict=True)
        )
    weighted = mass[:, None] * along_x if mass.ndim == 1 else mass @ along_x
    return along_y.T @ weighted


class ClusterSurface(Surface):
    """K-Means hotspots as a surface, so that they can be judged like one.

    Each cluster spreads its share of the events as a round Gaussian whose 68 % disc is the cluster's circle.
    """

    def __init__(
        self, *, n_clusters: int = 10, random_state: int = 42, window_days: float | None = None
    ) -> None:
        self.n_clusters = n_clusters
        self.random_state = random_state
        self.window_days = window_days

    def _surface(self, x: NDArray, y: NDArray, t: NDArray) -> NDArray[np.float64]:
        if not x.size:
            return np.zeros(self.grid_.shape)
        hotspots = KMeansHotspots(n_clusters=self.n_clusters, random_state=self.random_state, elbow_max=0)
        return clusters_on_grid(hotspots.fit(np.column_stack([x, y])), self.grid_)


def clusters_on_grid(hotspots: KMeansHotspots, grid: GridSpec) -> NDArray[np.float64]:
    """Mean density per m² of fitted hotspots in each cell, each hotspot a Gaussian as wide as its circle."""
    # The radius within which a share p of a round Gaussian lies is sigma * sqrt(-2 ln(1 - p)).
    sigma = hotspots.radius_m_ / np.sqrt(-2 * np.log(1 - RADIUS_PERCENTILE / 100))
    # A cluster of one place has radius 0.
    sigma = np.maximum(sigma, 1.0)
    share = hotspots.counts_ / hotspots.counts_.sum()
    return sum(
        _gaussians(centre[:1], centre[1:], np.array([part]), grid, width)
        for centre, part, width in zip(hotspots.cluster_centers_, share, sigma, strict=True)
    )
