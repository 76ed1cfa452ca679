import pytest

from analytics.release import rates
from analytics.release.rates import Total

TOTALS = [
    # published sum, numbers, "fewer than 5", expected months → total
    (120, 12, 0, 12, Total(value=120, middle=120)),
    (50, 10, 2, 12, Total(value=55, middle=54)),  # 50 + 2 × 2
    (30, 6, 6, 12, Total(value=40, middle=42)),  # 30 + 6 × 2
    (25, 5, 7, 12, Total(below=65, middle=39)),  # at most 25 + 5 × 2 + 7 × 4 = 63
    (0, 0, 12, 12, Total(below=50, middle=24)),  # at most 48
    (110, 11, 0, 12, Total()),
]


@pytest.mark.parametrize(("published", "numbers", "few", "expected", "total"), TOTALS)
def test_total_table(published, numbers, few, expected, total):
    assert rates.total(published, numbers, few, expected) == total


def test_total_bound_is_above_every_possible_truth():
    for few in range(7, 13):
        numbers = 12 - few
        highest = numbers * (10 + 2) + few * 4
        assert rates.total(numbers * 10, numbers, few, 12).below > highest


def test_rate_for_every_thousand():
    assert rates.rate(355, 5000) == 71
    assert rates.rate(None, 5000) is None
    assert rates.rate(355, None) is None
    assert rates.rate(355, 0) is None


def test_change_in_per_cent():
    assert rates.change(94, 100) == -6
    assert rates.change(94, None) is None


def test_change_from_a_small_number_not_given():
    assert rates.change(25, 20) is None
    assert rates.change(30, 25) == 20


def test_share_never_above_the_whole():
    assert rates.share(27, 100) == 27
    assert rates.share(15, 10) == 100
    assert rates.share(15, None) is None


def test_difference_of_rates():
    assert rates.difference(15.0, 10.0) == 50
    assert rates.difference(None, 10.0) is None
    assert rates.difference(15.0, 0) is None


def test_quarters_by_rank():
    values = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "e": None}
    assert rates.quarters(values) == {"a": 1, "b": 2, "c": 3, "d": 4, "e": None}


def test_quarters_equal_values_share_the_lower():
    assert rates.quarters({"a": 5.0, "b": 5.0, "c": 5.0}) == {"a": 1, "b": 1, "c": 1}
