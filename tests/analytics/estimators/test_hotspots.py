import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from analytics.estimators.hotspots import KMeansHotspots
from tests.analytics.estimators.contract import follows_contract


@follows_contract(KMeansHotspots(n_clusters=3, n_init=2, elbow_max=3))
def test_sklearn_contract(estimator, check):
    check(estimator)


@pytest.fixture
def three_places():
    rng = np.random.default_rng(3)
    places = np.array([[0, 0], [5000, 0], [0, 8000]])
    return np.repeat(places, [300, 200, 100], axis=0) + rng.normal(0, 100, (600, 2))


def test_planted_places_are_found(three_places):
    hotspots = KMeansHotspots(n_clusters=3).fit(three_places)
    order = np.argsort(-hotspots.counts_)
    assert hotspots.counts_[order].tolist() == [300, 200, 100]
    assert np.allclose(hotspots.cluster_centers_[order], [[0, 0], [5000, 0], [0, 8000]], atol=30)


def test_radius_holds_68_percent_of_each_cluster(three_places):
    hotspots = KMeansHotspots(n_clusters=3).fit(three_places)
    distance = np.linalg.norm(three_places - hotspots.cluster_centers_[hotspots.labels_], axis=1)
    inside = [(distance[hotspots.labels_ == c] <= hotspots.radius_m_[c]).mean() for c in range(3)]
    assert np.allclose(inside, 0.68, atol=0.01)


def test_elbow_bends_at_the_number_of_places(three_places):
    elbow = dict(KMeansHotspots(elbow_max=5).fit(three_places).elbow_)
    assert list(elbow) == [1, 2, 3, 4, 5]
    assert elbow[2] > 20 * elbow[3]
    assert elbow[4] > 0.5 * elbow[3]


def test_elbow_states_its_sample(three_places):
    hotspots = KMeansHotspots(elbow_max=2, elbow_sample=50).fit(three_places)
    assert hotspots.elbow_sample_size_ == 50


def test_first_elbow_point_is_the_variance(three_places):
    hotspots = KMeansHotspots(elbow_max=1).fit(three_places)
    assert hotspots.elbow_ == [(1, pytest.approx(three_places.var(axis=0).sum()))]


def test_fewer_distinct_places_than_clusters_make_fewer_clusters():
    hotspots = KMeansHotspots(n_clusters=10).fit([[0, 0], [0, 0], [900, 0]])
    assert sorted(hotspots.counts_.tolist()) == [1, 2]
    assert hotspots.radius_m_.tolist() == [0, 0]


def test_no_incident_is_refused():
    with pytest.raises(ValueError, match="0 sample"):
        KMeansHotspots().fit(np.empty((0, 2)))


def test_two_fits_are_equal(three_places):
    first, second = (KMeansHotspots(elbow_max=0).fit(three_places).cluster_centers_ for _ in range(2))
    assert np.array_equal(first, second)


def test_risk_levels_rank_density_and_not_count():
    hotspots = KMeansHotspots()
    hotspots.cluster_centers_ = np.zeros((3, 2))
    hotspots.counts_, hotspots.radius_m_ = np.array([900, 100, 50]), np.array([3000, 100, 300])
    assert hotspots.risk_levels() == ["low", "high", "medium"]


def test_risk_levels_before_fit_are_refused():
    with pytest.raises(NotFittedError):
        KMeansHotspots().risk_levels()
