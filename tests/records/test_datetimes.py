import datetime
from zoneinfo import ZoneInfo

import pytest

from records.datetimes import NotATime, format_moment, parse_date, parse_moment

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("12/9/2026 02:10", "2026-09-12T00:10:00"),
        ("12.09.26 2:10", "2026-09-12T00:10:00"),
        ("today 0210", "2026-11-20T01:10:00"),
        ("Yesterday 21:30", "2026-11-19T20:30:00"),
        ("12 sep 0210", "2026-09-12T00:10:00"),
        ("12 sep 2010", "2026-09-12T18:10:00"),
        ("12 December 2025, 02:10", "2025-12-12T01:10:00"),
        ("1/12 08:00", "2025-12-01T07:00:00"),
        ("2026-09-12T02:10:05Z", "2026-09-12T02:10:05"),
        ("2026-09-12 02:10 -0530", "2026-09-12T07:40:00"),
    ],
)
def test_moment_is_read_in_the_station_time_zone(text, utc):
    assert parse_moment(text, AMSTERDAM, NOW).isoformat() == f"{utc}+00:00"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("12/9/2026", "Add the time"),
        ("31/2/2026 10:00", "no such day"),
        ("12/13/2026 10:00", "no such day"),
        ("12 xyz 2026 10:00", "not a month"),
        ("12/9/2026 25:00", "between 00:00 and 23:59"),
        ("12/9/0001 10:00", "between 1900 and 2199"),
        ("12/9/2026 10:00 +99:00", "no offset"),
        ("noonish", "Enter a date and a time"),
        ("١٢/٩/2026 02:10", "Enter a date and a time"),
    ],
)
def test_moment_that_cannot_be_read_says_what_to_do(text, says):
    with pytest.raises(NotATime, match=says):
        parse_moment(text, AMSTERDAM, NOW)


def test_moment_that_the_clock_change_skipped_is_refused():
    with pytest.raises(NotATime, match="02:30 did not exist"):
        parse_moment("29/3/2026 02:30", AMSTERDAM, NOW)


def test_moment_that_came_twice_is_refused_without_an_offset():
    with pytest.raises(NotATime, match=r"\+02:00 after it for the first time, \+01:00 for the second"):
        parse_moment("25/10/2026 02:30", AMSTERDAM, NOW)


@pytest.mark.parametrize(("offset", "hour"), [("+02:00", 0), ("+01:00", 1)])
def test_moment_that_came_twice_is_told_apart_by_its_offset(offset, hour):
    moment = parse_moment(f"25/10/2026 02:30 {offset}", AMSTERDAM, NOW)
    assert moment == datetime.datetime(2026, 10, 25, hour, 30, tzinfo=datetime.UTC)
    assert format_moment(moment, AMSTERDAM) == f"25/10/2026 02:30 {offset}"


@pytest.mark.parametrize("text", ["12/9/2026 02:10", "1/1/1999 00:00:07"])
def test_format_moment_gives_what_is_read_back(text):
    assert format_moment(parse_moment(text, AMSTERDAM, NOW), AMSTERDAM) == text


def test_date_without_a_year_is_the_latest_past_one():
    assert parse_date("21/11", NOW.date()) == datetime.date(2025, 11, 21)


def test_date_of_a_leap_day_without_its_year_is_refused():
    with pytest.raises(NotATime, match="no such day"):
        parse_date("29/2", NOW.date())
