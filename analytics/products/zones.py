"""Zones: areas ranked by their crime for their residents, as red, orange and green."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..datasets import Dataset, all_categories, yearly_counts
from ..models import ZoneRating
from . import Fitted, Judgement, NotEnoughData

FEWEST_AREAS = 3


def judge(data: Dataset, parameters: dict[str, Any]) -> Judgement:
    """Zones of the time before, judged by the share of later records that fall into the red ones.

    The baseline is the same number of areas with the most records.
    """
    before, later = _tables(data, parameters)
    if later is None or not later.sum():
        return Judgement("kmeans", None, "Could not be judged: there are no later records to compare with.")
    counts, severity = before
    zones = _zones(counts, severity, data, parameters)
    red = np.array([level == "red" for level in zones.level_])
    busiest = np.argsort(-counts.sum(axis=1), kind="stable")[: red.sum()]
    total = later.sum()
    hit_rate, base = later[red].sum() / total, later[busiest].sum() / total
    metrics = {
        "hit_rate": float(hit_rate),
        "red_areas": int(red.sum()),
        "areas": len(red),
        "red_share_of_areas": float(red.mean()),
        "red_share_of_population": _share([row.population for row in data.areas], red),
        "red_share_of_km2": _share([row.area_km2 for row in data.areas], red),
        "later_records": int(total),
    }
    return Judgement(
        "kmeans",
        None,
        f"{hit_rate:.1%} of the later records fell into the {red.sum()} red of {len(red)} areas; "
        f"into as many areas with the most records, {base:.1%}. Zones are ranks, shown whatever they score.",
        metrics,
        {"most_records": {"hit_rate": float(base)}},
    )


def fit(data: Dataset, parameters: dict[str, Any], judgement: Judgement) -> Fitted:
    """Zones of the last year up to the as-of day, or of the last year published."""
    (counts, severity), _ = _tables(data, {**parameters, "holdout_weeks": 0})
    zones = _zones(counts, severity, data, parameters)
    rows = [
        ZoneRating(
            area_id=area.pk,
            level=level,
            rank=int(rank),
            rate=float(rates.sum()),
            severity_rate=float(severe),
            stability=float(stable),
        )
        for area, level, rank, rates, severe, stable in zip(
            data.areas,
            zones.level_,
            zones.rank_,
            zones.rates_,
            zones.severity_rate_,
            zones.area_stability_,
            strict=True,
        )
    ]
    return Fitted(
        algorithm="K-Means over standardised rates",
        models={"zones_model": zones},
        rows=rows,
        features=["rate of each category"],
        card={"basis": zones.basis_, "stability": zones.stability_, "records": int(counts.sum())},
    )


def _tables(data: Dataset, parameters: dict[str, Any]) -> tuple[tuple[NDArray, NDArray], NDArray | None]:
    """((counts of areas by category, severities), later counts of areas).

    Records where there are any; else the last published year, with the year before to be judged by.
    """
    if len(data.areas) < FEWEST_AREAS:
        raise NotEnoughData(f"{len(data.areas)} areas: zones need {FEWEST_AREAS}.")
    in_area = data.events.where(np.isin(data.events.area, [row.pk for row in data.areas]))
    if not len(in_area):
        return _published_tables(data, parameters)
    end = data.end - np.timedelta64(7 * parameters["holdout_weeks"], "D")
    when = in_area.middle
    year = (when < end) & (when >= end - np.timedelta64(parameters["window_days"], "D"))
    if not year.any():
        raise NotEnoughData("No records in the year before.")
    ids, severity = list(data.categories), [c.severity for c in data.categories.values()]
    counts = _table(data, in_area.area[year], in_area.category[year], ids)
    scale = parameters["window_days"] / min(
        parameters["window_days"], float((end - when.min()) / np.timedelta64(1, "D"))
    )
    later = when >= end
    return (counts * scale, np.array(severity)), np.bincount(
        _positions(data, in_area.area[later]), minlength=len(data.areas)
    )


def _published_tables(
    data: Dataset, parameters: dict[str, Any]
) -> tuple[tuple[NDArray, NDArray], NDArray | None]:
    by_year = yearly_counts(data.jurisdiction)
    years = sorted(by_year)
    if not years:
        raise NotEnoughData("No records in areas and no published counts.")
    held_out = bool(parameters["holdout_weeks"]) and len(years) > 1
    categories = all_categories()
    ids = sorted({category for counts in by_year.values() for _, category in counts})

    def table(year: int) -> NDArray:
        area, category = zip(*by_year[year], strict=True)
        return _table(data, np.array(area), np.array(category), ids, list(by_year[year].values()))

    severity = np.array([categories[pk].severity for pk in ids])
    later = table(years[-1]).sum(axis=1) if held_out else None
    return (table(years[-2] if held_out else years[-1]), severity), later


def _table(
    data: Dataset, area: NDArray, category: NDArray, ids: list[int], weights: list[int] | None = None
) -> NDArray[np.float64]:
    at = {pk: column for column, pk in enumerate(ids)}
    counts = np.zeros((len(data.areas), len(ids)))
    columns = np.array([at[pk] for pk in category.tolist()], dtype=int)
    np.add.at(counts, (_positions(data, area), columns), 1 if weights is None else weights)
    return counts


def _positions(data: Dataset, area: NDArray) -> NDArray[np.int64]:
    at = {row.pk: position for position, row in enumerate(data.areas)}
    return np.array([at[pk] for pk in area.tolist()], dtype=np.int64)


def _zones(counts: NDArray, severity: NDArray, data: Dataset, parameters: dict[str, Any]) -> Any:
    from ..estimators.zones import RateZones

    return RateZones(n_resamples=parameters["resamples"], random_state=parameters["random_state"]).fit(
        counts,
        severity,
        population=np.array([row.population for row in data.areas], dtype=float),
        area_km2=np.array([row.area_km2 for row in data.areas], dtype=float),
    )


def _share(sizes: list[float], chosen: NDArray[np.bool_]) -> float | None:
    sizes = np.array(sizes, dtype=float)
    return float(sizes[chosen].sum() / sizes.sum()) if np.all(sizes > 0) else None
