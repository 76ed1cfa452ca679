import numpy as np
import pytest

from analytics.estimators.forecast import LinearTrend, SeasonalNaive
from analytics.evaluation import forecast


def test_errors_by_hand():
    assert forecast.mae([1, 2, 6], [2, 2, 2]) == pytest.approx(5 / 3)
    assert forecast.rmse([1, 2, 6], [2, 2, 2]) == pytest.approx(np.sqrt(17 / 3))


def test_mase_scales_by_the_seasonal_naive_error():
    history = [[0], [10], [2], [14]]
    # Naive errors at lag 2: 2 and 4.
    assert forecast.mase([5], [11], history, season=2) == pytest.approx(6 / 3)


def test_mase_of_a_short_history_scales_by_the_last_month():
    assert forecast.mase([5], [11], [[1], [3], [7]], season=2) == pytest.approx(6 / 3)


def test_mase_of_a_history_without_change_is_not_given():
    assert forecast.mase([5], [11], np.ones((30, 1))) is None


def test_interval_coverage_counts_the_limits_in():
    assert forecast.interval_coverage([1, 2, 3, 4], [1, 3, 0, 0], [2, 4, 3, 3]) == 0.5


def test_pinball_by_hand():
    assert forecast.pinball([10, 10], [8, 13], 0.9) == pytest.approx((0.9 * 2 + 0.1 * 3) / 2)


def test_pinball_is_least_at_the_quantile():
    values = np.arange(1, 101)
    losses = [forecast.pinball(values, guess, 0.8) for guess in range(1, 101)]
    assert int(np.argmin(losses)) + 1 in (80, 81)


def test_backtest_never_sees_the_months_it_forecasts():
    values = np.append(np.zeros(20), [50, 50])[:, None]
    result = forecast.backtest(LinearTrend(), values, horizon=2, minimum_train=18)
    assert result.actual[:, :, 0].tolist() == [[0, 0], [0, 50], [50, 50]]
    assert not result.predicted.any()


def test_backtest_passes_the_population_known_by_then():
    population = np.array([[100.0], [130], [110], [150], [150]])
    result = forecast.backtest(
        LinearTrend(), 2 * population, horizon=1, minimum_train=4, population=population
    )
    assert result.predicted == pytest.approx(np.array([[[300]]]))


def test_backtest_of_too_short_a_series_is_refused():
    with pytest.raises(ValueError, match="too few"):
        forecast.backtest(SeasonalNaive(), np.ones((5, 1)), horizon=3, minimum_train=4)


def test_half_width_takes_the_conformal_rank():
    errors = np.arange(1, 10)[::-1].reshape(9, 1, 1) * -1.0
    assert forecast.half_width(errors, 0.8).tolist() == [[8]]
    assert forecast.half_width(errors[4:], 0.8).tolist() == [[5]]
    assert forecast.half_width(errors[:3], 0.8).tolist() == [[9]]


def test_half_width_never_narrows_with_the_horizon():
    errors = np.array([[[4.0], [1.0], [6.0]]])
    assert forecast.half_width(errors)[:, 0].tolist() == [4, 4, 6]


@pytest.fixture
def seasonal():
    rng = np.random.default_rng(1)
    months = np.arange(84)[:, None]
    return 100 + 40 * np.sin(months * np.pi / 6) + rng.normal(0, 5, (84, 6))


def test_the_seasonal_naive_beats_a_line_on_seasons(seasonal):
    figures = {
        type(model).__name__: forecast.scores(
            forecast.backtest(model, seasonal, horizon=3, minimum_train=36), seasonal
        )
        for model in (LinearTrend(), SeasonalNaive())
    }
    assert figures["SeasonalNaive"]["mase"] == pytest.approx(1, abs=0.15)
    assert figures["LinearTrend"]["mase"] > 3
    assert figures["SeasonalNaive"]["origins"] == 46


def test_measured_coverage_is_near_the_stated_one(seasonal):
    result = forecast.backtest(SeasonalNaive(), seasonal, horizon=3, minimum_train=36)
    assert forecast.scores(result, seasonal)["coverage"] == pytest.approx(0.8, abs=0.1)


def test_coverage_of_too_few_origins_is_not_given():
    values = np.random.default_rng(2).random((15, 1))
    result = forecast.backtest(SeasonalNaive(), values, horizon=1, minimum_train=12)
    assert forecast.scores(result, values)["coverage"] is None
