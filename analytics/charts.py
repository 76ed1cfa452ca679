"""Figures for charts and their tables, read from stored models and never from records."""

from dataclasses import dataclass

from .choices import Audience, Product
from .models import ModelVersion
from .models.version import SHOWN_AREA_SHARE
from .querysets import VersionQuerySet

MONTHS_SHOWN = 24
SERIES_SHOWN = 4


@dataclass(frozen=True)
class MonthTable:
    """Counted records a month: a column for each of the jurisdictions with most records, a row a month."""

    jurisdictions: list[str]
    rows: list[tuple[str, list[int | None]]]


@dataclass(frozen=True)
class Quality:
    """One model in use: its headline figure on later records beside the baseline's; None: not measured."""

    version: ModelVersion
    measure: str
    value: float | None
    baseline: float | None
    lower_is_better: bool


def records_by_month() -> MonthTable:
    """Whole months up to the last training of each jurisdiction's forecast."""
    forecasts = ModelVersion.objects.champions().filter(product=Product.FORECAST, audience=Audience.STAFF)
    monthly = {version.jurisdiction.code: version.card["monthly"] for version in _with_place(forecasts)}
    largest = sorted(monthly, key=lambda code: -sum(monthly[code].values()))[:SERIES_SHOWN]
    months = sorted({month for code in largest for month in monthly[code]})[-MONTHS_SHOWN:]
    return MonthTable(
        largest, [(month, [_whole(monthly[code].get(month)) for code in largest]) for month in months]
    )


def quality() -> list[Quality]:
    """Every model in use by its headline figure."""
    return [quality_of(version) for version in _with_place(ModelVersion.objects.champions())]


def quality_of(version: ModelVersion) -> Quality:
    """The headline figure of one version and its baseline."""
    metrics, base = version.metrics, version.baseline_metrics
    if version.product == Product.HOTSPOTS:
        return Quality(
            version,
            f"hit rate in the top {SHOWN_AREA_SHARE:.0%} of the area",
            (version.clusters_hit_rate or {}).get("value"),
            _hit_rate(base.get("last_year", [])),
            False,
        )
    if version.product == Product.CRIME_TYPE:
        later = [figures["later_time"]["brier"] for figures in base.values()]
        return Quality(
            version,
            "Brier score",
            metrics.get("later_time", {}).get("brier"),
            min(later, default=None),
            True,
        )
    if version.product == Product.ZONES:
        return Quality(
            version,
            "later records in red areas",
            metrics.get("hit_rate"),
            base.get("most_records", {}).get("hit_rate"),
            False,
        )
    return Quality(
        version,
        "mean absolute error, records a month",
        metrics.get("linear_trend", {}).get("mae"),
        base.get("seasonal_naive", {}).get("mae"),
        True,
    )


def _with_place(versions: VersionQuerySet) -> VersionQuerySet:
    return versions.select_related("jurisdiction").order_by("jurisdiction__code", "product", "audience")


def _hit_rate(scores: list[dict]) -> float | None:
    return next((one["hit_rate"] for one in scores if one["area_share"] == SHOWN_AREA_SHARE), None)


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
