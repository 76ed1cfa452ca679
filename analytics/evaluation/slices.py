"""Ranking the cells of a surface: which are the top so-many per cent, and what rank does each have."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray


def top_slice(values: ArrayLike, fraction: float, excluded: ArrayLike | None = None) -> NDArray[np.bool_]:
    """True for the ``floor(fraction × cells)`` cells of highest value, the shape of ``values``.

    Excluded cells neither count nor are chosen. Of tied cells the last in row-major order are chosen, which
    is arbitrary but the same each time. Raises ValueError for a fraction outside 0 … 1 and for values of
    cells in the study area that are not numbers.
    """
    values, included = _checked(values, excluded)
    if not 0 <= fraction <= 1:
        raise ValueError(f"fraction must be between 0 and 1, not {fraction}")
    # 0.29 * 100 is 28.999999999999996: 29 per cent of 100 cells are 29.
    wanted = math.floor(fraction * included.sum() + 1e-9)
    ranked = np.argsort(np.where(included, values, -np.inf), axis=None, kind="stable")
    chosen = np.zeros(values.size, dtype=bool)
    chosen[ranked[values.size - wanted :]] = True
    return chosen.reshape(values.shape)


def rank_percentile(values: ArrayLike, excluded: ArrayLike | None = None) -> NDArray[np.float64]:
    """Share of the cells whose value is at most this one's; NaN for excluded cells."""
    values, included = _checked(values, excluded)
    ranked = np.sort(values[included])
    share = np.searchsorted(ranked, values, side="right") / max(len(ranked), 1)
    return np.where(included, share, np.nan)


def normalised(values: ArrayLike, excluded: ArrayLike | None = None) -> NDArray[np.float64]:
    """The values divided by their sum over the cells that are not excluded; NaN for excluded cells.

    Raises ValueError where the sum is not positive.
    """
    values, included = _checked(values, excluded)
    total = values[included].sum()
    if not total > 0:
        raise ValueError("Values that sum to nothing cannot be normalised")
    return np.where(included, values / total, np.nan)


def tie_segments(risk: ArrayLike, counts: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """For risks sorted from high to low: the sum of counts in each run of equal risk, and its last index."""
    risk, counts = np.asarray(risk, float), np.asarray(counts, float)
    if not risk.size:
        return np.zeros(0), np.zeros(0, np.int64)
    last = np.append(np.flatnonzero(np.diff(risk)), risk.size - 1)
    return np.diff(np.cumsum(counts)[last], prepend=0), last


def _checked(values: ArrayLike, excluded: ArrayLike | None) -> tuple[NDArray, NDArray[np.bool_]]:
    values = np.asarray(values, float)
    included = np.ones(values.shape, bool) if excluded is None else ~np.asarray(excluded, bool)
    if included.shape != values.shape:
        raise ValueError(f"excluded {included.shape} does not fit values {values.shape}")
    if np.isnan(values[included]).any():
        raise ValueError("Every cell in the study area needs a value")
    return values, included
