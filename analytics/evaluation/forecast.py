"""Forecast errors by rolling origin, and the intervals made of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone

from analytics.evaluation.splits import rolling_origin


class Forecaster(Protocol):
    """What a forecast model offers: values and forecasts have shape (months, series)."""

    def fit(self, values: NDArray, population: NDArray | None = None) -> Forecaster: ...
    def predict(self, horizon: int, population: NDArray | None = None) -> NDArray: ...


@dataclass(frozen=True)
class Backtest:
    """What was forecast at each origin and what came: arrays of shape (origins, horizon, series)."""

    actual: NDArray[np.float64]
    predicted: NDArray[np.float64]

    @property
    def errors(self) -> NDArray[np.float64]:
        """Actual minus predicted."""
        return self.actual - self.predicted


def backtest(
    model: Forecaster,
    values: ArrayLike,
    *,
    horizon: int,
    minimum_train: int,
    population: ArrayLike | None = None,
) -> Backtest:
    """Fit on all months before each origin and forecast the ``horizon`` months after it.

    Raises ValueError where the series is too short for one origin.
    """
    values = np.asarray(values, float)
    population = None if population is None else np.asarray(population, float)
    actual, predicted = [], []
    for train, test in rolling_origin(len(values), minimum_train=minimum_train, horizon=horizon):
        known = None if population is None else population[train]
        predicted.append(clone(model).fit(values[train], known).predict(horizon))
        actual.append(values[test])
    if not actual:
        raise ValueError(f"{len(values)} months are too few for {minimum_train} and {horizon} after them")
    return Backtest(np.array(actual), np.array(predicted))


def half_width(errors: ArrayLike, coverage: float = 0.8) -> NDArray[np.float64]:
    """Half the width of the forecast interval, shape (horizon, series), from errors of past origins.

    The rank of the absolute errors that split-conformal prediction takes, for each month ahead, never
    narrowing with it. With too few origins for the coverage it is the largest error seen.

    Source: Lei et al. (2018), Distribution-free predictive inference for regression.
    """
    size = np.sort(np.abs(np.asarray(errors, float)), axis=0)
    rank = min(math.ceil((len(size) + 1) * coverage - 1e-9), len(size)) - 1
    return np.maximum.accumulate(size[rank], axis=0)


def scores(
    result: Backtest, values: ArrayLike, *, coverage: float = 0.8, season: int = 12
) -> dict[str, object]:
    """MAE, RMSE, MASE (over all origins, months and series) and the measured coverage of the intervals.

    The coverage is measured on the later half of the origins with intervals made from the earlier half, and
    is None with fewer than four origins. ``mase`` is None where the series never change.
    """
    errors = result.errors
    half = len(errors) // 2
    covered = None
    if half >= 2:
        width = half_width(errors[:half], coverage)
        covered = interval_coverage(
            result.actual[half:], result.predicted[half:] - width, result.predicted[half:] + width
        )
    return {
        "mae": mae(result.actual, result.predicted),
        "rmse": rmse(result.actual, result.predicted),
        "mase": mase(result.actual, result.predicted, values, season=season),
        "coverage": covered,
        "nominal_coverage": coverage,
        "origins": len(errors),
    }


def mae(actual: ArrayLike, predicted: ArrayLike) -> float:
    """Mean absolute error."""
    return float(np.abs(np.asarray(actual, float) - np.asarray(predicted, float)).mean())


def rmse(actual: ArrayLike, predicted: ArrayLike) -> float:
    """Root of the mean squared error."""
    return float(np.sqrt(((np.asarray(actual, float) - np.asarray(predicted, float)) ** 2).mean()))


def mase(actual: ArrayLike, predicted: ArrayLike, history: ArrayLike, *, season: int = 12) -> float | None:
    """Mean absolute error over that of the seasonal naive forecast in ``history`` (months, series).

    With less than two seasons of history the naive forecast is the last month. None where it has no error.

    Source: Hyndman and Koehler (2006), Another look at measures of forecast accuracy.
    """
    history = np.asarray(history, float)
    lag = season if len(history) >= 2 * season else 1
    scale = float(np.abs(history[lag:] - history[:-lag]).mean()) if len(history) > lag else 0.0
    return mae(actual, predicted) / scale if scale else None


def interval_coverage(actual: ArrayLike, low: ArrayLike, high: ArrayLike) -> float:
    """Share of the actual values inside [low, high]."""
    actual = np.asarray(actual, float)
    return float(((actual >= np.asarray(low, float)) & (actual <= np.asarray(high, float))).mean())


def pinball(actual: ArrayLike, predicted: ArrayLike, quantile: float) -> float:
    """Mean pinball loss of forecasts of a quantile.

    Source: Koenker and Bassett (1978), Regression quantiles.
    """
    error = np.asarray(actual, float) - np.asarray(predicted, float)
    return float(np.maximum(quantile * error, (quantile - 1) * error).mean())
