"""Red, orange and green zones: areas grouped by the crime they have for their people or their size."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import StandardScaler

# By number of zones found, from the lowest severity-weighted rate up. One zone alone has no contrast to show.
LEVELS = {1: ("orange",), 2: ("green", "red"), 3: ("green", "orange", "red")}


class RateZones(BaseEstimator):
    """K-Means over standardised vectors of crime rates by category, named by severity.

    The levels are relative ranks: green is lower than elsewhere, never safe. Rates are per 1,000 residents
    where every area's population is known and positive; else per km² where every size is; else counts. One
    basis holds for all areas, as rates on different ones cannot be compared.

    Parameters
    ----------
    n_resamples : int
        Resamples of the counts (each drawn from a Poisson distribution around it) to measure stability on.
    random_state : int

    Attributes
    ----------
    basis_ : str
        "per_1000_residents", "per_km2" or "count".
    rates_ : ndarray of shape (areas, categories)
    severity_rate_ : ndarray of shape (areas,)
        Sum of the rates, each times the category's severity.
    level_ : list of str
        "green", "orange" or "red" for each area.
    rank_ : ndarray of shape (areas,)
        1 for the highest severity-weighted rate.
    stability_ : float or None
        Mean adjusted Rand index between the zones and those of the resamples; None with fewer than two zones.
    area_stability_ : ndarray of shape (areas,)
        Share of the resamples in which the area keeps its level.

    References
    ----------
    Hubert and Arabie (1985), Comparing partitions, for the adjusted Rand index.
    """

    def __init__(self, *, n_resamples: int = 50, random_state: int = 42) -> None:
        self.n_resamples = n_resamples
        self.random_state = random_state

    def fit(
        self,
        counts: ArrayLike,
        severity: ArrayLike,
        *,
        population: ArrayLike | None = None,
        area_km2: ArrayLike | None = None,
    ) -> RateZones:
        """Fit on counts of shape (areas, categories) and severities of shape (categories,).

        Unknown populations and sizes are NaN. Raises ValueError for no area, for negative or missing counts
        and for shapes that do not fit.
        """
        counts, severity = np.asarray(counts, float), np.asarray(severity, float)
        if counts.ndim != 2 or not counts.size or severity.shape != counts.shape[1:]:
            raise ValueError(f"counts {counts.shape} and severity {severity.shape} do not fit each other")
        if not np.all(counts >= 0):
            raise ValueError("counts must be known and not negative")
        self.basis_, size = _basis(population, area_km2, len(counts))
        self.rates_ = counts / size[:, None]
        self.severity_rate_ = self.rates_ @ severity
        zone = self._zones(self.rates_, severity)
        names = LEVELS[zone.max() + 1]
        self.level_ = [names[z] for z in zone]
        self.rank_ = np.argsort(np.argsort(-self.severity_rate_, kind="stable"), kind="stable") + 1
        self._measure_stability(counts, size, severity, zone)
        return self

    def _zones(self, rates: NDArray, severity: NDArray) -> NDArray[np.int64]:
        """Zone of each area, 0 for the lowest severity-weighted centroid."""
        standard = StandardScaler().fit_transform(rates)
        n_zones = min(max(LEVELS), len(np.unique(standard.round(9), axis=0)))
        labels = KMeans(n_clusters=n_zones, n_init=10, random_state=self.random_state).fit_predict(standard)
        burden = [(rates[labels == label] @ severity).mean() for label in range(n_zones)]
        return np.argsort(np.argsort(burden, kind="stable"), kind="stable")[labels]

    def _measure_stability(self, counts: NDArray, size: NDArray, severity: NDArray, zone: NDArray) -> None:
        rng = np.random.default_rng(self.random_state)
        resampled = [
            self._zones(rng.poisson(counts) / size[:, None], severity) for _ in range(self.n_resamples)
        ]
        if zone.max() == 0 or not resampled:
            self.stability_ = None
        else:
            self.stability_ = float(np.mean([adjusted_rand_score(zone, other) for other in resampled]))
        levels = np.array([[LEVELS[z.max() + 1][i] for i in z] for z in resampled])
        self.area_stability_ = (levels == np.array(self.level_)).mean(axis=0)


def _basis(
    population: ArrayLike | None, area_km2: ArrayLike | None, n_areas: int
) -> tuple[str, NDArray[np.float64]]:
    for name, sizes, unit in (("per_1000_residents", population, 1000), ("per_km2", area_km2, 1)):
        if sizes is None:
            continue
        sizes = np.asarray(sizes, float)
        if sizes.shape != (n_areas,):
            raise ValueError(f"{n_areas} areas, but sizes of shape {sizes.shape}")
        if np.all(sizes > 0):
            return name, sizes / unit
    return "count", np.ones(n_areas)
