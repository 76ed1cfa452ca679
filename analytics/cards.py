"""A model in words and tables: what it learned from, how it was judged, and what the baseline reaches."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .choices import Product
from .models import ModelVersion

METHODS = {
    "kmeans": "K-Means clusters",
    "kernel_density": "Kernel density",
    "last_year": "Last year (baseline)",
    "recent": "Last 28 days (baseline)",
    "random_forest": "Random forest",
    "majority": "Overall shares (baseline)",
    "cell_hour": "Cell and hour (baseline)",
    "zones": "Zones",
    "most_records": "Most records (baseline)",
    "linear_trend": "Linear regression",
    "seasonal_naive": "Year before (baseline)",
}
CLASSIFIER_ROWS = [
    ("accuracy", "Right at once", "share"),
    ("top3", "Right among the first three", "share"),
    ("macro_precision", "Precision, mean of types", "share"),
    ("macro_recall", "Recall, mean of types", "share"),
    ("macro_f1", "F1, mean of types", "share"),
    ("log_loss", "Log loss (lower is better)", "number"),
]
FORECAST_ROWS = [
    ("mae", "Mean absolute error, records a month", "number"),
    ("rmse", "Root mean squared error", "number"),
    ("mase", "MASE (below 1 beats the naive forecast)", "number"),
    ("coverage", "Months inside the 80 % interval", "share"),
]
LIMITS = {
    Product.HOTSPOTS: "Circles show where recorded crime lies close together. They say nothing about people.",
    Product.CRIME_TYPE: "It tells the type of a crime that is recorded there then, not whether one will be.",
    Product.ZONES: "Zones are ranks: low means lower than elsewhere, never safe.",
    Product.FORECAST: "It continues what was recorded; a change in reporting looks like a change in crime.",
}


@dataclass(frozen=True)
class MetricTable:
    """Figures of methods side by side; a cell is text, "–" where it could not be measured."""

    title: str
    columns: list[str]
    rows: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Card:
    version: ModelVersion
    facts: list[tuple[str, str]]
    tables: list[MetricTable] = field(default_factory=list)
    limits: str = ""

    @property
    def has_tables(self) -> bool:
        return bool(self.tables)


def card(version: ModelVersion) -> Card:
    """The card of a version; works for one that could not be judged, which has no tables."""
    tables = {
        Product.HOTSPOTS: _hotspots,
        Product.CRIME_TYPE: _crime_type,
        Product.ZONES: _zones,
        Product.FORECAST: _forecast,
    }[Product(version.product)]
    found = list(tables(version.metrics, version.baseline_metrics)) if version.metrics else []
    return Card(version, list(_facts(version)), found, LIMITS[Product(version.product)])


def _facts(version: ModelVersion) -> Iterator[tuple[str, str]]:
    content = version.card
    if "records" in content:
        yield "Trained on", f"{content['records']:,} records{_until(content)}"
    elif "months" in content:
        yield "Trained on", f"{content['months']} months, {content['first_month']} to {content['last_month']}"
    if content.get("later_weeks"):
        yield "Tested on", f"the last {content['later_weeks']} weeks, which it had not seen"
    if content.get("holdout_weeks"):
        yield "Tested on", f"the last {content['holdout_weeks']} weeks, which it had not seen"
    if "police_discovered_share" in content:
        share = content["police_discovered_share"]
        yield "Left out", f"crime discovered by the police ({share:.1%} of records)"
    if content.get("folded"):
        yield "Folded into “other”", ", ".join(f"{name} ({n})" for name, n in content["folded"].items())
    if content.get("stability") is not None and version.product == Product.ZONES:
        yield "Stability", f"adjusted Rand index {content['stability']:.2f} over resamples"
    for reason, count in content.get("left_out", {}).items():
        if count:
            yield f"Left out, {reason}", f"{count:,} records"
    if version.features:
        yield "Inputs", ", ".join(str(name).replace("_", " ") for name in version.features)


def _until(content: dict[str, Any]) -> str:
    """The last day that the records reach."""
    if "as_of" not in content:
        return ""
    last = datetime.date.fromisoformat(content["as_of"]) - datetime.timedelta(days=1)
    return f" up to {last.day} {last:%B %Y}"


def _hotspots(metrics: dict, baseline: dict) -> Iterator[MetricTable]:
    methods = {**metrics, **baseline}
    columns = [METHODS[name] for name in methods]
    for key, title, kind in (
        ("hit_rate", "Share of later records caught in the top cells, by share of the area", "share"),
        ("pai", "Predictive accuracy index (PAI)", "number"),
        ("pei", "Predictive efficiency index (PEI)", "number"),
    ):
        rows = [
            (
                f"Top {at['area_share']:.1%}",
                [_text(each[i][key], kind) for each in methods.values()],
            )
            for i, at in enumerate(next(iter(methods.values())))
        ]
        yield MetricTable(title, columns, rows)


def _crime_type(metrics: dict, baseline: dict) -> Iterator[MetricTable]:
    methods = {"random_forest": metrics, **baseline}
    for split, title in (("later_time", "On later time"), ("stratified", "On a random fifth, as published")):
        yield _side_by_side(title, {name: each[split] for name, each in methods.items()}, CLASSIFIER_ROWS)


def _zones(metrics: dict, baseline: dict) -> Iterator[MetricTable]:
    methods = {"zones": metrics, **baseline}
    title = f"Later records inside the {metrics['red_areas']} high of {metrics['areas']} areas"
    yield _side_by_side(title, methods, [("hit_rate", "Hit rate", "share")])


def _forecast(metrics: dict, baseline: dict) -> Iterator[MetricTable]:
    methods = {"linear_trend": metrics["linear_trend"], **baseline}
    yield _side_by_side(
        f"Over {metrics['linear_trend']['origins']} past forecasts, {metrics['horizon']} months ahead",
        methods,
        FORECAST_ROWS,
    )


def _side_by_side(
    title: str, methods: dict[str, dict[str, Any]], rows: list[tuple[str, str, str]]
) -> MetricTable:
    return MetricTable(
        title,
        [METHODS[name] for name in methods],
        [(label, [_text(each.get(key), kind) for each in methods.values()]) for key, label, kind in rows],
    )


def _text(value: float | None, kind: str) -> str:
    if value is None:
        return "–"
    return f"{value:.1%}" if kind == "share" else f"{value:.2f}"
