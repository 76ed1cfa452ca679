import datetime

import pytest
import time_machine

from analytics.fingerprints import as_of, code_version, fingerprint
from records.models import CrimeRecord, OffenceCategory

from .. import factories

NOON = datetime.datetime(2026, 5, 4, 12, 0, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 5, 5)


@pytest.fixture
def state(station_a):
    factories.make_records(station_a, factories.make_category(), [NOON, NOON])
    return lambda **parameters: fingerprint(station_a.jurisdiction, "zones", parameters, DAY)


def test_fingerprint_stays_while_nothing_changes(state):
    assert state() == state()


def test_fingerprint_changes_with_a_voided_record(state):
    before = state()
    record = CrimeRecord.objects.first()
    record.status, record.void_reason = "voided", "error"
    record.save()
    assert state() != before


def test_fingerprint_changes_with_a_category(state):
    before = state()
    OffenceCategory.objects.get().save()
    assert state() != before


def test_fingerprint_changes_with_parameters(state):
    assert state(k=10) != state(k=11)


def test_fingerprint_changes_when_the_public_may_see_another_month(state):
    with time_machine.travel("2026-05-20 12:00:00+00:00"):
        before = state()
    with time_machine.travel("2026-06-05 12:00:00+00:00"):
        assert state() != before


@time_machine.travel(datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC))
def test_as_of_is_the_day_after_the_last_record_that_is_not_in_the_future(station_a):
    times = [NOON, datetime.datetime(2026, 5, 4, 22, 30, tzinfo=datetime.UTC), NOON.replace(year=2030)]
    factories.make_records(station_a, factories.make_category(), times)
    assert as_of(station_a.jurisdiction) == datetime.date(2026, 5, 6)


@pytest.mark.parametrize("name", ["places.py", "release/rounding.py", "release/hexagons.py"])
def test_fingerprint_changes_with_the_code_that_makes_places_and_counts(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    before = code_version.__wrapped__(tmp_path)
    (tmp_path / name).write_text("changed = True")
    assert code_version.__wrapped__(tmp_path) != before
