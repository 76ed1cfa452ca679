"""Intervals and comparisons by resampling whole groups, mostly weeks, as crimes of a week are alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Interval:
    """A value with the interval that holds its resampled values at the stated level."""

    value: float
    low: float
    high: float
    level: float = 0.95


@dataclass(frozen=True)
class Comparison:
    """A challenger against a baseline on the same units; positive differences favour the challenger."""

    challenger: float
    baseline: float
    difference: float
    low: float
    high: float
    level: float
    groups: int
    beats: bool

    def as_dict(self) -> dict[str, float | int | bool]:
        """The fields, ready for JSON."""
        return asdict(self)


def group_sums(values: ArrayLike, groups: ArrayLike | None) -> NDArray[np.float64]:
    """Sum of the values in each group that occurs; without groups each value is its own."""
    values = np.asarray(values, float)
    if groups is None:
        return values
    _, at = np.unique(np.asarray(groups), return_inverse=True)
    return np.bincount(at, values)


def resampled_ratios(
    above: NDArray, below: NDArray, *, resamples: int = 1000, seed: int = 0
) -> NDArray[np.float64]:
    """Ratios of sums over groups drawn with replacement, shape (resamples,)."""
    rng = np.random.default_rng(seed)
    ratios = np.empty(resamples)
    for i in range(resamples):
        drawn = rng.integers(len(above), size=len(above))
        ratios[i] = above[drawn].sum() / below[drawn].sum()
    return ratios


def mean_interval(
    values: ArrayLike,
    *,
    sizes: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
) -> Interval:
    """Sum of values over sum of sizes (ones by default) with its percentile bootstrap interval over groups.

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    above, below = _sums(values, sizes, groups)
    low, high = np.quantile(
        resampled_ratios(above, below, resamples=resamples, seed=seed), [(1 - level) / 2, (1 + level) / 2]
    )
    return Interval(float(above.sum() / below.sum()), float(low), float(high), level)


def beats_baseline(
    challenger: ArrayLike,
    baseline: ArrayLike,
    *,
    sizes: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    lower_is_better: bool = False,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> Comparison:
    """The gate: does the challenger beat the baseline with its interval, judged on the same units?

    Parameters
    ----------
    challenger, baseline : array of shape (units,)
        A score of each unit under each model: 0/1 for right or wrong, a loss, or the hits of a week.
    sizes : array of shape (units,), optional
        What the scores are shares of (the events of a week); ones by default.
    groups : array of shape (units,), optional
        Units of one group are resampled together (events of one week); each unit alone by default.
    lower_is_better : bool
        True for losses.

    Returns
    -------
    Comparison
        ``beats`` is true when the whole interval of the difference is above zero.

    Raises
    ------
    ValueError
        Where the two have not the same units or there are fewer than two groups.

    References
    ----------
    Efron and Tibshirani (1993), chapter 13; the resampling is paired, as in Koehn (2004).
    """
    challenger, baseline = np.asarray(challenger, float), np.asarray(baseline, float)
    if challenger.shape != baseline.shape:
        raise ValueError(f"{challenger.shape} and {baseline.shape} are not scores of the same units")
    sign = -1.0 if lower_is_better else 1.0
    gain, below = _sums(sign * (challenger - baseline), sizes, groups)
    if len(gain) < 2:
        raise ValueError("A comparison needs two groups or more to resample")
    total = below.sum()
    ratios = resampled_ratios(gain, below, resamples=resamples, seed=seed)
    low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2])
    return Comparison(
        challenger=float(challenger.sum() / total),
        baseline=float(baseline.sum() / total),
        difference=float(gain.sum() / total),
        low=float(low),
        high=float(high),
        level=level,
        groups=len(gain),
        beats=bool(low > 0),
    )


def _sums(
    values: ArrayLike, sizes: ArrayLike | None, groups: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    values = np.asarray(values, float)
    sizes = np.ones_like(values) if sizes is None else np.asarray(sizes, float)
    if values.shape != sizes.shape or not values.size:
        raise ValueError(f"{values.shape} values and {sizes.shape} sizes do not pair up")
    above, below = group_sums(values, groups), group_sums(sizes, groups)
    # A week without events says nothing about a share of events.
    return above[below > 0], below[below > 0]
