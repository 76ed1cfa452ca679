"""Splits into what a model is trained on and what it is judged on. All return arrays of indexes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.model_selection import train_test_split

from analytics.features import days

Split = tuple[NDArray[np.int64], NDArray[np.int64]]


def later_time(t: ArrayLike, *, weeks: float, end: object = None) -> Split:
    """Train on what happened before the last ``weeks`` weeks before ``end``, judge on those weeks.

    ``t`` is float days or datetime64; ``end`` (exclusive) defaults to just after the last event. Events from
    ``end`` on are in neither part. Raises ValueError where a part would be empty.
    """
    t = days(t)
    stop = float(np.nextafter(t.max(), np.inf)) if end is None else float(days(end))
    start = stop - 7 * weeks
    train, test = np.flatnonzero(t < start), np.flatnonzero((t >= start) & (t < stop))
    if not train.size or not test.size:
        raise ValueError(f"{train.size} events before the last {weeks} weeks and {test.size} in them")
    return train, test


def rolling_weeks(t: ArrayLike, *, folds: int, weeks: float, end: object = None) -> Iterator[Split]:
    """Later-time splits at ``folds`` origins ``weeks`` apart, earliest first, each judged on ``weeks``."""
    t = days(t)
    stop = float(np.nextafter(t.max(), np.inf)) if end is None else float(days(end))
    for fold in reversed(range(folds)):
        yield later_time(t, weeks=weeks, end=stop - 7 * weeks * fold)


def rolling_origin(n: int, *, minimum_train: int, horizon: int, step: int = 1) -> Iterator[Split]:
    """Splits of 0 … n-1 into all before an origin and the ``horizon`` after it, for a series of n months.

    Source: Tashman (2000), Out-of-sample tests of forecasting accuracy.
    """
    for origin in range(minimum_train, n - horizon + 1, step):
        yield np.arange(origin), np.arange(origin, origin + horizon)


def stratified(labels: ArrayLike, *, test_share: float = 0.2, seed: int = 42) -> Split:
    """A random split with each class's share the same in both parts.

    Raises ValueError where a class has a single member (fold rare classes first).
    """
    labels = np.asarray(labels)
    train, test = train_test_split(
        np.arange(len(labels)), test_size=test_share, random_state=seed, stratify=labels
    )
    return train, test


def week_of(t: ArrayLike, start: object) -> NDArray[np.int64]:
    """Number of whole weeks from ``start`` to each time."""
    return np.floor((days(t) - float(days(start))) / 7).astype(np.int64)
