"""Each cleaning step: what it does to the row, and that it is counted."""

import numpy as np
import pytest

from records.importing.cleaning import Cleaner
from records.importing.reading import Chunk

from .conftest import HEADER, make_mapping, row


def clean(*rows, mapping=None, header=HEADER):
    cleaner = Cleaner(mapping or make_mapping(), header, None)
    found, rejects = cleaner.clean(Chunk(numbers=list(range(2, len(rows) + 2)), rows=list(rows)))
    return found, rejects, {step: count for step, count in cleaner.counts.items() if count}


@pytest.mark.parametrize(
    ("cells", "column", "value", "reason"),
    [
        ({"DATE": ""}, "DATE", "", "date missing"),
        ({"DATE": "32/13/2016"}, "DATE", "32/13/2016", "date invalid"),
        ({"DATE": "2199-01-01"}, "DATE", "2199-01-01", "date in the future"),
        ({"TYPE": " "}, "TYPE", "", "offence missing"),
    ],
)
def test_row_without_date_or_offence_is_rejected(cells, column, value, reason):
    found, [reject], _ = clean(row(), row(**cells))
    assert len(found) == 1
    assert (reject.row, reject.column, reject.value, reject.reason) == (3, column, value, reason)


@pytest.mark.parametrize(
    ("cells", "step"),
    [
        ({"LAT": ""}, "coordinates missing"),
        ({"LAT": "north"}, "coordinates invalid"),
        ({"LAT": "0", "LON": "0"}, "coordinates on a sentinel value"),
        ({"LAT": "-1", "LON": "-1"}, "coordinates on a sentinel value"),
        ({"LAT": "48.0"}, "coordinates outside the bounds"),
        ({"LAT": "inf"}, "coordinates invalid"),
    ],
)
def test_row_with_a_bad_point_is_kept_without_it(cells, step):
    found, rejects, counts = clean(row(**cells))
    assert not rejects
    assert np.isnan(found.latitude[0])
    assert np.isnan(found.longitude[0])
    assert counts == {step: 1}


def test_missing_values_and_translations_apply_after_stripping():
    sections = {"missing": {"values": ["NA"]}, "values": {"offence": {"Theft": "Larceny"}}}
    mapping = make_mapping(sections=sections)
    found, *_ = clean(row(DISTRICT=" NA ", TYPE=" Theft "), mapping=mapping)
    assert found.texts["district"] == [""]
    assert found.offence == ["Larceny"]


def test_projected_coordinates_become_degrees():
    mapping = make_mapping(
        without=["latitude", "longitude"], columns={"x": "LON", "y": "LAT"}, crs="EPSG:26910"
    )
    found, *_ = clean(row(LON="491000", LAT="5459000"), mapping=mapping)
    assert found.latitude[0] == pytest.approx(49.2839, abs=1e-3)
    assert found.longitude[0] == pytest.approx(-123.1238, abs=1e-3)


HEADER_DATES = [*HEADER, "TO", "REPORTED"]
DATES = {"occurred_to": "TO", "reported_at": "REPORTED"}


@pytest.mark.parametrize(
    ("start", "to", "reported", "expected"),
    [
        ("2016-05-01 14:00", "2016-05-01 12:00", "", ("19:00", "21:00", None)),  # swapped
        ("2016-05-01 14:00", "", "2016-04-30 12:00", ("21:00", None, None)),  # report before the crime
    ],
)
def test_dates_in_the_wrong_order_are_put_right_and_counted(start, to, reported, expected):
    found, _, counts = clean(
        [*row(DATE=start), to, reported], mapping=make_mapping(columns=DATES), header=HEADER_DATES
    )
    columns = (found.occurred_from, found.occurred_to, found.reported_at)
    assert tuple(moment[0].item() and f"{moment[0].item():%H:%M}" for moment in columns) == expected
    assert counts["dates in the wrong order"] == 1


def test_bare_day_ends_with_the_report():
    mapping = make_mapping(columns=DATES)
    found, *_ = clean([*row(DATE="2016-05-01"), "", "2016-05-01 10:00"], mapping=mapping, header=HEADER_DATES)
    assert str(found.occurred_to[0]) == "2016-05-01T17:00:00.000000"


def test_report_of_the_same_bare_day_is_in_order():
    mapping = make_mapping(columns=DATES)
    found, _, counts = clean([*row(), "", "2016-05-01"], mapping=mapping, header=HEADER_DATES)
    assert str(found.reported_at[0]) == "2016-05-02T06:59:59.000000"
    assert counts == {}


def test_unreadable_end_and_report_are_counted():
    *_, counts = clean([*row(), "x", "y"], mapping=make_mapping(columns=DATES), header=HEADER_DATES)
    assert counts == {"occurred_to not a date": 1, "reported_at not a date": 1}


def test_encoding_errors_are_counted_by_row():
    *_, counts = clean(row(DISTRICT="caf\ufffd", TYPE="\ufffd"), row())
    assert counts == {"rows with encoding errors": 1}
