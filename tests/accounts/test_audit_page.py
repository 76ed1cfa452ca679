"""The audit log as a page and as CSV: who sees which acts, and how much of each."""

import csv
import datetime
import io

import pytest
from django.db import transaction
from django.urls import reverse

from accounts import audit, audit_export
from accounts.cipher import encrypt
from accounts.csv_rows import harmless
from accounts.models import AuditEvent
from records.models import Involvement, Person
from records.services import access
from tests.factories import make_draft

LOG = "/audit/"


@pytest.fixture
def record(officer, station_a):
    return make_draft(by=officer, station=station_a, title="A most private matter")


@pytest.fixture
def protected(officer, supervisor, station_a):
    """A registered record that its station's supervisor may not read."""
    record = make_draft(by=officer, station=station_a, title="Hidden", sensitivity="protected")
    record.status, record.crime_id = "registered", "STA/2026/000077"
    record.save()
    return record


def write(action="record.read", **fields):
    with transaction.atomic():
        return audit.record(action, **fields)


def shown(response):
    return {line.event.pk for line in response.context["lines"]}


def test_officer_sees_own_acts_only(browse, officer, colleague, station_a):
    own, other = (write(by=user, obj=station_a) for user in (officer, colleague))
    found = shown(browse(officer).get(LOG))
    assert own.pk in found
    assert other.pk not in found


def test_supervisor_sees_the_acts_at_their_station(browse, supervisor, officer, officer_b, record, station_b):
    there = write(by=officer_b, obj=record)
    elsewhere = write(by=officer_b, obj=record, station=station_b)
    found = shown(browse(supervisor).get(LOG))
    assert there.pk in found
    assert elsewhere.pk not in found


def test_district_officer_sees_both_stations(browse, district, officer_b, record, station_b):
    events = {write(by=officer_b, obj=record).pk, write(by=officer_b, obj=record, station=station_b).pk}
    assert events <= shown(browse(district).get(LOG))


def test_auditor_sees_every_act(browse, auditor, officer_b):
    event = write("account.log_in", by=officer_b, obj=officer_b)
    assert event.pk in shown(browse(auditor).get(LOG))


@pytest.mark.parametrize("name", ["administrator", "custodian", "analyst", "citizen"])
def test_log_is_refused_to_who_may_not_read_it(browse, request, name, record):
    response = browse(request.getfixturevalue(name)).get(LOG)
    assert response.status_code == 403
    assert b"record.drafted" not in response.content
    assert not AuditEvent.objects.filter(action="audit.read").exists()


def test_anonymous_visitor_is_sent_to_log_in(browse, db):
    assert browse().get(LOG).status_code == 302
    assert not AuditEvent.objects.filter(action="audit.read").exists()


def test_reading_the_log_is_noted_once_with_its_filters(browse, auditor, officer):
    browse(auditor).get(LOG, {"actor": officer.pk, "outcome": "refused"})
    event = AuditEvent.objects.get(action="audit.read")
    assert event.actor_id == str(auditor.pk)
    assert event.changes == {"actor": [None, str(officer.pk)], "outcome": [None, "refused"]}


def test_a_protected_record_is_a_number_without_reason_and_changes(browse, supervisor, officer, protected):
    event = write(by=officer, obj=protected, reason="Secret reason", changes={"title": ["a", "Secret title"]})
    response = browse(supervisor).get(LOG)
    line = next(line for line in response.context["lines"] if line.event == event)
    assert (line.object_label, line.object_url, line.withheld) == (f"Crime record {protected.pk}", "", True)
    for secret in (b"Secret", b"STA/2026/000077", b"Hidden"):
        assert secret not in response.content


def test_what_was_changed_is_shown_to_who_may_read_the_record(browse, officer, record):
    event = write("record.updated", by=officer, obj=record, changes={"title": ["Old words", "New words"]})
    response = browse(officer).get(LOG)
    line = next(line for line in response.context["lines"] if line.event == event)
    assert not line.withheld
    assert b"Old words" in response.content
    assert f"/records/{record.pk}/trail/" == line.object_url


def test_acts_on_a_record_are_hidden_from_whom_a_denial_keeps_out(
    browse, supervisor, district, officer, protected
):
    event = write(by=officer, obj=protected)
    end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2)
    access.deny(record=protected, user=supervisor, by=district, reason="Named in it", expires_at=end)
    assert event.pk not in shown(browse(supervisor).get(LOG))


def test_auditor_alone_reads_which_records_a_list_showed(browse, auditor, supervisor, officer):
    changes = {"status": [None, "submitted"], "shown": [None, [101, 102]]}
    event = write("record.listed", by=officer, object_type="records.CrimeRecord", changes=changes)
    told = []
    for reader in (auditor, supervisor):
        lines = browse(reader).get(LOG).context["lines"]
        told.append({str(change) for line in lines if line.event.pk == event.pk for change in line.changes})
    assert told == [
        {"status: submitted", "shown: [101, 102]"},
        {"status: submitted", "shown: 2, not named to you"},
    ]


def test_auditor_reads_the_terms_of_a_search(browse, auditor, officer):
    changes = {"terms_encrypted": encrypt("Ana Reyes").decode()}
    write("person.searched", by=officer, object_type="records.Person", changes=changes)
    assert b"Ana Reyes" in browse(auditor).get(LOG).content
    assert b"Ana Reyes" not in browse(officer).get(LOG).content


def test_filter_by_time_is_read_in_the_readers_zone(browse, officer, station_a, time_machine):
    time_machine.move_to(datetime.datetime(2026, 7, 1, 10, 0, tzinfo=datetime.UTC))
    event = write(by=officer, obj=station_a)
    page = browse(officer)
    # Amsterdam is two hours ahead of UTC in July.
    assert event.pk in shown(page.get(LOG, {"since": "2026-07-01T11:59", "until": "2026-07-01T12:01"}))
    assert event.pk not in shown(page.get(LOG, {"since": "2026-07-01T09:59", "until": "2026-07-01T10:01"}))


@pytest.mark.parametrize(
    "since", ["1 Jul 2026, 11:59:30", "1 Jul 2026, 11:59", "1 jul 2026", "2026-07-01T11:59"]
)
def test_time_is_typed_as_the_page_shows_it(browse, officer, station_a, time_machine, since):
    time_machine.move_to(datetime.datetime(2026, 7, 1, 10, 0, tzinfo=datetime.UTC))
    event = write(by=officer, obj=station_a)
    page = browse(officer)
    answer = page.post(LOG, {"since": since, "until": "1 Jul 2026, 12:01"})
    assert event.pk in shown(page.get(answer.url))
    assert b"1 Jul 2026, 12:00:00" in page.get(answer.url).content


def test_wrong_filter_of_an_address_is_named_as_the_form_names_it(browse, officer):
    content = browse(officer).get(LOG, {"since": "31 Feb 2026"}).content
    assert b"The filters in the address are wrong: From: Enter a date and time like 3 Mar 2026" in content


def test_wrong_time_is_explained_and_kept(browse, officer):
    answer = browse(officer).post(LOG, {"since": "31 Feb 2026"})
    assert answer.status_code == 400
    assert answer.context["form"].errors["since"] == ["Enter a date and time like 3 Mar 2026, 14:05."]
    assert b'value="31 Feb 2026"' in answer.content


def test_refused_page_is_named_in_plain_words(browse, officer, supervisor_b, record):
    client = browse(supervisor_b)
    client.get(f"/records/{record.pk}/")
    line = next(line for line in client.get(LOG).context["lines"] if line.event.action == "access.refused")
    assert line.object_label == f"Page: records detail {record.pk}"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"action": "record.printed"}, "printed"),
        ({"outcome": "refused"}, "refused"),
        ({"object_type": "accounts.Station", "object_id": "{station}"}, "station"),
    ],
)
def test_filter_finds_its_events_alone(browse, auditor, officer, record, station_a, filters, expected):
    events = {
        "printed": write("record.printed", by=officer, obj=record),
        "refused": write("access.refused", by=officer, outcome="refused"),
        "station": write("admin.configured", by=officer, obj=station_a),
    }
    filters = {name: value.format(station=station_a.pk) for name, value in filters.items()}
    found = shown(browse(auditor).get(LOG, filters)) & {event.pk for event in events.values()}
    assert found == {events[expected].pk}


def test_filter_by_person_finds_the_records_that_name_them(browse, auditor, officer, record):
    person = Person.objects.create(family_name="Reyes")
    Involvement.objects.create(record=record, person=person, role="victim")
    read = write("person.read", by=officer, obj=person)
    opened = write(by=officer, obj=record)
    other = write("account.log_in", by=officer, obj=officer)
    found = shown(browse(auditor).get(LOG, {"person": person.pk}))
    assert {read.pk, opened.pk} <= found
    assert other.pk not in found


def test_filter_by_person_does_not_tell_in_which_hidden_record_they_are(
    browse, supervisor, officer, protected
):
    person = Person.objects.create(family_name="Reyes")
    Involvement.objects.create(record=protected, person=person, role="victim")
    event = write(by=officer, obj=protected)
    assert event.pk not in shown(browse(supervisor).get(LOG, {"person": person.pk}))


def test_filter_by_person_does_not_tell_an_investigator_whom_a_record_names(browse, investigator, record):
    record.status = "submitted"
    record.save()
    person = Person.objects.create(family_name="Reyes")
    Involvement.objects.create(record=record, person=person, role="victim")
    own = write(by=investigator, obj=record)
    client = browse(investigator)
    assert own.pk in shown(client.get(LOG, {"object_type": "records.CrimeRecord", "object_id": record.pk}))
    assert own.pk not in shown(client.get(LOG, {"person": person.pk}))


@pytest.mark.parametrize(
    "filters",
    [
        {"actor": "x"},
        {"actor": "9" * 30},
        {"since": "soon"},
        {"action": "made.up"},
        {"object_id": "5"},
        {"object_type": "records.CrimeRecord"},
    ],
)
def test_wrong_filters_are_refused_and_show_nothing(browse, auditor, filters):
    response = browse(auditor).get(LOG, filters)
    assert response.status_code == 400
    assert response.context["lines"] == []


def test_form_leaves_no_name_in_the_address(browse, auditor, officer):
    write("account.log_in", by=officer, obj=officer)
    response = browse(auditor).post(LOG, {"who": "officer@example.org", "action": "account.log_in"})
    assert response.url == f"/audit/?actor={officer.pk}&action=account.log_in"


def test_form_finds_a_record_by_its_crime_id(browse, auditor, protected):
    data = {"object_type": "records.CrimeRecord", "number": "sta/2026/000077"}
    query = f"object_type=records.CrimeRecord&object_id={protected.pk}"
    assert browse(auditor).post(LOG, data).url == f"/audit/?{query}"


def test_form_answers_alike_for_a_hidden_record_and_for_none(browse, supervisor, protected):
    page = browse(supervisor)
    answers = [
        page.post(LOG, {"object_type": "records.CrimeRecord", "number": number})
        for number in ("STA/2026/000077", "STA/2026/999999")
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].context["form"].errors == answers[1].context["form"].errors


def test_form_answers_alike_for_someone_unseen_and_for_nobody(browse, officer, colleague):
    write("account.log_in", by=colleague, obj=colleague)
    page = browse(officer)
    answers = [page.post(LOG, {"who": who}) for who in ("colleague@example.org", "nobody@example.org")]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].context["form"].errors == answers[1].context["form"].errors


def test_pages_reach_older_events_by_key(browse, auditor, officer):
    events = [write("account.log_in", by=officer, obj=officer) for _ in range(30)]
    page = browse(auditor)
    first = page.get(LOG, {"actor": officer.pk, "action": "account.log_in"})
    older = first.context["page"].older_than
    second = page.get(LOG, {"actor": officer.pk, "action": "account.log_in", "before": older})
    assert shown(first) == {event.pk for event in events[5:]}
    assert shown(second) == {event.pk for event in events[:5]}


def rows(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_export_holds_the_filtered_log_and_is_noted(browse, auditor, officer, record):
    event = write("record.printed", by=officer, obj=record, reason="=2+3")
    found = rows(browse(auditor).get(reverse("accounts:audit_csv"), {"action": "record.printed"}))
    assert found[0] == audit_export.COLUMNS
    assert [row[2:5] for row in found[1:]] == [["Officer", event.posting, "Record printed"]]
    assert found[1][8] == "'=2+3"
    exported = AuditEvent.objects.get(action="audit.exported")
    assert exported.changes == {"action": [None, "record.printed"]}


def test_export_withholds_what_the_page_withholds(browse, supervisor, officer, protected):
    write(by=officer, obj=protected, reason="Secret reason", changes={"title": ["a", "Secret title"]})
    response = browse(supervisor).get(reverse("accounts:audit_csv"))
    content = b"".join(response.streaming_content)
    assert b"withheld" in content
    assert b"Secret" not in content


def test_export_says_where_it_was_cut(auditor, officer):
    for _ in range(4):
        write("account.log_in", by=officer, obj=officer)
    found = list(audit_export.rows([AuditEvent.objects.filter(actor_id=str(officer.pk))], auditor, largest=3))
    assert len(found) == 5
    assert found[-1] == ["Cut after 3 rows, the newest. Narrow the filters to get the others."]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_cell_is_no_formula(start):
    assert harmless(f"{start}cmd") == f"'{start}cmd"
