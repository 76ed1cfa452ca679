"""Hotspots: K-Means clusters to look at, and a risk surface on the grid that must beat last year's counts."""

from typing import Any

import numpy as np

from records.services.place import Places

from ..choices import Audience
from ..datasets import OTHER_ID, Dataset, Events
from ..models import Hotspot, RiskCell
from ..places import snap
from ..release.rounding import round_count
from . import Fitted, Judgement, NotEnoughData

SURFACES = {
    "kmeans": "K-Means clusters",
    "kernel_density": "kernel density",
    "last_year": "count of the last year",
    "recent": "count of the last 28 days",
}
PUBLIC_RADIUS_STEP_M = 100
FEWEST = 10


def located(data: Dataset, parameters: dict[str, Any]) -> Events:
    """The records that hotspots are made of; raises NotEnoughData where they are too few."""
    events = data.events
    mask = events.located
    if not parameters["police_discovered"]:
        mask &= ~events.police
    if data.audience == Audience.PUBLIC:
        mask &= events.category != OTHER_ID
    if mask.sum() < FEWEST:
        raise NotEnoughData(f"{mask.sum()} records with a place: hotspots need {FEWEST}.")
    return events.where(mask)


def judge(data: Dataset, parameters: dict[str, Any]) -> Judgement:
    """Fit on all but the last weeks and ask how many of their records fall into the top cells."""
    from ..evaluation.hotspots import judge as score
    from ..evaluation.splits import later_time, week_of

    events, weeks = located(data, parameters), parameters["holdout_weeks"]
    card = {"police_discovered_share": float(data.events.police.mean()), "holdout_weeks": weeks}
    try:
        _, test = later_time(events.middle, weeks=weeks, end=data.end)
    except ValueError as error:
        return Judgement("last_year", None, f"Could not be judged: {error}.", card=card)
    start = data.end - np.timedelta64(7 * weeks, "D")
    x, y, week = events.x[test], events.y[test], week_of(events.middle[test], start)
    surfaces, shares = _surfaces(events, data, parameters, start), parameters["shares"]
    scores = {
        name: [
            one.as_dict()
            for one in score(surface, data.grid, x, y, week, shares=shares, excluded=data.outside)
        ]
        for name, surface in surfaces.items()
    }
    passed, verdict, comparison = _gate(surfaces, data, (x, y, week), parameters)
    return Judgement(
        method="kernel_density" if passed else "last_year",
        passed=passed,
        verdict=verdict,
        metrics={name: scores[name] for name in ("kmeans", "kernel_density")},
        baseline_metrics={name: scores[name] for name in ("last_year", "recent")},
        card={**card, "gate": comparison},
    )


def fit(data: Dataset, parameters: dict[str, Any], judgement: Judgement) -> Fitted:
    """Clusters of all records, and for staff the surface that the gate let through."""
    from ..estimators.hotspots import KMeansHotspots

    events = located(data, parameters)
    clusters = KMeansHotspots(
        n_clusters=parameters["n_clusters"],
        n_init=parameters["n_init"],
        random_state=parameters["random_state"],
    ).fit(np.column_stack([events.x, events.y]))
    surface = _surface(judgement.method, parameters).fit(
        events.x, events.y, events.middle, data.grid, as_of=data.end
    )
    public = data.audience == Audience.PUBLIC
    return Fitted(
        algorithm=f"K-Means, k = {len(clusters.cluster_centers_)}; surface: {SURFACES[judgement.method]}",
        models={"kmeans_model": clusters},
        rows=_hotspots(clusters, data, public) + ([] if public else _cells(surface.predict(), data)),
        features=["x", "y"],
        card={
            "elbow": clusters.elbow_,
            "elbow_sample_size": clusters.elbow_sample_size_,
            "surface": SURFACES[judgement.method],
            "records": len(events),
            "bandwidth_m": getattr(surface, "bandwidth_m_", None),
        },
    )


def _surface(name: str, parameters: dict[str, Any]) -> Any:
    from ..estimators.surfaces import ClusterSurface, KernelDensity, LastYearCount, RecentCount

    return {
        "kmeans": lambda: ClusterSurface(
            n_clusters=parameters["n_clusters"], random_state=parameters["random_state"]
        ),
        "kernel_density": KernelDensity,
        "last_year": LastYearCount,
        "recent": RecentCount,
    }[name]()


def _surfaces(events: Events, data: Dataset, parameters: dict[str, Any], start: np.datetime64) -> dict:
    return {
        name: _surface(name, parameters)
        .fit(events.x, events.y, events.middle, data.grid, as_of=start)
        .predict()
        for name in SURFACES
    }


def _gate(
    surfaces: dict, data: Dataset, later: tuple, parameters: dict[str, Any]
) -> tuple[bool | None, str, dict]:
    """Whether the kernel density catches more of each week's records than last year's counts."""
    from ..evaluation.bootstrap import beats_baseline
    from ..evaluation.hotspots import weekly_hits

    share = parameters["gate_share"]
    x, y, week = later
    hits, sizes = weekly_hits(
        surfaces["kernel_density"], data.grid, x, y, week, share=share, excluded=data.outside
    )
    base, _ = weekly_hits(surfaces["last_year"], data.grid, x, y, week, share=share, excluded=data.outside)
    if len(sizes) < 2:
        return None, "Too few weeks with records to compare; the count of the last year is used.", {}
    found = beats_baseline(hits, base, sizes=sizes)
    text = (
        f"In the top {share:.0%} of the area, kernel density caught {found.challenger:.1%} of the records of "
        f"the last {len(sizes)} weeks, last year's count {found.baseline:.1%} "
        f"(difference {found.difference:+.1%}, 95 % interval {found.low:+.1%} to {found.high:+.1%}). "
    )
    used = "Kernel density is used." if found.beats else "The baseline, the count of the last year, is used."
    return found.beats, text + used, found.as_dict()


def _hotspots(clusters: Any, data: Dataset, public: bool) -> list[Hotspot]:
    latitude, longitude = Places(data.jurisdiction).unproject(*clusters.cluster_centers_.T)
    if public:
        latitude, longitude = snap(latitude, longitude)
    rows = []
    described = zip(
        latitude.tolist(),
        longitude.tolist(),
        clusters.counts_.tolist(),
        clusters.radius_m_.tolist(),
        clusters.risk_levels(),
        strict=True,
    )
    for cluster, (lat, lon, count, radius_m, level) in enumerate(described):
        if public:
            count, _ = round_count(count)
            radius_m = max(1, round(radius_m / PUBLIC_RADIUS_STEP_M)) * PUBLIC_RADIUS_STEP_M
        if count is None:
            continue  # fewer than 5 records are not shown as a place
        rows.append(
            Hotspot(
                cluster_id=cluster,
                latitude=round(lat, 6),
                longitude=round(lon, 6),
                count=count,
                radius_m=round(radius_m, 1),
                risk_level=level,
            )
        )
    return rows


def _cells(surface: np.ndarray, data: Dataset) -> list[RiskCell]:
    """The cells of the study area with their share of the expected records, where there is any."""
    from ..grid import ROW_STRIDE

    inside = np.where(data.outside, 0, surface)
    if not inside.sum() > 0:
        return []
    share = inside / inside.sum()
    row, column = np.nonzero(share > 1e-7)
    ids = row * ROW_STRIDE + column
    latitude, longitude = Places(data.jurisdiction).unproject(*data.grid.centre_of(ids))
    values = share[row, column]
    columns = zip(ids.tolist(), latitude.tolist(), longitude.tolist(), values.tolist(), strict=True)
    return [
        RiskCell(grid_cell=cell, latitude=round(lat, 6), longitude=round(lon, 6), value=value)
        for cell, lat, lon, value in columns
    ]
