import numpy as np
import pytest

from analytics.estimators.zones import RateZones

SEVERITY = [1, 10]
# Two calm areas, two busy ones, one violent one.
COUNTS = [[100, 10], [110, 9], [900, 40], [950, 45], [400, 200]]


def test_levels_follow_the_severity_of_the_centroids():
    zones = RateZones().fit(COUNTS, SEVERITY, population=[1000] * 5)
    assert zones.level_ == ["green", "green", "orange", "orange", "red"]
    assert zones.severity_rate_.tolist() == [200, 200, 1300, 1400, 2400]
    assert zones.rank_.tolist() == [4, 5, 3, 2, 1]


def test_rates_are_per_1000_residents_where_all_are_known():
    zones = RateZones().fit(COUNTS, SEVERITY, population=[500] * 5, area_km2=[1] * 5)
    assert zones.basis_ == "per_1000_residents"
    assert zones.rates_[0].tolist() == [200, 20]


@pytest.mark.parametrize("population", [None, [1000, 1000, 1000, 1000, np.nan], [1000, 0, 1, 1, 1]])
def test_an_unknown_population_makes_rates_per_km2(population):
    zones = RateZones().fit(COUNTS, SEVERITY, population=population, area_km2=[2] * 5)
    assert zones.basis_ == "per_km2"
    assert zones.rates_[0].tolist() == [50, 5]


def test_unknown_sizes_leave_counts():
    zones = RateZones().fit(COUNTS, SEVERITY, area_km2=[np.nan] * 5)
    assert zones.basis_ == "count"
    assert zones.rates_.tolist() == COUNTS


def test_a_common_category_does_not_drown_the_rest():
    counts = [[common, *[rare] * 5] for rare in (1, 10, 20) for common in (1000, 1300)]
    zones = RateZones().fit(counts, [0, 1, 1, 1, 1, 1])
    assert zones.level_ == ["green", "green", "orange", "orange", "red", "red"]


def test_the_basis_decides_who_is_red():
    counts, severity = [[100], [100], [400]], [1]
    by_people = RateZones().fit(counts, severity, population=[100, 500, 4000])
    by_size = RateZones().fit(counts, severity, area_km2=[4, 2, 1])
    assert by_people.level_ == ["red", "orange", "green"]
    assert by_size.level_ == ["green", "orange", "red"]


@pytest.mark.parametrize(
    ("counts", "levels"),
    [([[5, 1]], ["orange"]), ([[5, 1], [50, 9]], ["green", "red"]), ([[5, 1]] * 4, ["orange"] * 4)],
)
def test_fewer_distinct_areas_than_zones(counts, levels):
    assert RateZones().fit(counts, SEVERITY).level_ == levels


def test_stability_of_clear_zones_is_one_and_of_none_is_not_given():
    assert RateZones().fit(np.array(COUNTS) * 100, SEVERITY).stability_ == 1
    assert RateZones().fit([[5, 1]], SEVERITY).stability_ is None


def test_stability_of_equal_rates_is_low():
    rng = np.random.default_rng(1)
    zones = RateZones().fit(rng.poisson(30, (24, 2)), SEVERITY)
    assert zones.stability_ < 0.5
    assert zones.area_stability_.min() < 0.8


def test_two_fits_are_equal():
    first, second = (RateZones().fit(COUNTS, SEVERITY) for _ in range(2))
    assert first.level_ == second.level_
    assert first.stability_ == second.stability_


@pytest.mark.parametrize(
    ("counts", "severity", "sizes"),
    [
        ([], [1], None),
        ([[1, 2]], [1], None),
        ([[-1, 2]], SEVERITY, None),
        ([[np.nan, 2]], SEVERITY, None),
        ([[1, 2]], SEVERITY, [1, 2]),
    ],
)
def test_what_does_not_fit_is_refused(counts, severity, sizes):
    with pytest.raises(ValueError, match=r"fit each other|not negative|sizes of shape"):
        RateZones().fit(counts, severity, area_km2=sizes)
