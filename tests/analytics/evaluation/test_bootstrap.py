import numpy as np
import pytest

from analytics.evaluation.bootstrap import beats_baseline, group_sums, mean_interval


def test_group_sums_in_the_order_of_the_groups():
    assert group_sums([1, 2, 3, 4], ["b", "a", "b", "a"]).tolist() == [6, 4]
    assert group_sums([1, 2], None).tolist() == [1, 2]


def test_interval_of_equal_values_is_a_point():
    interval = mean_interval([0.25] * 10)
    assert (interval.value, interval.low, interval.high) == (0.25, 0.25, 0.25)


def test_interval_is_near_that_of_the_normal_distribution():
    values = np.random.default_rng(1).normal(10, 2, 400)
    interval = mean_interval(values)
    half = 1.96 * values.std() / 20
    assert interval.low == pytest.approx(values.mean() - half, abs=0.03)
    assert interval.high == pytest.approx(values.mean() + half, abs=0.03)


def test_interval_of_a_share_divides_by_the_sizes():
    assert mean_interval([1, 2], sizes=[10, 10]).value == 0.15


def test_a_week_without_events_says_nothing():
    assert mean_interval([1, 2, 0], sizes=[10, 10, 0]) == mean_interval([1, 2], sizes=[10, 10])


def test_grouping_alike_values_widens_the_interval():
    weeks = np.repeat(np.arange(10), 50)
    values = np.random.default_rng(2).normal(0, 1, 10)[weeks]
    alone, grouped = mean_interval(values), mean_interval(values, groups=weeks)
    assert grouped.high - grouped.low > 5 * (alone.high - alone.low)


def test_a_challenger_better_each_week_beats():
    verdict = beats_baseline([5, 6, 7, 6], [4, 4, 6, 5], sizes=[10, 10, 10, 10])
    assert (verdict.challenger, verdict.baseline) == (0.6, 0.475)
    assert verdict.difference == pytest.approx(0.125)
    assert verdict.low == pytest.approx(0.1)
    assert verdict.beats


def test_a_challenger_better_by_one_lucky_week_does_not_beat():
    verdict = beats_baseline([1, 1, 1, 1, 60], [2, 2, 2, 2, 2])
    assert verdict.difference > 0
    assert not verdict.beats


def test_a_challenger_never_beats_itself():
    scores = np.random.default_rng(3).random(50)
    assert not beats_baseline(scores, scores).beats


def test_a_smaller_loss_is_better():
    loss = np.random.default_rng(4).random(200)
    assert beats_baseline(loss, loss + 0.1, lower_is_better=True).beats
    assert not beats_baseline(loss + 0.1, loss, lower_is_better=True).beats


def test_noise_beats_the_baseline_about_as_often_as_stated():
    rng = np.random.default_rng(5)
    beaten = [
        beats_baseline(rng.normal(size=60), rng.normal(size=60), resamples=300, seed=i).beats
        for i in range(200)
    ]
    assert np.mean(beaten) < 0.06


def test_two_comparisons_are_equal():
    rng = np.random.default_rng(6)
    a, b = rng.random(20), rng.random(20)
    assert beats_baseline(a, b) == beats_baseline(a, b)


@pytest.mark.parametrize(
    ("challenger", "baseline", "groups"), [([1, 2], [1], None), ([1, 2], [1, 1], [0, 0])]
)
def test_what_cannot_be_compared_is_refused(challenger, baseline, groups):
    with pytest.raises(ValueError, match=r"same units|two groups"):
        beats_baseline(challenger, baseline, groups=groups)


def test_no_values_are_refused():
    with pytest.raises(ValueError, match="do not pair up"):
        mean_interval([])
