import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import AuditEvent
from accounts.permissions import has_permission
from records.models import AccessGrant
from records.services import access, crime
from tests.factories import make_draft

from .access_world import audited, in_days, register, register_protected, sees


@pytest.fixture
def record(officer, supervisor, station_a):
    return register(officer, supervisor, station_a)


@pytest.fixture
def protected(officer, supervisor, station_a):
    return register_protected(officer, supervisor, station_a)


def give(record, user, by, **changed):
    values = {"reason": "Works on it.", "expires_at": in_days(30)} | changed
    return access.grant(record=record, user=user, by=by, **values)


def deny(record, user, by, **changed):
    values = {"reason": "Knows the accused.", "expires_at": in_days(30)} | changed
    return access.deny(record=record, user=user, by=by, **values)


def test_grant_opens_a_record_of_another_station(record, officer_b, supervisor):
    give(record, officer_b, supervisor)
    assert sees(officer_b, record)
    assert has_permission(officer_b, "record.narrative", record)


def test_grant_is_audited_with_reason_person_and_end(record, officer_b, supervisor):
    made = give(record, officer_b, supervisor)
    event = audited("access.grant_given")
    assert (event.actor_id, event.object_id, event.reason) == (
        str(supervisor.pk),
        str(record.pk),
        "Works on it.",
    )
    assert event.changes == {
        "grant": [None, made.pk],
        "kind": [None, "allow"],
        "user": [None, str(officer_b.pk)],
        "expires_at": [None, made.expires_at.isoformat()],
    }


def test_grant_is_given_by_a_supervisor_who_may_not_read_the_record(protected, officer_b, supervisor):
    assert not sees(supervisor, protected)
    give(protected, officer_b, supervisor)
    assert sees(officer_b, protected)
    assert not sees(supervisor, protected)


def test_grant_gives_reading_only(protected, colleague, supervisor, station_a):
    give(protected, colleague, supervisor)
    assert not has_permission(colleague, "record.void", protected)


def test_grant_ends_at_its_time(record, officer_b, supervisor):
    give(record, officer_b, supervisor, expires_at=in_days(2))
    with time_machine.travel(in_days(1.99)):
        assert sees(officer_b, record)
    with time_machine.travel(in_days(2.01)):
        assert not sees(officer_b, record)


@pytest.mark.parametrize("name", ["analyst", "auditor", "custodian", "citizen", "administrator"])
def test_grant_is_refused_for_who_reads_no_records(record, supervisor, name, request):
    with pytest.raises(ValidationError, match="reads no records"):
        give(record, request.getfixturevalue(name), supervisor)
    assert not AccessGrant.objects.exists()


def test_grant_is_refused_for_someone_without_a_posting_today(record, supervisor, officer_b):
    officer_b.postings.update(ends_on=datetime.date(2025, 1, 1))
    with pytest.raises(ValidationError, match="reads no records"):
        give(record, officer_b, supervisor)


def test_grant_to_oneself_is_refused(protected, supervisor):
    with pytest.raises(ValidationError, match="their own access"):
        give(protected, supervisor, supervisor)
    assert not sees(supervisor, protected)


@pytest.mark.parametrize("name", ["officer", "investigator", "supervisor_b", "auditor", "administrator"])
def test_grant_is_refused_to_a_giver_without_the_right(record, officer_b, name, request):
    with pytest.raises(PermissionDenied):
        give(record, officer_b, request.getfixturevalue(name))
    assert not AccessGrant.objects.exists()
    assert not AuditEvent.objects.filter(action="access.grant_given").exists()


def test_grant_is_given_by_the_district(record, officer_b, district):
    give(record, officer_b, district)
    assert sees(officer_b, record)


def test_grant_of_a_draft_is_refused(officer, supervisor, colleague, station_a):
    with pytest.raises(PermissionDenied):
        give(make_draft(officer, station_a), colleague, supervisor)


@pytest.mark.parametrize(
    ("days", "message"), [(-1, "in the future"), (0, "in the future"), (366.1, "at most 366 days")]
)
def test_grant_with_an_end_out_of_bounds_is_refused(record, officer_b, supervisor, days, message):
    with pytest.raises(ValidationError, match=message):
        give(record, officer_b, supervisor, expires_at=in_days(days))


def test_grant_without_a_reason_is_refused(record, officer_b, supervisor):
    with pytest.raises(ValidationError, match="Enter a reason"):
        give(record, officer_b, supervisor, reason=" ")


def test_second_grant_is_refused_while_the_first_runs(record, officer_b, supervisor):
    give(record, officer_b, supervisor)
    with pytest.raises(ValidationError, match="decided for this person already"):
        give(record, officer_b, supervisor)
    assert AccessGrant.objects.count() == 1


def test_grant_is_refused_while_a_denial_runs(record, officer_b, supervisor):
    deny(record, officer_b, supervisor)
    with pytest.raises(ValidationError, match="end the refusal first"):
        give(record, officer_b, supervisor)


def test_denial_beats_author_assignment_grant_and_emergency(record, investigator, officer, supervisor):
    record.investigator = investigator
    record.save()
    give(record, investigator, supervisor)
    deny(record, investigator, supervisor)
    deny(record, officer, supervisor)
    assert not sees(investigator, record)
    assert not sees(officer, record)
    assert not has_permission(officer, "record.read", record)


def test_denial_ends_an_emergency_that_runs(record, supervisor_b, supervisor):
    access.break_glass(crime_id=record.crime_id, by=supervisor_b, purpose="safety", text="Child missing.")
    deny(record, supervisor_b, supervisor)
    assert not sees(supervisor_b, record)


def test_denied_supervisor_decides_nothing_about_the_record(record, supervisor, district, officer_b):
    denial = deny(record, supervisor, district)
    with pytest.raises(PermissionDenied):
        give(record, officer_b, supervisor)
    with pytest.raises(PermissionDenied):
        access.revoke(grant=denial, by=supervisor, reason="I disagree.")
    assert AccessGrant.objects.in_force().count() == 1
    assert not AccessGrant.objects.visible_to(supervisor).exists()


def test_revoke_ends_a_grant_and_is_audited(record, officer_b, supervisor):
    made = give(record, officer_b, supervisor)
    access.revoke(grant=made, by=supervisor, reason="Moved to another case.")
    assert not sees(officer_b, record)
    made.refresh_from_db()
    assert made.revoked_by == supervisor
    event = audited("access.grant_revoked")
    assert (event.object_id, event.reason) == (str(record.pk), "Moved to another case.")


@pytest.mark.parametrize("name", ["officer", "officer_b", "supervisor_b", "auditor"])
def test_revoke_is_refused_without_the_right(record, officer_b, supervisor, name, request):
    made = give(record, officer_b, supervisor)
    with pytest.raises(PermissionDenied):
        access.revoke(grant=made, by=request.getfixturevalue(name), reason="No.")
    assert sees(officer_b, record)


def test_revoke_of_a_decision_about_oneself_is_refused(record, supervisor, district):
    made = give(record, supervisor, district)
    with pytest.raises(ValidationError, match="their own access"):
        access.revoke(grant=made, by=supervisor, reason="Not needed.")
    assert AccessGrant.objects.in_force().count() == 1


def test_revoke_twice_is_refused(record, officer_b, supervisor):
    made = give(record, officer_b, supervisor)
    access.revoke(grant=made, by=supervisor, reason="Done.")
    with pytest.raises(ValidationError, match="ended already"):
        access.revoke(grant=made, by=supervisor, reason="Done.")
    assert AuditEvent.objects.filter(action="access.grant_revoked").count() == 1


def test_person_is_found_by_user_name_e_mail_or_badge(officer, db):
    officer.badge_number = "3301"
    officer.save()
    for text in ("OFFICER", "officer@example.org", " 3301 "):
        assert access.person_named(text) == officer


@pytest.mark.parametrize("text", ["nobody", "citizen", "analyst", "", "  "])
def test_person_unknown_and_person_who_reads_nothing_are_answered_alike(text, citizen, analyst):
    with pytest.raises(ValidationError) as caught:
        access.person_named(text)
    assert caught.value.messages == ["Nobody with this name or number reads records."]


def test_citizen_with_a_badge_number_for_a_name_stands_in_nobody_s_way(officer, citizen):
    type(officer).objects.filter(pk=officer.pk).update(badge_number="3301")
    type(officer).objects.filter(pk=citizen.pk).update(username="3301")
    assert access.person_named("3301") == officer


def test_badge_number_of_two_people_is_not_guessed(officer, colleague):
    type(officer).objects.filter(pk__in=[officer.pk, colleague.pk]).update(badge_number="3301")
    with pytest.raises(ValidationError, match="Several people"):
        access.person_named("3301")


def test_returned_record_keeps_its_denial(officer, supervisor, colleague, station_a):
    record = crime.submit(record=make_draft(officer, station_a), by=officer)
    deny(record, colleague, supervisor)
    crime.return_(record=record, by=supervisor, reason="Add the address.")
    assert not sees(colleague, record)
