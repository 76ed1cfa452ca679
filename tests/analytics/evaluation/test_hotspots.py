import numpy as np
import pytest

from analytics.estimators.surfaces import KernelDensity, LastYearCount
from analytics.evaluation import hotspots
from analytics.evaluation.bootstrap import beats_baseline
from analytics.grid import GridSpec

GRID = GridSpec(0, 0, 10, columns=5, rows=4)
SURFACE = np.arange(20.0).reshape(4, 5)


def in_cells(*cells):
    """Points in cells numbered from the lower left, row by row."""
    cells = np.array(cells)
    return cells % 5 * 10 + 5.0, cells // 5 * 10 + 5.0


def test_figures_at_ten_percent_by_hand():
    # Two of 20 cells: 19 and 18 catch 3 of 6 events; the two fullest cells, 19 and 0, hold 4.
    x, y = in_cells(19, 19, 18, 0, 0, 7)
    score = hotspots.judge(SURFACE, GRID, x, y, [0, 0, 1, 1, 2, 2], shares=[0.1])[0]
    assert (score.cells, score.events, score.hits, score.hit_rate) == (2, 6, 3, 0.5)
    assert score.pai == pytest.approx(5)
    assert score.pei == pytest.approx(3 / 4)


def test_events_outside_stay_in_the_denominator():
    x, y = in_cells(19, 0)
    rates = hotspots.hit_rates(SURFACE, GRID, [*x, 999], [*y, 5], shares=[0.1, 1])
    assert rates == {0.1: pytest.approx(1 / 3), 1: pytest.approx(2 / 3)}


def test_excluded_cells_are_neither_chosen_nor_area():
    excluded = SURFACE >= 10
    x, y = in_cells(9, 8, 0, 19, 19, 19)
    score = hotspots.judge(SURFACE, GRID, x, y, [0, 0, 1, 1, 2, 2], shares=[0.2], excluded=excluded)[0]
    assert (score.cells, score.hits, score.events) == (2, 2, 6)
    assert score.pai == pytest.approx(1 / 3 / 0.2)
    assert score.pei == 1


def test_a_share_of_no_cell_has_no_index():
    score = hotspots.judge(SURFACE, GRID, *in_cells(19), [0], shares=[0.01])[0]
    assert (score.cells, score.hit_rate, score.pai, score.pai_interval) == (0, 0, None, None)
    assert (score.pei, score.pei_interval) == (None, None)


def test_all_of_the_area_has_indexes_of_one():
    score = hotspots.judge(SURFACE, GRID, *in_cells(3, 4, 5), [0, 1, 2], shares=[1])[0]
    assert (score.hit_rate, score.pai, score.pei) == (1, 1, 1)
    assert score.hit_rate_interval == (1, 1)


def test_who_knew_the_events_has_efficiency_one():
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, 50, 200), rng.uniform(0, 40, 200)
    for score in hotspots.judge(GRID.counts(x, y), GRID, x, y, rng.integers(0, 8, 200), shares=[0.1, 0.5]):
        assert score.pei == pytest.approx(1)


def test_judge_equals_counting_one_by_one():
    rng = np.random.default_rng(2)
    surface, x, y = rng.random((4, 5)), rng.uniform(0, 60, 90), rng.uniform(0, 40, 90)
    score = hotspots.judge(surface, GRID, x, y, rng.integers(0, 8, 90), shares=[0.25])[0]
    chosen = {divmod(i, 5) for i in np.argsort(surface.ravel())[-5:]}
    hits = sum((py // 10, px // 10) in chosen for px, py in zip(x, y, strict=True))
    assert (score.hits, score.events) == (hits, 90)
    low, high = score.hit_rate_interval
    assert low < hits / 90 < high


def test_hit_rate_interval_is_a_point_where_weeks_are_alike():
    x, y = in_cells(*[19, 0] * 4)
    score = hotspots.judge(SURFACE, GRID, x, y, np.repeat(range(4), 2), shares=[0.1])[0]
    assert score.hit_rate_interval == (0.5, 0.5)
    assert score.pai_interval == pytest.approx((5, 5))


def test_no_events_are_refused():
    with pytest.raises(ValueError, match="needs events"):
        hotspots.judge(SURFACE, GRID, [], [], [])
    with pytest.raises(ValueError, match="needs events"):
        hotspots.hit_rates(SURFACE, GRID, [], [])


def test_hit_curve_takes_ties_together():
    curve = hotspots.hit_curve(np.where(SURFACE > 16, 2.0, 1.0), GRID, *in_cells(19, 17, 3, 3))
    assert curve == [(0.5, 0.15), (1, 1)]


def test_weekly_hits_sum_to_the_hit_rate():
    x, y = in_cells(19, 19, 18, 0, 0, 7)
    hits, events = hotspots.weekly_hits(SURFACE, GRID, x, y, [3, 3, 4, 4, 9, 9], share=0.1)
    assert (hits.tolist(), events.tolist()) == ([2, 1, 0], [2, 2, 2])


CITY = GridSpec(0, 0, 250, columns=30, rows=30)


def weeks_of_crime(shuffled):
    """200 weeks of events that gather in 20 places, or anywhere."""
    rng = np.random.default_rng(3)
    places = rng.uniform(0, 7500, (20, 2))
    x, y = (places[rng.integers(20, size=6000)] + rng.normal(0, 80, (6000, 2))).T
    if shuffled:
        x, y = rng.uniform(0, 7500, (2, 6000))
    return x, y, rng.uniform(0, 1400, 6000)


def against_a_random_surface(shuffled):
    x, y, t = weeks_of_crime(shuffled)
    past, future = t < 1340, t >= 1340
    fitted = KernelDensity().fit(x[past], y[past], t[past], CITY, as_of=1340)
    surfaces = (fitted.predict(), np.random.default_rng(4).random(CITY.shape))
    week = t[future] // 7
    hits = [hotspots.weekly_hits(s, CITY, x[future], y[future], week, share=0.05) for s in surfaces]
    return beats_baseline(hits[0][0], hits[1][0], sizes=hits[0][1])


def test_crime_that_gathers_is_found():
    assert against_a_random_surface(shuffled=False).beats


def test_crime_that_is_anywhere_is_not_found():
    assert not against_a_random_surface(shuffled=True).beats


def test_the_baseline_does_not_beat_itself():
    x, y, t = weeks_of_crime(shuffled=False)
    past, future = t < 1340, t >= 1340
    surface = LastYearCount().fit(x[past], y[past], t[past], CITY).predict()
    hits, events = hotspots.weekly_hits(surface, CITY, x[future], y[future], t[future] // 7, share=0.05)
    assert not beats_baseline(hits, hits, sizes=events).beats
