"""What each product is trained on, how it is judged and by which gate: one table to read.

Parameters are the published configurations of the methods. They are stored with each run and version.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .choices import Audience, Product
from .datasets import Dataset, load
from .products import Fitted, Judgement, crime_type, forecast, hotspots, zones

Parameters = dict[str, Any]


@dataclass(frozen=True)
class Pipeline:
    """load → judge on later data beside the baseline → pass the gate or not → fit on all → store."""

    audiences: tuple[Audience, ...]
    parameters: Parameters
    load: Callable[..., Dataset]
    judge: Callable[[Dataset, Parameters], Judgement]
    fit: Callable[[Dataset, Parameters, Judgement], Fitted]
    baseline: str
    gate: str


BOTH = (Audience.STAFF, Audience.PUBLIC)

PIPELINES: dict[Product, Pipeline] = {
    Product.HOTSPOTS: Pipeline(
        audiences=BOTH,
        parameters={
            "n_clusters": 10,
            "n_init": 10,
            "random_state": 42,
            "holdout_weeks": 8,
            "shares": [0.005, 0.01, 0.02, 0.05, 0.10],
            "gate_share": 0.02,
            # What the police find follows where the police look: training on it would feed back.
            "police_discovered": False,
        },
        load=load,
        judge=hotspots.judge,
        fit=hotspots.fit,
        baseline="records of the last 365 days in each cell (and of the last 28)",
        gate="weekly hit rate in the top 2 % of the area; clusters are shown whatever they score",
    ),
    Product.CRIME_TYPE: Pipeline(
        audiences=BOTH,
        parameters={
            "features": ["hour", "day_of_week", "month", "latitude", "longitude"],
            "random_forest": {
                "n_estimators": 50,
                "max_depth": 15,
                "max_features": "sqrt",
                "random_state": 42,
            },
            # What the public's versions differ in: no answer may rest on a handful of records.
            "public": {
                "random_forest": {"min_samples_leaf": 30},
                "cell_hour": {"minimum": 30, "step": 5},
            },
            "test_share": 0.2,
            "later_share": 0.2,
            "minimum": 50,
            "support_minimum": 10,
        },
        load=load,
        judge=crime_type.judge,
        fit=crime_type.fit,
        baseline="the better of: the types' overall shares; their shares by cell and hour",
        gate="Brier score on later time, resampled by weeks",
    ),
    Product.ZONES: Pipeline(
        audiences=(Audience.STAFF,),
        parameters={"window_days": 365, "holdout_weeks": 8, "resamples": 50, "random_state": 42},
        load=load,
        judge=zones.judge,
        fit=zones.fit,
        baseline="as many areas with the most records",
        gate="none: zones are shown whatever they score, with their hit rate",
    ),
    Product.FORECAST: Pipeline(
        audiences=(Audience.STAFF,),
        parameters={"horizon_months": 6, "minimum_months": 12, "coverage": 0.8},
        load=load,
        judge=forecast.judge,
        fit=forecast.fit,
        baseline="the same month a year before",
        gate="absolute error by rolling origin, resampled by origins",
    ),
}
