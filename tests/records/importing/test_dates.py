"""Dates are UTC seconds; New York is five hours behind in winter."""

import numpy as np
import pytest

from records.importing.dates import parse


def read(text: str, **options) -> tuple[str, str]:
    moments = parse([text], **({"zone": "America/New_York"} | options))
    return str(moments.first.astype("M8[s]")[0]), str(moments.last.astype("M8[s]")[0])


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2016-01-01 5:30", "2016-01-01T10:30:00"),
        ("2016-1-2 05:30:10", "2016-01-02T10:30:10"),
        ("2016-01-01T05:30:10.25", "2016-01-01T10:30:10"),
        ("2003-5-12 16:5", "2003-05-12T20:05:00"),
        ("2016-01-01T05:30Z", "2016-01-01T05:30:00"),
        ("2023-01-01 00:00:00+00", "2023-01-01T00:00:00"),
        ("2016-01-01T05:30-0430", "2016-01-01T10:00:00"),
        ("2016-01-01 24:00", "2016-01-02T05:00:00"),
        ("20160101T1230", "2016-01-01T17:30:00"),
        ("2016-07-01 12:00", "2016-07-01T16:00:00"),
        ("2016-03-13 02:30", "2016-03-13T07:00:00"),  # skipped: the first moment after the jump
        ("2016-11-06 01:30", "2016-11-06T05:30:00"),  # shown twice: the first time
    ],
)
def test_instant_is_read(text, instant):
    assert read(text) == (instant, instant)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016-1-2", "2016-01-02T05:00:00", "2016-01-03T04:59:59"),
        ("2016-03", "2016-03-01T05:00:00", "2016-04-01T03:59:59"),
        ("2016-01-02 7", "2016-01-02T12:00:00", "2016-01-02T12:59:59"),
        ("2016-12", "2016-12-01T05:00:00", "2017-01-01T04:59:59"),
        ("2016-03-13", "2016-03-13T05:00:00", "2016-03-14T03:59:59"),  # a day of 23 hours
        ("20160101", "2016-01-01T05:00:00", "2016-01-02T04:59:59"),
        ("2016-W01-1", "2016-01-04T05:00:00", "2016-01-05T04:59:59"),
    ],
)
def test_bare_date_is_an_interval(text, first, last):
    assert read(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "x", "2016-02-30", "2016-13-01", "2016-01-01 25:00", "2016-01-01 10:60", "9999-01-01"]
)
def test_no_date_is_not_valid(text):
    assert read(text) == ("NaT", "NaT")


def test_formats_replace_iso_and_are_tried_in_turn():
    formats = ["%d/%m/%Y %H:%M", "%d/%m/%Y", "%m/%Y"]
    assert read("3/4/2016 7:05", formats=formats)[0] == "2016-04-03T11:05:00"
    assert read("3/4/2016", formats=formats) == ("2016-04-03T04:00:00", "2016-04-04T03:59:59")
    assert read("03/2016", formats=formats) == ("2016-03-01T05:00:00", "2016-04-01T03:59:59")
    assert read("2016-04-03", formats=formats) == ("NaT", "NaT")


def test_literal_offset_in_a_format_leaves_the_time_local():
    assert read("2023-01-01 00:00:00+00", formats=["%Y-%m-%d %H:%M:%S+00"])[0] == "2023-01-01T05:00:00"


def test_skipped_and_repeated_times_are_marked():
    moments = parse(["2016-03-13 02:30", "2016-11-06 01:30", "2016-11-06 02:30"], zone="America/New_York")
    assert moments.skipped.tolist() == [True, False, False]
    assert moments.repeated.tolist() == [False, True, False]


def test_no_values_give_no_moments():
    assert parse([], zone="UTC").first.dtype == np.dtype("M8[us]")
