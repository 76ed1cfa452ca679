"""K-Means hotspots: the cluster centres of incidents in projected metres."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances_argmin
from sklearn.utils.validation import check_is_fitted, validate_data

RADIUS_PERCENTILE = 68
RISK_LEVELS = ("low", "medium", "high")


class KMeansHotspots(ClusterMixin, BaseEstimator):
    """Partition incidents into k compact clusters and describe each as a circle.

    K-Means assigns every incident to a cluster, so a circle is a summary of where incidents gather and not
    a forecast; its hit rate is to be measured and shown beside it.

    Parameters
    ----------
    n_clusters : int
        Number of clusters; fewer where there are fewer distinct places.
    n_init, random_state
        Passed to ``sklearn.cluster.KMeans``.
    elbow_max : int
        The elbow curve is computed for 1 to ``elbow_max`` clusters; 0 leaves it out.
    elbow_sample : int
        Largest number of incidents, drawn at random, that the elbow curve is computed on.

    Attributes
    ----------
    cluster_centers_ : ndarray of shape (clusters, 2)
        Centres, metres.
    labels_ : ndarray of shape (incidents,)
        Cluster of each incident.
    counts_ : ndarray of shape (clusters,)
        Incidents in each cluster.
    radius_m_ : ndarray of shape (clusters,)
        68th percentile of the incidents' distances from their centre, metres.
    inertia_ : float
        Sum of squared distances to the nearest centre, m².
    elbow_ : list of (int, float)
        Number of clusters and mean squared distance per incident, m², on the sample.
    elbow_sample_size_ : int
        Incidents that the elbow curve was computed on.

    References
    ----------
    Lloyd (1982), Least squares quantization in PCM; Arthur and Vassilvitskii (2007), k-means++.
    """

    def __init__(
        self,
        *,
        n_clusters: int = 10,
        n_init: int = 10,
        random_state: int | None = 42,
        elbow_max: int = 15,
        elbow_sample: int = 5000,
    ) -> None:
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.random_state = random_state
        self.elbow_max = elbow_max
        self.elbow_sample = elbow_sample

    def fit(self, X: ArrayLike, y: object = None) -> KMeansHotspots:
        """Fit on X of shape (incidents, 2): x and y in metres. Raises ValueError without incidents."""
        X = validate_data(self, X, dtype=float)
        distinct = len(np.unique(X, axis=0))
        model = KMeans(
            n_clusters=min(self.n_clusters, distinct), n_init=self.n_init, random_state=self.random_state
        ).fit(X)
        self.cluster_centers_, self.labels_ = model.cluster_centers_, model.labels_
        self.inertia_ = float(model.inertia_)
        self.counts_ = np.bincount(self.labels_, minlength=len(self.cluster_centers_))
        distance = np.linalg.norm(X - self.cluster_centers_[self.labels_], axis=1)
        self.radius_m_ = np.array(
            [
                np.percentile(distance[self.labels_ == cluster], RADIUS_PERCENTILE)
                for cluster in range(len(self.cluster_centers_))
            ]
        )
        self._fit_elbow(X)
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.int32]:
        """The nearest cluster of each point, shape (points,)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=float, reset=False)
        return pairwise_distances_argmin(X, self.cluster_centers_).astype(np.int32)

    def risk_levels(self) -> list[str]:
        """low, medium or high for each cluster: the third of the clusters it falls in by incidents per area.

        The area is that of the cluster's circle. The word is relative to the other clusters only.
        """
        check_is_fitted(self)
        density = self.counts_ / (np.pi * np.maximum(self.radius_m_, 1.0) ** 2)
        rank = np.argsort(np.argsort(density, kind="stable"), kind="stable")
        return [RISK_LEVELS[int(third)] for third in rank * len(RISK_LEVELS) // len(rank)]

    def _fit_elbow(self, X: NDArray) -> None:
        rng = np.random.default_rng(self.random_state)
        sample = X if len(X) <= self.elbow_sample else X[rng.choice(len(X), self.elbow_sample, replace=False)]
        most = min(self.elbow_max, len(np.unique(sample, axis=0)))
        self.elbow_sample_size_ = len(sample)
        self.elbow_ = [
            (
                k,
                float(
                    KMeans(n_clusters=k, n_init=3, random_state=self.random_state).fit(sample).inertia_
                    / len(sample)
                ),
            )
            for k in range(1, most + 1)
        ]
