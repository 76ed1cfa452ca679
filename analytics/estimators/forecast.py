"""Monthly forecasts of counts by area. Series are the columns of an array of shape (months, series)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.linear_model import LinearRegression
from sklearn.utils.validation import check_array, check_is_fitted


class LinearTrend(BaseEstimator):
    """The straight line y = m x + b of counts on time and, where it is known, on population, per series.

    Forecasts below zero are raised to zero. A population that never changes adds nothing to the line.

    Attributes
    ----------
    slope_ : ndarray of shape (series,)
        Change a month, at constant population.
    intercept_ : ndarray of shape (series,)
    population_slope_ : ndarray of shape (series,)
        Change per resident; 0 where the population is not given.
    n_months_ : int

    References
    ----------
    Ordinary least squares as in ``sklearn.linear_model.LinearRegression``.
    """

    def fit(self, values: ArrayLike, population: ArrayLike | None = None) -> LinearTrend:
        """Fit on values of shape (months, series) and populations of the same shape.

        Raises ValueError for fewer than two months and for values that are not finite.
        """
        values = check_array(values, dtype=float, ensure_min_samples=2)
        self.n_months_ = len(values)
        self.last_population_ = None
        if population is not None:
            population = check_array(population, dtype=float)
            if population.shape != values.shape:
                raise ValueError(f"population {population.shape} does not fit values {values.shape}")
            self.last_population_ = population[-1]
        time = np.arange(self.n_months_, dtype=float)
        lines = [
            _line(time, values[:, i], None if population is None else population[:, i])
            for i in range(values.shape[1])
        ]
        self.slope_, self.population_slope_, self.intercept_ = map(np.array, zip(*lines, strict=True))
        return self

    def predict(self, horizon: int, population: ArrayLike | None = None) -> NDArray[np.float64]:
        """The next months, shape (horizon, series); an unknown future population stays at its last value."""
        check_is_fitted(self)
        time = self.n_months_ + np.arange(horizon, dtype=float)[:, None]
        forecast = self.intercept_ + self.slope_ * time
        if self.last_population_ is not None:
            known = self.last_population_ if population is None else np.asarray(population, float)
            forecast = forecast + self.population_slope_ * known
        return np.maximum(forecast, 0)


def _line(time: NDArray, values: NDArray, population: NDArray | None) -> tuple[float, float, float]:
    columns = [time] if population is None else [time, population]
    fitted = LinearRegression().fit(np.column_stack(columns), values)
    slopes = fitted.coef_
    return float(slopes[0]), float(slopes[1]) if population is not None else 0.0, float(fitted.intercept_)


class SeasonalNaive(BaseEstimator):
    """The baseline: each month as in the same month of the year before.

    With less than a year of data, each month as the last one.

    Parameters
    ----------
    season : int
        Months in a season.
    """

    def __init__(self, *, season: int = 12) -> None:
        self.season = season

    def fit(self, values: ArrayLike, population: ArrayLike | None = None) -> SeasonalNaive:
        """Fit on values of shape (months, series); the population is accepted and not used."""
        values = check_array(values, dtype=float)
        self.last_season_ = values[-self.season :] if len(values) >= self.season else values[-1:]
        return self

    def predict(self, horizon: int, population: ArrayLike | None = None) -> NDArray[np.float64]:
        """The next months, shape (horizon, series)."""
        check_is_fitted(self)
        return self.last_season_[np.arange(horizon) % len(self.last_season_)]
