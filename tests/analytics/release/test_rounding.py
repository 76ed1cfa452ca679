import pytest

from analytics.release.rounding import round_count

TABLE = [
    (0, None, "few"),
    (1, None, "few"),
    (4, None, "few"),
    (5, 5, "ok"),
    (7, 5, "ok"),
    (8, 10, "ok"),
    (12, 10, "ok"),
    (13, 15, "ok"),
    (1113, 1115, "ok"),
]


@pytest.mark.parametrize(("count", "value", "status"), TABLE)
def test_round_count_table(count, value, status):
    assert round_count(count) == (value, status)


def test_round_count_never_off_by_more_than_two():
    assert max(abs(round_count(n)[0] - n) for n in range(5, 1000)) == 2


def test_round_count_impossible():
    with pytest.raises(ValueError, match="count"):
        round_count(-1)


def test_rounding_is_no_setting(settings):
    """Constraints of the database hold the base: a setting could only break a build."""
    assert not hasattr(settings, "PUBLIC_ROUNDING_BASE")
