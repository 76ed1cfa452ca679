"""What the database itself refuses to hold of a crime record."""

import datetime

import pytest
from django.db import IntegrityError

from records.models import CrimeRecord
from tests.factories import make_draft

NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
POINT, ORDER = "record_point_whole_or_absent", "record_occurred_in_order"


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"latitude": None}, POINT),
        ({"longitude": None}, POINT),
        ({"latitude": 90.1}, POINT),
        ({"longitude": -180.1}, POINT),
        ({"occurred_from": None, "occurred_to": NOON}, ORDER),
        ({"occurred_from": NOON, "occurred_to": NOON - HOUR}, ORDER),
    ],
)
def test_record_is_refused_by_the_database(officer, station_a, values, constraint):
    record = make_draft(officer, station_a)
    with pytest.raises(IntegrityError, match=constraint):
        CrimeRecord.objects.filter(pk=record.pk).update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"latitude": None, "longitude": None},
        {"latitude": -90, "longitude": 180},
        {"occurred_from": None, "occurred_to": None},
        {"occurred_from": NOON, "occurred_to": NOON},
    ],
)
def test_record_is_taken_by_the_database(officer, station_a, values):
    record = make_draft(officer, station_a)
    assert CrimeRecord.objects.filter(pk=record.pk).update(**values) == 1
