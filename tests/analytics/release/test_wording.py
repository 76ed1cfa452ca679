import pytest

from analytics.release import wording
from analytics.release.rates import Total


@pytest.mark.parametrize(
    ("value", "status", "text"),
    [
        (1115, "ok", "1,115"),
        (None, "few", "fewer than 5"),
        (None, "not_reported", "not reported"),
        (None, "partial", "not complete"),
    ],
)
def test_figure(value, status, text):
    assert wording.figure(value, status) == text


def test_total_known_bounded_or_missing():
    assert wording.total(Total(value=1115)) == "1,115"
    assert wording.total(Total(below=75)) == "fewer than 75"
    assert wording.total(Total()) == "not complete"


@pytest.mark.parametrize(
    ("change", "signed", "arrow", "words", "moves"),
    [
        (-6.2, "−6%", "▼ 6%", "6% fewer than", "is falling slowly"),
        (12.0, "+12%", "▲ 12%", "12% more than", "is rising"),
        (0.4, "0%", "0%", "about the same as", "stays level"),
    ],
)
def test_change_in_words(change, signed, arrow, words, moves):
    assert wording.signed(change) == signed
    assert wording.arrow(change) == arrow
    assert wording.more_or_fewer(change) == words
    assert wording.movement(change) == moves


def test_change_unknown_says_nothing():
    assert wording.signed(None) == wording.arrow(None) == ""


def test_higher_or_lower():
    assert wording.higher_or_lower(36.4) == "36% higher"
    assert wording.higher_or_lower(-21) == "21% lower"
    assert wording.higher_or_lower(0.2) == "the same"


def test_rate_known_bounded_or_missing():
    assert wording.rate(71.2, 71.2) == "71"
    assert wording.rate(None, 7.35) == "under 8"
    assert wording.rate(None, None) == "–"


OTHERS = [10.0, 20.0, 30.0, 40.0, 50.0]


@pytest.mark.parametrize(
    ("known", "highest", "text"),
    [
        (50.0, 50.0, "more recorded crime than most areas"),
        (30.0, 30.0, "about as much recorded crime as most areas"),
        (10.0, 10.0, "less recorded crime than most areas"),
        (None, 15.0, "less recorded crime than most areas"),
        (None, 45.0, ""),
        (None, None, ""),
    ],
)
def test_standing_among_areas(known, highest, text):
    assert wording.standing(known, highest, OTHERS) == text


def test_standing_alone_says_nothing():
    assert wording.standing(10.0, 10.0, [10.0]) == ""
