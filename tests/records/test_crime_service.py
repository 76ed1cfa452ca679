import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent
from records.models import CrimeRecord, StatusEvent
from records.services import crime
from tests.factories import make_category, make_draft

# When the factory's drafts were reported.
REPORTED = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)


@pytest.fixture
def submitted(officer, station_a):
    return crime.submit(record=make_draft(officer, station_a), by=officer)


def test_draft_is_written_with_its_audit_event(officer, station_a):
    record = make_draft(officer, station_a)
    event = AuditEvent.objects.get(action="record.drafted")
    assert (event.object_id, event.actor_id, event.station_id) == (
        str(record.pk),
        str(officer.pk),
        str(station_a.pk),
    )
    assert (record.status, record.crime_id, record.version) == ("draft", None, 1)


def test_draft_at_another_station_is_refused(officer, station_b):
    with pytest.raises(PermissionDenied):
        make_draft(officer, station_b)
    assert not CrimeRecord.objects.exists()


def test_draft_resolves_its_place(officer, station_a, areas):
    record = make_draft(officer, station_a, latitude=52.0, longitude=4.01)
    assert record.area == areas[1]
    assert record.precision == "exact"
    assert None not in {record.grid_cell, record.h3_7, record.h3_9}


def test_draft_outside_the_jurisdiction_names_the_field(officer, station_a):
    with pytest.raises(ValidationError) as caught:
        make_draft(officer, station_a, latitude=10.0, longitude=4.0)
    assert list(caught.value.message_dict) == ["latitude"]


def test_end_before_start_names_the_field(officer, station_a):
    start = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
    with pytest.raises(ValidationError) as caught:
        make_draft(officer, station_a, occurred_from=start, occurred_to=start - datetime.timedelta(minutes=1))
    assert list(caught.value.message_dict) == ["occurred_to"]


def refused(officer, station, **fields) -> list[str]:
    """The fields that a draft is refused for."""
    with pytest.raises(ValidationError) as caught:
        make_draft(officer, station, **fields)
    return list(caught.value.message_dict)


def test_report_before_the_end_names_the_field(officer, station_a):
    end = REPORTED + datetime.timedelta(minutes=1)
    assert refused(officer, station_a, occurred_to=end) == ["reported_at"]
    assert make_draft(officer, station_a, occurred_to=REPORTED).occurred_to == REPORTED


def test_end_without_a_start_names_the_start(officer, station_a):
    assert refused(officer, station_a, occurred_from=None, occurred_to=REPORTED) == ["occurred_from"]


def test_times_in_the_future_name_their_fields(officer, station_a):
    later = timezone.now() + datetime.timedelta(hours=1)
    times = {"occurred_from": later, "occurred_to": later, "reported_at": later}
    assert refused(officer, station_a, **times) == ["occurred_from", "occurred_to", "reported_at"]


def test_end_makes_an_exact_time_an_interval(officer, station_a):
    record = make_draft(officer, station_a, occurred_to=REPORTED, time_known="exact")
    assert record.time_known == "interval"
    record = crime.update(record=record, by=officer, version=1, time_known="exact")
    assert record.time_known == "interval"
    assert AuditEvent.objects.get(action="record.updated").changes == {}


@pytest.mark.parametrize("missing", ["latitude", "longitude"])
def test_half_a_point_names_the_missing_half(officer, station_a, missing):
    assert refused(officer, station_a, **{missing: None}) == [missing]
    record = make_draft(officer, station_a)
    with pytest.raises(ValidationError, match=f"Enter the {missing} too"):
        crime.update(record=record, by=officer, version=1, **{missing: None})


def test_problems_of_time_and_place_are_named_together(officer, station_a):
    problems = refused(officer, station_a, occurred_from=None, occurred_to=REPORTED, latitude=None)
    assert problems == ["occurred_from", "latitude"]


def test_point_is_taken_away_whole(officer, station_a):
    record = make_draft(officer, station_a)
    record = crime.update(record=record, by=officer, version=1, latitude=None, longitude=None)
    assert (record.grid_cell, record.h3_9, record.area_id) == (None, None, None)


def test_update_keeps_the_narrative_out_of_the_log(officer, station_a):
    record = make_draft(officer, station_a)
    crime.update(record=record, by=officer, version=1, narrative="Mr X saw it", premises="Shop")
    event = AuditEvent.objects.get(action="record.updated")
    assert event.changes == {
        "narrative": [audit.digest(record.narrative), audit.digest("Mr X saw it")],
        "premises": [audit.digest(""), audit.digest("Shop")],
    }
    assert "Mr X" not in str(AuditEvent.objects.values_list("reason", "changes"))


def test_draft_keeps_the_place_out_of_the_log(officer, station_a):
    crime.draft(by=officer, station=station_a, latitude=52.0, longitude=4.01)
    changes = AuditEvent.objects.get(action="record.drafted").changes
    assert changes == {"latitude": [None, audit.digest(52.0)], "longitude": [None, audit.digest(4.01)]}


def test_update_of_a_stale_version_changes_nothing(officer, station_a):
    record = make_draft(officer, station_a)
    crime.update(record=record, by=officer, version=1, premises="Shop")
    with pytest.raises(crime.StaleRecord):
        crime.update(record=record, by=officer, version=1, premises="House")
    assert CrimeRecord.objects.get().premises == "Shop"


def test_update_by_a_colleague_is_refused(officer, colleague, station_a):
    record = make_draft(officer, station_a)
    with pytest.raises(PermissionDenied):
        crime.update(record=record, by=colleague, version=1, premises="House")
    assert CrimeRecord.objects.get().premises == ""


def test_submit_of_an_incomplete_draft_names_every_field(officer, station_a):
    record = crime.draft(by=officer, station=station_a)
    with pytest.raises(ValidationError) as caught:
        crime.submit(record=record, by=officer)
    assert set(caught.value.message_dict) == {"category", "title", "reported_at", "occurred_from", "address"}
    assert CrimeRecord.objects.get().status == "draft"


def test_register_gives_the_next_number_of_station_and_year(officer, supervisor, station_a):
    ids = []
    for _ in range(3):
        record = crime.submit(record=make_draft(officer, station_a), by=officer)
        ids.append(crime.register(record=record, by=supervisor).crime_id)
    year = CrimeRecord.objects.first().registered_at.year
    assert ids == [f"STA/{year}/{number:06d}" for number in (1, 2, 3)]


def test_register_counts_the_year_in_the_stations_time_zone(submitted, supervisor, time_machine):
    time_machine.move_to("2026-12-31 23:30:00+00:00")
    assert crime.register(record=submitted, by=supervisor).crime_id == "STA/2027/000001"


def test_register_by_an_officer_is_refused(submitted, officer):
    with pytest.raises(PermissionDenied):
        crime.register(record=submitted, by=officer)
    assert CrimeRecord.objects.get().crime_id is None


def test_register_by_the_supervisor_of_another_station_is_refused(submitted, supervisor_b):
    with pytest.raises(PermissionDenied):
        crime.register(record=submitted, by=supervisor_b)
    assert CrimeRecord.objects.get().status == "submitted"


def test_register_without_designation_is_refused(submitted, supervisor):
    supervisor.postings.update(may_register=False)
    supervisor.__dict__.pop("current_postings", None)
    with pytest.raises(PermissionDenied):
        crime.register(record=submitted, by=supervisor)
    assert CrimeRecord.objects.get().status == "submitted"


def test_register_twice_is_refused(submitted, supervisor):
    crime.register(record=submitted, by=supervisor)
    with pytest.raises(ValidationError):
        crime.register(record=submitted, by=supervisor)
    assert CrimeRecord.objects.get().crime_id.endswith("000001")


def test_failed_registration_leaves_no_gap(officer, supervisor, station_a, monkeypatch):
    first, second = (crime.submit(record=make_draft(officer, station_a), by=officer) for _ in range(2))
    with monkeypatch.context() as patch:
        patch.setattr(StatusEvent.objects, "create", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            crime.register(record=first, by=supervisor)
    assert crime.register(record=second, by=supervisor).crime_id.endswith("000001")


def test_return_needs_a_reason(submitted, supervisor):
    with pytest.raises(ValidationError):
        crime.return_(record=submitted, by=supervisor, reason=" ")
    assert CrimeRecord.objects.get().status == "submitted"


def test_returned_record_is_open_to_its_author_again(submitted, supervisor, officer):
    returned = crime.return_(record=submitted, by=supervisor, reason="Which window?")
    updated = crime.update(record=returned, by=officer, version=returned.version, premises="House")
    assert (updated.status, updated.premises) == ("returned", "House")


def test_void_keeps_the_number_and_leaves_the_statistics(submitted, supervisor):
    record = crime.register(record=submitted, by=supervisor)
    crime.void(record=record, by=supervisor, reason="duplicate", note="Same as STA/2026/000007")
    record.refresh_from_db()
    assert (record.status, record.void_reason) == ("voided", "duplicate")
    assert record.crime_id is not None
    assert not CrimeRecord.objects.counted().exists()


def test_record_of_a_protected_category_is_protected(officer, station_a):
    record = make_draft(officer, station_a, category=make_category("sexual-offence", protected=True))
    record.refresh_from_db()
    assert record.sensitivity == "protected"


def test_assigned_investigator_of_another_station_changes_and_submits_nothing(
    officer_b, supervisor_b, investigator, station_b
):
    """Being assigned opens a record for reading; entering it stays with its station."""
    record = crime.submit(record=make_draft(officer_b, station_b), by=officer_b)
    record = crime.return_(record=record, by=supervisor_b, reason="Address is missing.")
    CrimeRecord.objects.filter(pk=record.pk).update(investigator=investigator)
    with pytest.raises(PermissionDenied):
        crime.update(record=record, by=investigator, version=record.version, title="Other title")
    with pytest.raises(PermissionDenied):
        crime.submit(record=record, by=investigator)
    record.refresh_from_db()
    assert (record.title, record.status) == ("Rear window forced", "returned")


def test_colleague_neither_changes_nor_submits_a_returned_record(officer, colleague, supervisor, submitted):
    """They read it, as all of its station do; it is still its author's."""
    record = crime.return_(record=submitted, by=supervisor, reason="Address is missing.")
    with pytest.raises(PermissionDenied):
        crime.update(record=record, by=colleague, version=record.version, title="Other title")
    with pytest.raises(PermissionDenied):
        crime.submit(record=record, by=colleague)
    record.refresh_from_db()
    assert (record.title, record.status) == ("Rear window forced", "returned")
