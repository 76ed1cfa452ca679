import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.permissions import has_permission
from records.models import AccessGrant, AccessReview, CrimeRecord, Involvement, Person
from records.services import access, consultation, crime
from records.templatetags.records import record_name
from tests.factories import make_category, make_draft, make_records

from .access_world import audited, in_days, register, register_protected, sees


@pytest.fixture
def record(officer, supervisor, station_a):
    return register(officer, supervisor, station_a)


@pytest.fixture
def protected(officer, supervisor, station_a):
    return register_protected(officer, supervisor, station_a)


def break_glass(record, by, **changed):
    values = {"crime_id": record.crime_id, "purpose": "safety", "text": "Child missing."} | changed
    return access.break_glass(by=by, **values)


@pytest.fixture
def open_review(record, supervisor_b):
    return break_glass(record, supervisor_b).review


def test_emergency_opens_one_record_of_another_station(record, officer, supervisor, station_a, supervisor_b):
    other = register(officer, supervisor, station_a)
    break_glass(record, supervisor_b)
    assert sees(supervisor_b, record)
    assert not sees(supervisor_b, other)


def test_emergency_opens_a_protected_record(protected, supervisor):
    break_glass(protected, supervisor)
    assert has_permission(supervisor, "record.narrative", protected)


@pytest.mark.parametrize("action", ["record.void", "record.return", "record.grant", "record.draft"])
def test_emergency_gives_reading_only(protected, supervisor, action):
    break_glass(protected, supervisor)
    assert not has_permission(supervisor, action, protected)


def test_emergency_ends_by_itself_after_60_minutes(record, supervisor_b):
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False) as clock:
        break_glass(record, supervisor_b)
        clock.shift(datetime.timedelta(minutes=59, seconds=59))
        assert sees(supervisor_b, record)
        clock.shift(datetime.timedelta(seconds=1))
        assert not sees(supervisor_b, record)


def test_emergency_makes_a_review_due_in_72_hours(record, supervisor_b):
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False):
        made = break_glass(record, supervisor_b)
    assert made.review.due_at == datetime.datetime(2026, 11, 23, 10, tzinfo=datetime.UTC)
    assert made.review.reviewed_at is None


def test_emergency_is_audited_with_its_reason(record, supervisor_b):
    break_glass(record, supervisor_b)
    event = audited("access.emergency")
    assert (event.actor_id, event.object_id) == (str(supervisor_b.pk), str(record.pk))
    assert event.reason == "Danger to life or limb: Child missing."


@pytest.mark.parametrize("name", ["officer_b", "custodian", "analyst", "auditor", "administrator", "citizen"])
def test_emergency_is_refused_to_roles_without_it(record, name, request):
    with pytest.raises(PermissionDenied):
        break_glass(record, request.getfixturevalue(name))
    assert not AccessGrant.objects.exists()


def test_emergency_for_a_denied_person_answers_as_for_no_such_number(record, supervisor_b, supervisor):
    access.deny(record=record, user=supervisor_b, by=supervisor, reason="Kin.", expires_at=in_days(9))
    answers = []
    for number in (record.crime_id, "STA/2026/999999"):
        with pytest.raises(ValidationError) as caught:
            break_glass(record, supervisor_b, crime_id=number)
        answers.append(caught.value.message_dict)
    assert answers[0] == answers[1] == {"crime_id": ["No registered record has this number."]}
    assert not sees(supervisor_b, record)
    assert not AccessReview.objects.exists()


def test_emergency_refused_is_recorded_alike_for_denied_and_unknown(record, supervisor_b, supervisor):
    access.deny(record=record, user=supervisor_b, by=supervisor, reason="Kin.", expires_at=in_days(9))
    for number in (record.crime_id, "STA/2026/999999"):
        with pytest.raises(ValidationError):
            break_glass(record, supervisor_b, crime_id=number)
    events = AuditEvent.objects.filter(action="access.refused", actor_id=str(supervisor_b.pk))
    assert [(event.object_id, event.station_id, event.reason) for event in events] == [
        ("", str(supervisor_b.current_postings[0].station_id), "Child missing."),
    ] * 2
    assert events[0].changes == {"crime_id": [None, record.crime_id]}


def test_emergency_does_not_open_a_record_by_its_own_number(officer, station_a, supervisor_b):
    draft = crime.submit(record=make_draft(officer, station_a), by=officer)
    with pytest.raises(ValidationError, match="No registered record"):
        break_glass(draft, supervisor_b, crime_id=str(draft.pk))


def test_emergency_finds_the_number_whatever_its_case(record, supervisor_b):
    assert break_glass(record, supervisor_b, crime_id=f" {record.crime_id.lower()} ").record == record


LONG_ID = "0f" * 32


@pytest.fixture
def imported(station_a):
    (record,) = make_records(station_a, make_category(), [timezone.now()], source="chicago")
    CrimeRecord.objects.filter(pk=record.pk).update(source_id="HY411648")
    return record


@pytest.mark.parametrize("number", ["chicago HY411648", " chicago,  HY411648 "])
def test_emergency_opens_an_imported_record_by_its_source_and_number(imported, supervisor_b, number):
    assert break_glass(imported, supervisor_b, crime_id=number).record == imported
    assert sees(supervisor_b, imported)


def test_emergency_opens_a_record_by_the_name_that_its_pages_show(imported, supervisor_b):
    CrimeRecord.objects.filter(pk=imported.pk).update(source_id=LONG_ID)
    imported.refresh_from_db()
    name = record_name(imported)
    assert name == "chicago 0f0f0f0f0f0f0f0f"
    assert break_glass(imported, supervisor_b, crime_id=name).record == imported


def test_emergency_takes_the_whole_number_where_several_begin_alike(imported, station_a, supervisor_b):
    (other,) = make_records(station_a, make_category(), [timezone.now()], source="chicago")
    for record, source_id in ((imported, LONG_ID[:-1]), (other, LONG_ID)):
        CrimeRecord.objects.filter(pk=record.pk).update(source_id=source_id)
    with pytest.raises(ValidationError, match="enter the whole number"):
        break_glass(imported, supervisor_b, crime_id=f"chicago {LONG_ID[:16]}")
    assert not AccessGrant.objects.exists()
    assert break_glass(imported, supervisor_b, crime_id=f"chicago {LONG_ID[:-1]}").record == imported


@pytest.mark.parametrize(
    "number",
    ["chicago HY41164", "chicago hy411648", "boston HY411648", "HY411648", "chicago %", "chicago", ",", ""],
)
def test_emergency_by_another_source_or_number_opens_nothing(imported, record, supervisor_b, number):
    with pytest.raises(ValidationError, match="No registered record has this number"):
        break_glass(imported, supervisor_b, crime_id=number)
    assert not AccessGrant.objects.exists()
    assert audited("access.refused").changes == {"crime_id": [None, number]}


def test_emergency_for_a_denied_person_opens_no_imported_record(imported, supervisor_b, supervisor):
    access.deny(record=imported, user=supervisor_b, by=supervisor, reason="Kin.", expires_at=in_days(9))
    with pytest.raises(ValidationError, match="No registered record has this number"):
        break_glass(imported, supervisor_b, crime_id="chicago HY411648")
    assert not sees(supervisor_b, imported)


@pytest.mark.parametrize("purpose", ["supervision", "public", "curiosity", ""])
def test_emergency_for_a_purpose_that_can_wait_is_refused(record, supervisor_b, purpose):
    with pytest.raises(ValidationError, match="cannot wait"):
        break_glass(record, supervisor_b, purpose=purpose)
    assert not AccessGrant.objects.exists()


def test_emergency_opens_the_narrative_to_an_investigator_of_the_station(record, investigator):
    assert not has_permission(investigator, "record.narrative", record)
    break_glass(record, investigator)
    assert has_permission(investigator, "record.narrative", record)


def test_emergency_is_refused_where_the_record_is_open_anyway(record, supervisor):
    with pytest.raises(ValidationError, match="as it is"):
        break_glass(record, supervisor)
    assert not AccessGrant.objects.exists()


def test_emergency_cannot_be_taken_twice_at_once(record, supervisor_b):
    break_glass(record, supervisor_b)
    with pytest.raises(ValidationError, match="as it is"):
        break_glass(record, supervisor_b)
    assert AccessReview.objects.count() == 1


def test_emergency_without_a_reason_is_refused(record, supervisor_b):
    with pytest.raises(ValidationError, match="Enter a reason"):
        break_glass(record, supervisor_b, text="  ")


@pytest.mark.parametrize("name", ["supervisor", "district", "auditor"])
def test_review_is_made_by_who_answers_for_the_station(open_review, record, name, request):
    reviewer = request.getfixturevalue(name)
    access.review(review=open_review, by=reviewer, finding="justified", note="The child was found.")
    open_review.refresh_from_db()
    assert (open_review.reviewed_by, open_review.finding) == (reviewer, "justified")
    event = audited("access.reviewed")
    assert (event.object_id, event.reason) == (str(record.pk), "The child was found.")


@pytest.mark.parametrize("name", ["supervisor_b", "officer", "investigator", "administrator"])
def test_review_is_refused_to_others(open_review, name, request):
    with pytest.raises(PermissionDenied):
        access.review(review=open_review, by=request.getfixturevalue(name), finding="justified", note="Ok.")
    open_review.refresh_from_db()
    assert open_review.reviewed_at is None


def test_review_of_one_s_own_emergency_is_refused(protected, supervisor):
    review = break_glass(protected, supervisor).review
    with pytest.raises(PermissionDenied):
        access.review(review=review, by=supervisor, finding="justified", note="I had to.")
    assert not AccessReview.objects.visible_to(supervisor).exists()


def test_review_of_a_record_closed_to_the_reviewer_is_refused(open_review, record, supervisor, district):
    access.deny(record=record, user=supervisor, by=district, reason="Kin.", expires_at=in_days(9))
    with pytest.raises(PermissionDenied):
        access.review(review=open_review, by=supervisor, finding="justified", note="Ok.")


def test_review_that_finds_no_justification_ends_the_access(open_review, record, supervisor_b, supervisor):
    access.review(review=open_review, by=supervisor, finding="unjustified", note="A private matter.")
    assert not sees(supervisor_b, record)
    assert audited("access.grant_revoked").reason == "A private matter."


def test_review_that_finds_a_justification_leaves_the_access(open_review, record, supervisor_b, supervisor):
    access.review(review=open_review, by=supervisor, finding="justified", note="Needed.")
    assert sees(supervisor_b, record)


def test_review_is_made_once(open_review, supervisor, district):
    access.review(review=open_review, by=supervisor, finding="justified", note="Needed.")
    with pytest.raises(ValidationError, match="reviewed already"):
        access.review(review=open_review, by=district, finding="unjustified", note="No.")
    assert AuditEvent.objects.filter(action="access.reviewed").count() == 1


def test_review_needs_a_note(open_review, supervisor):
    with pytest.raises(ValidationError, match="Enter a note"):
        access.review(review=open_review, by=supervisor, finding="justified", note="")


def test_acts_of_the_hour_are_those_of_the_person_on_the_record(record, supervisor_b, supervisor):
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False) as clock:
        made = break_glass(record, supervisor_b)
        clock.shift(datetime.timedelta(minutes=5))
        consultation.record_read(record=record, by=supervisor_b)
        consultation.record_read(record=record, by=supervisor)
        clock.shift(datetime.timedelta(minutes=56))
        consultation.record_read(record=record, by=supervisor_b)
    acts = [(event.action, event.occurred_at.minute) for event in access.opened_during(made)]
    assert acts == [("access.emergency", 0), ("record.read", 5)]


def test_acts_of_the_hour_are_those_on_the_people_whom_the_record_names_too(record, supervisor_b):
    named, other = (Person.objects.create(family_name=name) for name in ("Reyes", "Okafor"))
    Involvement.objects.create(record=record, person=named, role="victim")
    made = break_glass(record, supervisor_b)
    for person in (named, other):
        consultation.person_read(person=person, by=supervisor_b)
    acts = [(event.action, event.object_id) for event in access.opened_during(made)]
    assert acts == [("access.emergency", str(record.pk)), ("person.read", str(named.pk))]


def test_review_is_overdue_after_its_time(open_review):
    assert not open_review.is_overdue
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=72, seconds=1)):
        assert open_review.is_overdue


@pytest.mark.parametrize(
    "name", ["officer", "supervisor", "supervisor_b", "district", "auditor", "administrator", "denied"]
)
def test_review_is_judged_alike_one_by_one_and_in_bulk(
    open_review, record, supervisor, district, name, request
):
    user = request.getfixturevalue(name) if name != "denied" else supervisor
    if name == "denied":
        access.deny(record=record, user=supervisor, by=district, reason="Kin.", expires_at=in_days(9))
    expected = name in {"supervisor", "district", "auditor"}
    assert has_permission(user, "access.review", open_review) == expected
    assert AccessReview.objects.visible_to(user).exists() == expected
    # The one who took the access decides about others at their own stations only.
    assert AccessGrant.objects.visible_to(user).exists() == expected
