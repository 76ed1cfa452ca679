import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from analytics.estimators.hotspots import KMeansHotspots
from analytics.estimators.surfaces import (
    ClusterSurface,
    KernelDensity,
    LastYearCount,
    RecentCount,
    clusters_on_grid,
)
from analytics.evaluation.hotspots import hit_rates
from analytics.grid import GridSpec

GRID = GridSpec(0, 0, 250, columns=12, rows=8)
ALL = [LastYearCount(), RecentCount(), KernelDensity(), ClusterSurface(n_clusters=2)]


@pytest.fixture
def events():
    rng = np.random.default_rng(5)
    return rng.uniform(0, 3000, 400), rng.uniform(0, 2000, 400), rng.uniform(0, 700, 400)


@pytest.mark.parametrize("surface", ALL, ids=lambda s: type(s).__name__)
def test_surface_has_the_shape_of_the_grid_and_no_negative_value(surface, events):
    values = surface.fit(*events, GRID).predict()
    assert values.shape == (8, 12)
    assert values.min() >= 0
    assert values.max() > 0


@pytest.mark.parametrize("surface", ALL, ids=lambda s: type(s).__name__)
def test_surface_of_no_events_is_zero(surface):
    assert not surface.fit([], [], [], GRID).predict().any()


@pytest.mark.parametrize("surface", ALL, ids=lambda s: type(s).__name__)
def test_events_from_as_of_on_change_nothing(surface, events):
    x, y, t = events
    seen = t < 600
    with_future = surface.fit(x, y, t, GRID, as_of=600).predict()
    assert np.array_equal(with_future, surface.fit(x[seen], y[seen], t[seen], GRID, as_of=600).predict())


@pytest.mark.parametrize("surface", ALL, ids=lambda s: type(s).__name__)
def test_surface_before_fit_is_refused(surface):
    with pytest.raises(NotFittedError):
        type(surface)().predict()


@pytest.mark.parametrize("surface", ALL, ids=lambda s: type(s).__name__)
def test_planted_hotspot_is_found(surface, events):
    x, y, t = events
    x, y = np.append(x, np.full(80, 1600.0)), np.append(y, np.full(80, 900.0))
    t = np.append(t, np.linspace(600, 699, 80))
    values = surface.fit(x, y, t, GRID).predict()
    row, column = np.unravel_index(values.argmax(), values.shape)
    assert np.hypot(row - 3, column - 6) <= (2 if isinstance(surface, ClusterSurface) else 0)


def test_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match="one length"):
        LastYearCount().fit([1, 2], [1], [1], GRID)


def test_last_year_count_keeps_365_days_half_open():
    t = [0, 0.5, 100, 365, 366]
    surface = LastYearCount().fit([10] * 5, [10] * 5, t, GRID, as_of=365.5)
    assert surface.predict()[0, 0] == 3
    assert surface.n_events_ == 3


def test_recent_count_keeps_28_days_of_dates():
    t = np.array(["2024-01-01", "2024-02-03", "2024-02-28", "2024-03-02"], dtype="datetime64[D]")
    surface = RecentCount().fit([10] * 4, [10] * 4, t, GRID, as_of=np.datetime64("2024-03-02"))
    assert surface.predict()[0, 0] == 2


def gaussians_one_by_one(x, y, weights, bandwidth):
    centre_x, centre_y = np.meshgrid(*GRID.centres)
    total = np.zeros(GRID.shape)
    for px, py, w in zip(x, y, weights, strict=True):
        squared = (centre_x - px) ** 2 + (centre_y - py) ** 2
        total += w * np.exp(-squared / (2 * bandwidth**2)) / (2 * np.pi * bandwidth**2)
    return total / weights.sum()


def test_kernel_density_at_centres_equals_the_sum_one_by_one(events):
    x, y, t = events
    fitted = KernelDensity(bandwidth_m=300, decay_days=50, at="centre").fit(x, y, t, GRID, as_of=700)
    slow = gaussians_one_by_one(x, y, np.exp(-(700 - t) / 50), 300)
    assert np.allclose(fitted.predict(), slow, rtol=1e-10)


def test_kernel_density_of_a_cell_is_the_mean_over_it(events):
    x, y, t = events
    mean = KernelDensity(bandwidth_m=200, decay_days=None).fit(x, y, t, GRID).predict()
    fine = GRID.refined(25)
    at_points = KernelDensity(bandwidth_m=200, decay_days=None, at="centre").fit(x, y, t, fine).predict()
    assert np.allclose(mean, at_points.reshape(8, 25, 12, 25).mean(axis=(1, 3)), rtol=1e-3)


def test_kernel_density_integrates_to_one_far_from_the_edge():
    density = KernelDensity(bandwidth_m=150).fit([1500], [1000], [0], GRID).predict()
    assert density.sum() * 250**2 == pytest.approx(1, abs=1e-6)


def test_binned_kernel_density_is_near_the_exact_one(events):
    x, y, t = (np.repeat(column, 6) for column in events)
    binned = KernelDensity(bandwidth_m=300, decay_days=None).fit(x, y, t, GRID).predict()
    exact = KernelDensity(bandwidth_m=300, decay_days=None).fit(*events, GRID).predict()
    assert np.abs(binned - exact).max() < 0.01 * exact.max()


def test_bandwidth_is_the_likeliest_of_later_events():
    rng = np.random.default_rng(8)
    homes = rng.uniform([300, 300], [2700, 1700], (30, 2))
    x, y = (homes[rng.integers(30, size=3000)] + rng.normal(0, 20, (3000, 2))).T
    fitted = KernelDensity(bandwidths_m=(60, 1000)).fit(x, y, rng.uniform(0, 400, 3000), GRID)
    assert fitted.bandwidth_m_ == 60
    assert fitted.bandwidth_scores_[60] > fitted.bandwidth_scores_[1000]


def test_bandwidth_with_too_few_events_is_the_stated_one():
    fitted = KernelDensity().fit([10, 500], [10, 500], [0, 90], GRID)
    assert (fitted.bandwidth_m_, fitted.bandwidth_scores_) == (KernelDensity.fallback_bandwidth_m, {})


def test_decay_follows_a_hotspot_that_moved():
    x, y = np.repeat([300.0, 2600.0], 100), np.full(200, 1000.0)
    t = np.concatenate([np.linspace(0, 640, 100), np.linspace(644, 700, 100)])
    values = KernelDensity(bandwidth_m=150, decay_days=30).fit(x, y, t, GRID).predict()
    assert values[4, 10] > 10 * values[4, 1]


def test_clusters_hit_more_than_their_share_of_area_where_crime_gathers():
    rng = np.random.default_rng(2)
    x, y = np.repeat([[500.0, 500.0], [2500.0, 1500.0]], 200, axis=0).T + rng.normal(0, 120, (2, 400))
    t = rng.uniform(0, 100, 400)
    values = ClusterSurface(n_clusters=2).fit(x, y, t, GRID).predict()
    assert hit_rates(values, GRID, x, y, shares=(0.1,))[0.1] > 0.5
    assert values.sum() * 250**2 == pytest.approx(1, abs=0.01)


def test_the_circle_of_a_cluster_holds_68_percent_of_its_density():
    hotspots = KMeansHotspots()
    hotspots.cluster_centers_, hotspots.counts_ = np.array([[1500.0, 1000.0]]), np.array([7])
    hotspots.radius_m_ = np.array([400.0])
    fine = GRID.refined(25)
    density = clusters_on_grid(hotspots, fine) * fine.cell_size_m**2
    x, y = np.meshgrid(*fine.centres)
    assert density[np.hypot(x - 1500, y - 1000) <= 400].sum() == pytest.approx(0.68, abs=0.005)
