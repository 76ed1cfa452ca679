"""How well a surface's top cells catch the crimes that came after: hit rate, PAI and PEI.

PAI = (n/N) / (a/A), Chainey, Tompson and Uhlig (2008); PEI = n/n*, Hunt (2016), where n of N events fall in
the a of A cells chosen and n* is the most that a cells could have caught. A PAI depends on the share of area
it was measured at: compare only at the same share. Events outside the study area stay in N.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.evaluation.slices import tie_segments, top_slice
from analytics.grid import GridSpec

AREA_SHARES = (0.005, 0.01, 0.02, 0.05, 0.10)


@dataclass(frozen=True)
class HotspotScore:
    """A surface's scores at one share of area, with 95 % bootstrap intervals (low, high) over weeks.

    ``pai`` and ``pei`` are None where no cell is chosen or no event could be caught. The interval of PEI is
    that of the hit rate over the best hit rate as observed: resampled weeks repeat events, which raises n*.
    """

    area_share: float
    cells: int
    events: int
    hits: int
    hit_rate: float
    hit_rate_interval: tuple[float, float]
    pai: float | None
    pai_interval: tuple[float, float] | None
    pei: float | None
    pei_interval: tuple[float, float] | None

    def as_dict(self) -> dict[str, object]:
        """The fields, ready for JSON."""
        return asdict(self)


def hit_rate(counts: NDArray, chosen: NDArray, events: int) -> float:
    """Share of all events that lie in the chosen cells; ``counts`` holds the events of each cell."""
    if events <= 0:
        raise ValueError("A hit rate needs events")
    return float(counts[chosen].sum() / events)


def pai(hit_rate: float, cells_chosen: int, cells: int) -> float | None:
    """Predictive accuracy index (n/N) / (a/A); None where no cell was chosen."""
    return hit_rate / (cells_chosen / cells) if cells_chosen else None


def pei(hit_rate: float, best_hit_rate: float) -> float | None:
    """Predictive efficiency index n/n*; None where nothing could be caught."""
    return hit_rate / best_hit_rate if best_hit_rate else None


def hit_rates(
    surface: NDArray,
    grid: GridSpec,
    x: ArrayLike,
    y: ArrayLike,
    *,
    shares: Sequence[float] = AREA_SHARES,
    excluded: NDArray | None = None,
) -> dict[float, float]:
    """Hit rate of the surface's top cells at each share (0–1) of the study area."""
    counts = grid.counts(x, y)
    return {share: hit_rate(counts, top_slice(surface, share, excluded), np.size(x)) for share in shares}


def best_hit_rates(
    grid: GridSpec,
    x: ArrayLike,
    y: ArrayLike,
    *,
    shares: Sequence[float] = AREA_SHARES,
    excluded: NDArray | None = None,
) -> dict[float, float]:
    """The hit rates of whoever had known the events: those of the events' own counts."""
    return hit_rates(grid.counts(x, y), grid, x, y, shares=shares, excluded=excluded)


def hit_curve(
    surface: NDArray, grid: GridSpec, x: ArrayLike, y: ArrayLike, *, excluded: NDArray | None = None
) -> list[tuple[float, float]]:
    """(hit rate, share of area needed for it), both 0–1, at each risk level that holds events.

    Cells of equal risk are taken together. Events outside the study area are left out here.
    """
    included = np.ones(grid.shape, bool) if excluded is None else ~np.asarray(excluded, bool)
    risk, counts = np.asarray(surface, float)[included], grid.counts(x, y)[included]
    order = np.argsort(-risk, kind="stable")
    hits, last = tie_segments(risk[order], counts[order])
    hit, area = np.cumsum(hits) / counts.sum(), (last + 1) / risk.size
    return [(float(h), float(a)) for h, a, new in zip(hit, area, hits, strict=True) if new]


def weekly_hits(
    surface: NDArray,
    grid: GridSpec,
    x: ArrayLike,
    y: ArrayLike,
    week: ArrayLike,
    *,
    share: float,
    excluded: NDArray | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Hits and events of each week: the scores and sizes that ``bootstrap.beats_baseline`` compares."""
    chosen = top_slice(surface, share, excluded)
    hit = grid.values_at(chosen, x, y, outside=False).astype(float)
    _, at = np.unique(np.asarray(week), return_inverse=True)
    return np.bincount(at, hit), np.bincount(at).astype(float)


def judge(
    surface: NDArray,
    grid: GridSpec,
    x: ArrayLike,
    y: ArrayLike,
    week: ArrayLike,
    *,
    shares: Sequence[float] = AREA_SHARES,
    excluded: NDArray | None = None,
    resamples: int = 500,
    seed: int = 0,
) -> list[HotspotScore]:
    """Score a surface on later events at x, y (metres), each in a week (any numbers), at shares of the area.

    Raises ValueError where there are no events.
    """
    by_week = _counts_by_week(grid, x, y, week, excluded)
    events = np.bincount(np.unique(np.asarray(week), return_inverse=True)[1]).astype(float)
    rng = np.random.default_rng(seed)
    times = rng.multinomial(len(events), np.full(len(events), 1 / len(events)), size=resamples).astype(float)
    cells = grid.size if excluded is None else int((~np.asarray(excluded, bool)).sum())
    return [
        _score(share, top_slice(surface, share, excluded).ravel(), by_week, events, times, cells)
        for share in shares
    ]


def _counts_by_week(
    grid: GridSpec, x: ArrayLike, y: ArrayLike, week: ArrayLike, excluded: NDArray | None
) -> NDArray[np.float64]:
    x, y, week = np.asarray(x, float), np.asarray(y, float), np.asarray(week)
    counts = np.array([grid.counts(x[week == w], y[week == w]).ravel() for w in np.unique(week)])
    if not counts.size:
        raise ValueError("A hotspot score needs events")
    return counts if excluded is None else counts * ~np.asarray(excluded, bool).ravel()


def _score(
    share: float, chosen: NDArray, by_week: NDArray, events: NDArray, times: NDArray, cells: int
) -> HotspotScore:
    wanted = int(chosen.sum())
    hits = by_week[:, chosen].sum(axis=1)
    rate = float(hits.sum() / events.sum())
    rates = times @ hits / (times @ events)
    low, high = (float(limit) for limit in np.quantile(rates, [0.025, 0.975]))
    best = float(np.sort(by_week.sum(axis=0))[::-1][:wanted].sum() / events.sum())
    return HotspotScore(
        area_share=share,
        cells=wanted,
        events=int(events.sum()),
        hits=int(hits.sum()),
        hit_rate=rate,
        hit_rate_interval=(low, high),
        pai=pai(rate, wanted, cells),
        pai_interval=(pai(low, wanted, cells), pai(high, wanted, cells)) if wanted else None,
        pei=pei(rate, best),
        pei_interval=(pei(low, best), pei(high, best)) if best else None,
    )
