import numpy as np
import pytest

from analytics.evaluation import splits


def test_later_time_trains_before_the_last_weeks():
    train, test = splits.later_time([0, 85.9, 86, 99.9, 100, 101], weeks=2, end=100)
    assert train.tolist() == [0, 1]
    assert test.tolist() == [2, 3]


def test_later_time_of_dates_ends_just_after_the_last():
    t = np.array(["2024-01-01", "2024-01-02", "2024-01-09"], dtype="datetime64[D]")
    train, test = splits.later_time(t, weeks=1)
    assert (train.tolist(), test.tolist()) == ([0, 1], [2])


@pytest.mark.parametrize("t", [[99.0], [1.0, 2.0]])
def test_later_time_with_an_empty_part_is_refused(t):
    with pytest.raises(ValueError, match="events before the last 1 weeks"):
        splits.later_time(t, weeks=1, end=100)


def test_rolling_weeks_judges_each_event_once_and_later():
    t = np.arange(0, 100, 0.5)
    folds = list(splits.rolling_weeks(t, folds=3, weeks=2, end=100))
    assert np.concatenate([test for _, test in folds]).tolist() == np.flatnonzero(t >= 58).tolist()
    assert all(t[train].max() < t[test].min() for train, test in folds)


def test_rolling_origin_of_a_short_series():
    found = [(a.tolist(), b.tolist()) for a, b in splits.rolling_origin(5, minimum_train=2, horizon=2)]
    assert found == [([0, 1], [2, 3]), ([0, 1, 2], [3, 4])]


def test_stratified_keeps_the_shares_and_loses_nothing():
    labels = np.array(["a"] * 50 + ["b"] * 10)
    train, test = splits.stratified(labels)
    assert (labels[test] == "a").sum() == 10
    assert (labels[test] == "b").sum() == 2
    assert sorted([*train, *test]) == list(range(60))


def test_stratified_with_a_class_of_one_is_refused():
    with pytest.raises(ValueError, match="least populated"):
        splits.stratified(["a", "a", "a", "a", "b"])


def test_week_of_counts_from_the_start():
    assert splits.week_of([9.9, 10, 16.9, 17], 10).tolist() == [-1, 0, 0, 1]
