import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.evaluation import slices


@pytest.mark.parametrize(
    ("values", "fraction", "chosen"),
    [
        ([1, 2, 3, 4, 5], 0.4, [3, 4]),
        ([1, 2, 3, 4, 5], 0.39, [4]),
        ([5, 1, 5, 1], 0.25, [2]),
        ([1, 2, 3], 0, []),
        ([1, 2, 3], 1, [0, 1, 2]),
    ],
)
def test_top_slice_by_hand(values, fraction, chosen):
    assert np.flatnonzero(slices.top_slice(values, fraction)).tolist() == chosen


def test_top_slice_of_29_percent_of_100_cells_is_29():
    assert slices.top_slice(np.arange(100), 0.29).sum() == 29


def test_top_slice_never_chooses_or_counts_excluded_cells():
    chosen = slices.top_slice([9, 9, 1, 2], 0.5, [True, True, False, False])
    assert chosen.tolist() == [False, False, False, True]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40), st.integers(0, 20))
def test_top_slice_equals_taking_the_best_one_by_one(values, twentieths):
    wanted = twentieths * len(values) // 20
    best = sorted(range(len(values)), key=lambda i: (values[i], i))[len(values) - wanted :]
    assert np.flatnonzero(slices.top_slice(values, twentieths / 20)).tolist() == sorted(best)


@pytest.mark.parametrize(
    ("values", "fraction", "excluded"),
    [([1], 1.1, None), ([1], -0.1, None), ([np.nan], 1, None), ([1], 1, [0, 0])],
)
def test_top_slice_of_what_does_not_fit_is_refused(values, fraction, excluded):
    with pytest.raises(ValueError, match=r"fraction|needs a value|does not fit"):
        slices.top_slice(values, fraction, excluded)


def test_an_excluded_cell_needs_no_value():
    assert slices.top_slice([np.nan, 1], 1, [True, False]).tolist() == [False, True]


def test_rank_percentile_ties_up():
    ranks = slices.rank_percentile([[3, 1], [3, 2]], [[False, False], [False, True]])
    assert np.array_equal(ranks, [[1, 1 / 3], [1, np.nan]], equal_nan=True)


def test_normalised_sums_to_one_without_excluded_cells():
    shares = slices.normalised([1, 2, 5], [False, False, True])
    assert np.array_equal(shares, [1 / 3, 2 / 3, np.nan], equal_nan=True)


def test_nothing_cannot_be_normalised():
    with pytest.raises(ValueError, match="sum to nothing"):
        slices.normalised([0, 0])


def test_tie_segments_sum_each_run():
    hits, last = slices.tie_segments([9, 9, 4, 1, 1], [1, 2, 0, 5, 1])
    assert (hits.tolist(), last.tolist()) == ([3, 0, 6], [1, 2, 4])
    assert [part.tolist() for part in slices.tie_segments([], [])] == [[], []]
