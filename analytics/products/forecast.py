"""Forecast: records a month, for the whole jurisdiction and each of its areas."""

import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..datasets import NONE, Dataset
from ..models import ForecastPoint
from . import Fitted, Judgement, NotEnoughData

METHODS = {
    "linear_trend": "Linear regression on time and population",
    "seasonal_naive": "Seasonal naive (baseline)",
}
FEWEST_MONTHS = 8


def series(data: Dataset) -> tuple[NDArray, NDArray[np.float64], NDArray[np.float64] | None]:
    """(whole months, counts of shape (months, 1 + areas), population of the same shape or None).

    The first column is the whole jurisdiction. Months that were not whole are left out.
    """
    if not len(data.events):
        raise NotEnoughData("There are no dated records to forecast from.")
    local = data.local(data.events.middle)
    month = local.astype("datetime64[M]")
    first, last = month.min() + (local.min() > month.min().astype("datetime64[D]") + 1), _month(data.as_of)
    months = np.arange(first, last)
    if len(months) < FEWEST_MONTHS:
        raise NotEnoughData(f"{len(months)} whole months of records: a forecast needs {FEWEST_MONTHS}.")
    inside = (month >= first) & (month < last)
    at = (month[inside] - first).astype(int)
    position = {row.pk: index + 1 for index, row in enumerate(data.areas)}
    column = np.array([position.get(pk, NONE) for pk in data.events.area[inside].tolist()], dtype=int)
    counts = np.zeros((len(months), 1 + len(data.areas)))
    np.add.at(counts, (at, 0), 1)
    np.add.at(counts, (at[column > 0], column[column > 0]), 1)
    return months, counts, _population(data, months)


def judge(data: Dataset, parameters: dict[str, Any]) -> Judgement:
    """By rolling origin: at each month, forecast the months after it from those before it alone."""
    from ..evaluation.bootstrap import beats_baseline
    from ..evaluation.forecast import backtest, scores

    months, counts, population = series(data)
    horizon, minimum = _lengths(len(months), parameters)
    results = {
        name: backtest(_method(name), counts, horizon=horizon, minimum_train=minimum, population=population)
        for name in METHODS
    }
    coverage = parameters["coverage"]
    metrics = {name: scores(result, counts, coverage=coverage) for name, result in results.items()}
    errors = {name: np.abs(result.errors) for name, result in results.items()}
    origin = np.broadcast_to(
        np.arange(len(errors["linear_trend"]))[:, None, None], errors["linear_trend"].shape
    )
    passed, gate, verdict = None, {}, "Too few origins to compare; the seasonal naive forecast is served."
    if len(errors["linear_trend"]) >= 2:
        found = beats_baseline(
            errors["linear_trend"].ravel(),
            errors["seasonal_naive"].ravel(),
            groups=origin.ravel(),
            lower_is_better=True,
        )
        passed, gate = found.beats, found.as_dict()
        verdict = (
            f"Over {found.groups} origins the line's mean absolute error is {found.challenger:.2f} records "
            f"a month, that of the same month a year before {found.baseline:.2f} "
            f"(gain {found.difference:+.2f}, 95 % interval {found.low:+.2f} to {found.high:+.2f}). "
            + ("The line is served." if passed else "The baseline is served.")
        )
    method = "linear_trend" if passed else "seasonal_naive"
    return Judgement(
        method,
        passed,
        verdict,
        metrics={"linear_trend": metrics["linear_trend"], "horizon": horizon},
        baseline_metrics={"seasonal_naive": metrics["seasonal_naive"]},
        card={"gate": gate},
        details={"errors": results[method].errors},
    )


def fit(data: Dataset, parameters: dict[str, Any], judgement: Judgement) -> Fitted:
    """Fit on all whole months; the intervals are as wide as the errors of past forecasts were."""
    from ..evaluation.forecast import half_width

    months, counts, population = series(data)
    horizon, _ = _lengths(len(months), parameters)
    model = _method(judgement.method).fit(counts, population)
    value = model.predict(horizon)
    width = half_width(judgement.details["errors"], parameters["coverage"])
    areas = [None, *(row.pk for row in data.areas)]
    rows = [
        ForecastPoint(
            area_id=area,
            month=(months[-1] + 1 + ahead).astype("datetime64[D]").astype(datetime.date),
            value=float(value[ahead, column]),
            low=float(max(0.0, value[ahead, column] - width[ahead, column])),
            high=float(value[ahead, column] + width[ahead, column]),
        )
        for ahead in range(horizon)
        for column, area in enumerate(areas)
    ]
    return Fitted(
        algorithm=METHODS[judgement.method],
        models={"forecast_model": model},
        rows=rows,
        features=["time", "population"] if population is not None else ["time"],
        is_baseline=judgement.method == "seasonal_naive",
        card={
            "months": len(months),
            "first_month": str(months[0]),
            "last_month": str(months[-1]),
            "coverage": parameters["coverage"],
            "monthly": dict(zip(months.astype(str).tolist(), counts[:, 0].tolist(), strict=True)),
        },
    )


def _method(name: str) -> Any:
    from ..estimators.forecast import LinearTrend, SeasonalNaive

    return LinearTrend() if name == "linear_trend" else SeasonalNaive()


def _month(day: datetime.date) -> np.datetime64:
    return np.datetime64(day, "M")


def _lengths(months: int, parameters: dict[str, Any]) -> tuple[int, int]:
    """Months ahead, and months that the first forecast of the backtest is made from."""
    horizon = min(parameters["horizon_months"], max(1, months // 6))
    return horizon, min(parameters["minimum_months"], months - horizon - 3)


def _population(data: Dataset, months: NDArray) -> NDArray[np.float64] | None:
    """Residents by month, on the line between the years known; None where an area's are not known."""
    years = months.astype("datetime64[Y]").astype(int) + 1970 + (months.astype(int) % 12) / 12
    columns = []
    for row in data.areas:
        known = row.population_by_year or {0: row.population}
        columns.append(np.interp(years, sorted(known), [known[year] for year in sorted(known)]))
    if not columns or not np.all(np.isfinite(columns)):
        return None
    return np.column_stack([np.sum(columns, axis=0), *columns])
