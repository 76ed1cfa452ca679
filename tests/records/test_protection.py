import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import AuditEvent
from records.models import CrimeRecord
from records.services import access, category, crime, protection, trail
from tests.factories import make_category, make_draft, make_records

from .access_world import audited, in_days, register, register_protected, sees


@pytest.fixture
def record(officer, supervisor, station_a):
    return register(officer, supervisor, station_a)


@pytest.fixture
def protected(record, supervisor):
    return protection.protect(record=record, by=supervisor, reason="The accused is staff.")


def let_in(record, user, by):
    return access.grant(record=record, user=user, by=by, reason="Supervises.", expires_at=in_days(30))


def test_protect_closes_a_record_to_its_station(record, colleague, officer, supervisor):
    assert sees(colleague, record)
    protection.protect(record=record, by=supervisor, reason="The accused is staff.")
    assert not sees(colleague, record)
    assert sees(officer, record)


def test_protect_is_audited(protected, supervisor):
    event = audited("record.updated")
    assert (event.actor_id, event.reason) == (str(supervisor.pk), "The accused is staff.")
    assert event.changes == {"sensitivity": ["normal", "protected"]}


@pytest.mark.parametrize("name", ["officer", "investigator", "supervisor_b", "administrator"])
def test_protect_is_refused_without_the_right(record, colleague, name, request):
    with pytest.raises(PermissionDenied):
        protection.protect(record=record, by=request.getfixturevalue(name), reason="I want to.")
    assert sees(colleague, record)


def test_author_does_not_open_what_was_protected_by_hand_and_returned(
    officer, supervisor, colleague, station_a
):
    record = crime.submit(record=make_draft(officer, station_a), by=officer)
    protection.protect(record=record, by=supervisor, reason="The accused is staff.")
    record = crime.return_(record=record, by=supervisor, reason="No address.")
    with pytest.raises(ValidationError, match="ask your supervisor to open it"):
        crime.update(record=record, by=officer, version=record.version, sensitivity="normal")
    record.refresh_from_db()
    assert record.sensitivity == "protected"
    assert not sees(colleague, record)


def test_protect_needs_a_reason(record, supervisor, colleague):
    with pytest.raises(ValidationError, match="Enter a reason"):
        protection.protect(record=record, by=supervisor, reason=" ")
    assert sees(colleague, record)


def test_protect_of_a_draft_is_refused(officer, supervisor, station_a):
    with pytest.raises(PermissionDenied):
        protection.protect(record=make_draft(officer, station_a), by=supervisor, reason="Staff.")


def test_protect_twice_is_refused(protected, supervisor):
    with pytest.raises(ValidationError, match="protected already"):
        protection.protect(record=protected, by=supervisor, reason="Again.")


def test_unprotect_by_who_may_not_read_it_is_refused(protected, supervisor, colleague):
    with pytest.raises(PermissionDenied):
        protection.unprotect(record=protected, by=supervisor, reason="I want to see it.")
    assert not sees(colleague, protected)


def test_unprotect_in_an_emergency_is_refused(protected, supervisor, colleague):
    access.break_glass(crime_id=protected.crime_id, by=supervisor, purpose="safety", text="Child missing.")
    with pytest.raises(PermissionDenied):
        protection.unprotect(record=protected, by=supervisor, reason="The inquiry is over.")
    assert sees(supervisor, protected)
    assert not sees(colleague, protected)


def test_unprotect_by_who_was_let_in_opens_it_to_the_station(protected, supervisor, district, colleague):
    let_in(protected, supervisor, district)
    protection.unprotect(record=protected, by=supervisor, reason="The inquiry is over.")
    assert sees(colleague, protected)
    last = AuditEvent.objects.filter(action="record.updated").last()
    assert last.changes == {"sensitivity": ["protected", "normal"]}


def test_unprotect_is_refused_while_the_category_is_protected(
    officer, supervisor, district, station_a, colleague
):
    record = register_protected(officer, supervisor, station_a)
    let_in(record, supervisor, district)
    with pytest.raises(ValidationError, match="protected category"):
        protection.unprotect(record=record, by=supervisor, reason="Not needed.")
    assert not sees(colleague, record)


def test_category_that_becomes_protected_closes_its_records(record, colleague, administrator):
    kind = make_category("burglary")
    assert category.protect_records(category=kind, by=administrator) == 1
    assert not sees(colleague, record)
    event = AuditEvent.objects.filter(action="admin.configured", actor_id=str(administrator.pk)).get()
    assert event.changes == {"records_protected": [None, 1]}


def test_category_that_becomes_protected_leaves_an_event_on_the_trail_of_each_record(
    record, officer, supervisor, station_a, administrator
):
    other = register(officer, supervisor, station_a)
    before = AuditEvent.objects.last().pk
    category.protect_records(category=make_category("burglary"), by=administrator)
    told = AuditEvent.objects.filter(pk__gt=before, action="record.updated").order_by("object_id")
    assert [(event.object_id, event.station_id) for event in told] == [
        (str(record.pk), str(station_a.pk)),
        (str(other.pk), str(station_a.pk)),
    ]
    for event in told:
        assert (event.object_type, event.actor_label) == ("records.CrimeRecord", "Administrator")
        assert event.reason == "The category Burglary became protected."
        assert event.changes == {"sensitivity": ["normal", "protected"]}
    newest = trail.events_of(record, supervisor).last()
    assert (newest.action, newest.reason) == ("record.updated", "The category Burglary became protected.")


def test_category_that_becomes_protected_says_who_changed_its_records_and_when(record, administrator):
    then = record.updated_at
    category.protect_records(category=make_category("burglary"), by=administrator)
    record.refresh_from_db()
    assert (record.version, record.updated_by) == (4, administrator)
    assert record.updated_at > then


def test_category_that_becomes_protected_closes_more_records_than_one_batch(
    station_a, administrator, monkeypatch
):
    monkeypatch.setattr(category, "BATCH", 2)
    kind = make_category("theft")
    made = make_records(station_a, kind, [timezone.now()] * 5)
    assert category.protect_records(category=kind, by=administrator) == 5
    events = AuditEvent.objects.filter(action="record.updated").values_list("object_id", flat=True)
    assert sorted(map(int, events)) == [record.pk for record in made]
    assert not CrimeRecord.objects.filter(sensitivity="normal").exists()


def test_category_whose_events_cannot_be_written_closes_nothing(
    record, colleague, administrator, monkeypatch
):
    def fail(*args, **kwargs):
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr(AuditEvent.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        category.protect_records(category=make_category("burglary"), by=administrator)
    assert sees(colleague, record)


def test_category_that_becomes_protected_leaves_other_records(record, colleague, administrator):
    category.protect_records(category=make_category("arson"), by=administrator)
    assert sees(colleague, record)


def test_category_protected_in_the_admin_closes_its_records(record, colleague, administrator, browse):
    kind = make_category("burglary")
    data = {"code": kind.code, "name": kind.name, "severity": "1", "public_class": "never", "protected": "on"}
    response = browse(administrator).post(f"/admin/records/offencecategory/{kind.pk}/change/", data)
    assert response.status_code == 302
    assert not sees(colleague, record)
    record.refresh_from_db()
    assert (record.sensitivity, record.version) == ("protected", 4)


def test_category_opened_in_the_admin_opens_no_record(officer, supervisor, station_a, administrator, browse):
    record = register_protected(officer, supervisor, station_a)
    kind = record.principal_offence.category
    data = {"code": kind.code, "name": kind.name, "severity": "1", "public_class": "never"}
    response = browse(administrator).post(f"/admin/records/offencecategory/{kind.pk}/change/", data)
    assert response.status_code == 302
    record.refresh_from_db()
    assert record.sensitivity == "protected"
