import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from analytics.estimators.forecast import LinearTrend, SeasonalNaive


def test_linear_trend_continues_each_line():
    months = np.arange(10)
    values = np.column_stack([3 * months + 5, 40 - 2 * months])
    model = LinearTrend().fit(values)
    assert model.slope_ == pytest.approx([3, -2])
    assert model.intercept_ == pytest.approx([5, 40])
    assert model.predict(2) == pytest.approx(np.array([[35, 20], [38, 18]]))


def test_linear_trend_of_three_months_by_hand():
    # Mean of time 1, of values 4; slope = ((-1)(-2) + (1)(3)) / 2.
    model = LinearTrend().fit([[2], [3], [7]])
    assert (model.slope_[0], model.intercept_[0]) == pytest.approx((2.5, 1.5))


def test_linear_trend_finds_the_effect_of_population():
    rng = np.random.default_rng(1)
    population = rng.uniform(900, 1100, (24, 1))
    values = 10 + 0.5 * np.arange(24)[:, None] + 0.02 * population
    model = LinearTrend().fit(values, population)
    assert model.population_slope_ == pytest.approx([0.02])
    assert model.predict(1, [[2000]]) == pytest.approx(np.array([[10 + 12 + 40]]))


def test_an_unknown_future_population_stays():
    population = np.array([[100.0], [110], [105], [120]])
    values = 2 * population
    assert LinearTrend().fit(values, population).predict(2) == pytest.approx(np.array([[240], [240]]))


def test_a_constant_population_adds_nothing():
    values = np.array([[2.0], [4], [6]])
    with_it = LinearTrend().fit(values, np.full((3, 1), 500)).predict(2)
    assert with_it == pytest.approx(LinearTrend().fit(values).predict(2))


def test_a_falling_line_stops_at_zero():
    assert LinearTrend().fit([[3], [1]]).predict(2).tolist() == [[0], [0]]


@pytest.mark.parametrize("values", [[[1.0]], [[1.0], [np.nan]]])
def test_too_little_or_missing_is_refused(values):
    with pytest.raises(ValueError, match=r"sample|NaN"):
        LinearTrend().fit(values)


def test_a_population_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="does not fit values"):
        LinearTrend().fit([[1], [2]], [[1, 1], [1, 1]])


def test_seasonal_naive_repeats_the_last_year():
    values = np.arange(30.0)[:, None]
    assert SeasonalNaive().fit(values).predict(14)[:, 0].tolist() == [*range(18, 30), 18, 19]


def test_seasonal_naive_with_less_than_a_year_repeats_the_last_month():
    assert SeasonalNaive().fit([[1, 5], [2, 6]]).predict(2).tolist() == [[2, 6], [2, 6]]


@pytest.mark.parametrize("model", [LinearTrend(), SeasonalNaive()])
def test_predict_before_fit_is_refused(model):
    with pytest.raises(NotFittedError):
        model.predict(1)
