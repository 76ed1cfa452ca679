"""Which type of crime, given that one is recorded here then: the model, its baselines and their limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import uniform_filter
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from analytics.grid import GridSpec

OTHER = "other"
METRES_PER_DEGREE = 111_320.0


def paper_random_forest() -> RandomForestClassifier:
    """The random forest as published for this task: 50 trees, depth 15, sqrt of the features, seed 42."""
    return RandomForestClassifier(
        n_estimators=50, max_depth=15, max_features="sqrt", random_state=42, n_jobs=1
    )


def probabilities(model: ClassifierMixin, X: ArrayLike) -> NDArray[np.float64]:
    """``model.predict_proba(X)``, shape (events, classes), fast for a single event too.

    A forest schedules its trees in parallel, which for one event takes ten times as long as asking them.
    """
    if not isinstance(model, RandomForestClassifier):
        return model.predict_proba(X)
    X = np.asarray(X, np.float32)
    return np.mean([tree.tree_.predict(X) for tree in model.estimators_], axis=0)


def majority_class() -> DummyClassifier:
    """The first baseline: always the commonest class, with the classes' shares as probabilities."""
    return DummyClassifier(strategy="prior")


def overall_shares(baseline: ClassifierMixin) -> NDArray[np.float64]:
    """The classes' shares among all events that either baseline was fitted on."""
    return baseline.overall_ if isinstance(baseline, CellHourTable) else baseline.class_prior_


def whole_per_cent(shares: ArrayLike) -> NDArray[np.float64]:
    """Shares (which sum to 1) in steps of 0.01 that sum to 1: the largest remainders are rounded up."""
    scaled = np.asarray(shares, float) * 100
    # A share such as 0.29 must not lose a per cent to its binary form.
    whole = np.floor(scaled + 1e-9)
    up = np.argsort(whole - scaled, kind="stable")[: round(100 - whole.sum())]
    whole[up] += 1
    return whole / 100


class CellHourTable(ClassifierMixin, BaseEstimator):
    """The second baseline: shares of the classes by place and hour of the day, smoothed towards coarser ones.

    With n events in a cell and band of hours, n_c of class c, the share is
    ``(n_c + smoothing * p_hour) / (n + smoothing)``, where ``p_hour`` is the share in the band of hours
    anywhere, itself smoothed in the same way towards the overall share. An unseen cell thus has the shares of
    its hour.

    What is smoothed can be worked backwards to the counts. With ``step``, each n_c is therefore rounded to it
    first and counts below it are taken as none; with ``minimum``, places and hours with fewer events (of the
    rounded) have the coarser share.

    Parameters
    ----------
    cell_size_m : float
        Side of the square cells that latitude and longitude are rounded to, metres at the mean latitude.
    hour_band : int
        Hours in a band.
    smoothing : float
        Number of events that the coarser share counts for.
    minimum : int
        Events that a place or band of hours needs for shares of its own.
    step : int
        What counts are rounded to; odd.
    hour_column, latitude_column, longitude_column : int
        Where X holds them; the other columns are not used.

    Attributes
    ----------
    classes_ : ndarray
    overall_ : ndarray of shape (classes,)
    by_hour_ : ndarray of shape (bands, classes)
    by_cell_hour_ : ndarray of shape (cells and bands seen together, classes)
        Shares of the classes.
    """

    def __init__(
        self,
        *,
        cell_size_m: float = 250,
        hour_band: int = 4,
        smoothing: float = 20,
        minimum: int = 1,
        step: int = 1,
        hour_column: int = 0,
        latitude_column: int = 3,
        longitude_column: int = 4,
    ) -> None:
        self.cell_size_m = cell_size_m
        self.hour_band = hour_band
        self.smoothing = smoothing
        self.minimum = minimum
        self.step = step
        self.hour_column = hour_column
        self.latitude_column = latitude_column
        self.longitude_column = longitude_column

    def fit(self, X: ArrayLike, y: ArrayLike) -> CellHourTable:
        """Fit on X of shape (events, features) and the classes y. Raises ValueError for a missing column."""
        X, y = validate_data(self, X, y, dtype=float)
        check_classification_targets(y)
        wanted = max(self.hour_column, self.latitude_column, self.longitude_column) + 1
        if X.shape[1] < wanted:
            raise ValueError(f"n_features = {X.shape[1]}, but column {wanted - 1} is needed")
        self.classes_, label = np.unique(y, return_inverse=True)
        self.mean_latitude_ = float(X[:, self.latitude_column].mean())
        self.overall_ = np.bincount(label, minlength=len(self.classes_)) / len(label)
        band, cell_hour = self._keys(X)
        self.bands_, at = np.unique(band, return_inverse=True)
        self.by_hour_ = self._smoothed(at, label, np.tile(self.overall_, (len(self.bands_), 1)))
        self.cells_, first, at = np.unique(cell_hour, axis=0, return_index=True, return_inverse=True)
        at_band = np.searchsorted(self.bands_, band[first])
        self.by_cell_hour_ = self._smoothed(at.ravel(), label, self.by_hour_[at_band])
        self.index_ = {tuple(key): row for row, key in enumerate(self.cells_.tolist())}
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Shares of the classes, shape (events, classes); each row sums to 1."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=float, reset=False)
        band, cell_hour = self._keys(X)
        shares = np.tile(self.overall_, (len(X), 1))
        at = np.searchsorted(self.bands_, band).clip(max=len(self.bands_) - 1)
        known = self.bands_[at] == band
        shares[known] = self.by_hour_[at[known]]
        rows = np.array([self.index_.get(tuple(key), -1) for key in cell_hour.tolist()], dtype=int)
        shares[rows >= 0] = self.by_cell_hour_[rows[rows >= 0]]
        return shares

    def predict(self, X: ArrayLike) -> NDArray:
        """The likeliest class of each event."""
        likeliest = self.predict_proba(X).argmax(axis=1)
        return self.classes_[likeliest]

    def _keys(self, X: NDArray) -> tuple[NDArray, NDArray]:
        side = self.cell_size_m / METRES_PER_DEGREE
        narrowing = np.cos(np.radians(self.mean_latitude_))
        band = np.floor(X[:, self.hour_column] / self.hour_band)
        row = np.floor(X[:, self.latitude_column] / side)
        column = np.floor(X[:, self.longitude_column] * narrowing / side)
        return band, np.column_stack([row, column, band])

    def _smoothed(self, key: NDArray, label: NDArray, towards: NDArray) -> NDArray[np.float64]:
        counts = np.zeros(towards.shape)
        np.add.at(counts, (key, label), 1)
        counts = np.where(counts < self.step, 0, (counts + self.step // 2) // self.step * self.step)
        number = counts.sum(axis=1, keepdims=True)
        shares = (counts + self.smoothing * towards) / (number + self.smoothing)
        return np.where(number < self.minimum, towards, shares)


@dataclass(frozen=True)
class Folded:
    """Labels after folding, and how many events of which class were folded: to be stated beside the model."""

    labels: NDArray
    folded: dict[str, int]


def fold_into_other(labels: ArrayLike, *, minimum: int, denied: Collection[str] = ()) -> Folded:
    """Put classes with fewer than ``minimum`` events, and the denied ones, into "other"; drop none.

    Where "other" itself would have fewer than ``minimum`` events, the next rarest classes join it, so that it
    can be split and so that it does not single out one class, until one class besides it is left.
    """
    labels = np.asarray(labels, dtype=object)
    counts = Counter(labels.tolist())
    folded = {name for name in counts if name != OTHER and (name in denied or counts[name] < minimum)}
    rest = sorted(set(counts) - folded - {OTHER}, key=lambda name: (counts[name], name))
    total = counts[OTHER] + sum(counts[name] for name in folded)
    while 0 < total < minimum and len(rest) > 1:
        folded.add(rest[0])
        total += counts[rest.pop(0)]
    result = np.array([OTHER if name in folded else name for name in labels.tolist()], dtype=object)
    return Folded(result, {name: counts[name] for name in sorted(folded)})


class TrainingSupport(BaseEstimator):
    """Where a model has seen enough to be asked: cells with enough training events in and around them.

    Parameters
    ----------
    grid : GridSpec
    minimum : int
        Training events needed in a cell's neighbourhood.
    reach : int
        The neighbourhood is the square of cells this many away in each direction.

    Attributes
    ----------
    supported_ : ndarray of bool, shape (rows, columns)
    """

    def __init__(self, *, grid: GridSpec, minimum: int = 10, reach: int = 1) -> None:
        self.grid = grid
        self.minimum = minimum
        self.reach = reach

    def fit(self, x: ArrayLike, y: ArrayLike) -> TrainingSupport:
        """Learn from training events at x and y, metres."""
        width = 2 * self.reach + 1
        around = uniform_filter(self.grid.counts(x, y), width, mode="constant") * width**2
        # The filter's running mean is off by rounding, counts are whole.
        self.supported_ = np.rint(around) >= self.minimum
        return self

    def contains(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.bool_]:
        """True for points in a supported cell; False outside the grid."""
        check_is_fitted(self)
        return self.grid.values_at(self.supported_, x, y, outside=False).astype(bool)
