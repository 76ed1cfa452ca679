"""A record's trail: its readers, its acts, and both as files."""

import csv
import io

import pytest
from django.db import transaction
from pypdf import PdfReader

from accounts import audit, services
from accounts.models import AuditEvent, ChainCheck
from records.services import consultation, crime, trail
from tests.factories import make_draft

HOSTILE = '#eval("6*7") $x^2$ \\ <b> *bold* @ref //'


@pytest.fixture
def record(officer, supervisor, station_a):
    record = make_draft(by=officer, station=station_a, title="Rear window forced")
    crime.submit(record=record, by=officer)
    return crime.register(record=record, by=supervisor)


@pytest.fixture
def protected(record):
    record.sensitivity = "protected"
    record.save()
    return record


def path(record, suffix="/"):
    return f"/records/{record.pk}/trail{suffix}"


def look(record, by, **fields):
    with transaction.atomic():
        return audit.record(audit.Action.RECORD_READ, by=by, obj=record, **fields)


def test_supervisor_sees_everyones_acts(browse, supervisor, colleague, record):
    event = look(record, colleague)
    response = browse(supervisor).get(path(record))
    assert event.pk in {line.event.pk for line in response.context["lines"]}
    assert response.context["sees_others"]


def test_officer_sees_own_acts_alone(browse, officer, colleague, record):
    own, other = look(record, officer), look(record, colleague)
    found = {line.event.pk for line in browse(officer).get(path(record)).context["lines"]}
    assert own.pk in found
    assert other.pk not in found


def test_auditor_sees_the_acts_and_no_content(browse, auditor, officer, protected):
    event = look(protected, officer, reason="On duty")
    response = browse(auditor).get(path(protected))
    assert event.pk in {line.event.pk for line in response.context["lines"]}
    assert protected.crime_id.encode() in response.content
    assert b"Rear window" not in response.content


def test_auditor_does_not_see_the_number_of_the_source(browse, auditor, record):
    record.source, record.source_id, record.crime_id = "OLDSYSTEM", "CASE-77", None
    record.save()
    client = browse(auditor)
    assert "OLDSYSTEM" not in client.get(path(record)).content.decode()
    assert rows(client.get(path(record, ".csv")))[0] == ["Record", f"record {record.pk} (number {record.pk})"]


@pytest.mark.parametrize("suffix", ["/", ".csv", ".pdf"])
@pytest.mark.parametrize("name", ["supervisor_b", "officer_b"])
def test_trail_of_a_record_out_of_reach_is_not_there(browse, request, name, record, suffix):
    response = browse(request.getfixturevalue(name)).get(path(record, suffix))
    assert response.status_code == 404
    assert record.crime_id.encode() not in response.content
    assert not AuditEvent.objects.filter(action__in=["audit.read", "record.exported"]).exists()


def test_trail_of_a_protected_record_is_closed_to_its_supervisor(browse, supervisor, colleague, protected):
    protected.created_by = colleague
    protected.save()
    assert browse(supervisor).get(path(protected)).status_code == 404


@pytest.mark.parametrize("suffix", ["/", ".csv", ".pdf"])
@pytest.mark.parametrize("name", ["administrator", "analyst", "custodian", "citizen"])
def test_trail_is_refused_to_who_reads_no_log(browse, request, name, record, suffix):
    assert browse(request.getfixturevalue(name)).get(path(record, suffix)).status_code == 403


def test_reading_the_trail_is_noted_at_the_record(browse, supervisor, record):
    browse(supervisor).get(path(record))
    event = AuditEvent.objects.get(action="audit.read")
    assert (event.object_type, event.object_id) == ("records.CrimeRecord", str(record.pk))


def test_trail_asks_why_one_looks_at_what_is_not_assigned(browse, supervisor, record, settings):
    settings.CONSULTATION_REASON = "session"
    response = browse(supervisor).get(path(record))
    assert response.status_code == 428
    assert not AuditEvent.objects.filter(action="audit.read").exists()


def test_auditor_is_asked_no_reason(browse, auditor, record, settings):
    settings.CONSULTATION_REASON = "session"
    assert browse(auditor).get(path(record)).status_code == 200


def test_readers_are_counted_by_person_and_posting_with_their_reasons(supervisor, colleague, record):
    for reason in ("Investigation: window", "", "Investigation: window"):
        consultation.record_read(record=record, by=colleague, reason=reason)
    (reader,) = trail.readers(record, supervisor)
    assert (reader.name, reader.posting, reader.times) == ("Colleague", "Officer, Sta station", 3)
    assert reader.reasons == ["Investigation: window"]
    assert reader.first < reader.last


def test_refused_look_makes_no_reader(supervisor, colleague, record):
    look(record, colleague, outcome="refused")
    assert trail.readers(record, supervisor) == []


def rows(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_csv_begins_with_what_it_is_and_how_far_the_chain_held(browse, supervisor, auditor, record):
    audit.seal()
    check = services.ask_for_check(by=auditor)
    services.run_check(check=check)
    found = rows(browse(supervisor).get(path(record, ".csv")))
    check.refresh_from_db()
    assert found[0] == ["Record", f"{record.crime_id} (number {record.pk})"]
    assert found[2] == ["Exported by", "Supervisor (Supervisor, Sta station)"]
    assert found[3][0] == "Chain"
    assert f"up to event {check.checked}, hash {check.head}" in found[3][1]
    acts = [row[4] for row in found[6:]]
    assert acts == ["Record exported", "Record registered", "Record submitted", "Record drafted"]


def test_csv_says_that_nothing_was_verified(browse, supervisor, record):
    assert not ChainCheck.objects.exists()
    found = rows(browse(supervisor).get(path(record, ".csv")))
    assert found[3] == ["Chain", "The audit chain was not verified yet."]


@pytest.mark.parametrize(("suffix", "kind"), [(".csv", "CSV"), (".pdf", "PDF")])
def test_taking_the_trail_away_is_noted(browse, supervisor, record, suffix, kind):
    assert browse(supervisor).get(path(record, suffix)).status_code == 200
    event = AuditEvent.objects.get(action="record.exported")
    assert (event.object_id, event.changes) == (str(record.pk), {"trail": [None, kind]})


def test_pdf_is_tagged_and_says_what_it_is(browse, supervisor, record):
    response = browse(supervisor).get(path(record, ".pdf"))
    assert response["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(response.content))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.metadata.title == f"Audit trail of record {record.crime_id}"
    assert "Record registered" in pdf.pages[0].extract_text()


def test_pdf_shows_hostile_words_as_words(browse, supervisor, colleague, record):
    look(record, colleague, reason=HOSTILE)
    text = PdfReader(io.BytesIO(browse(supervisor).get(path(record, ".pdf")).content)).pages[0].extract_text()
    assert HOSTILE.replace(" ", "") in "".join(text.split())


def test_pdf_with_a_sign_that_no_font_has_is_made_and_says_so(browse, supervisor, colleague, record):
    look(record, colleague, reason="\U0001fae8 \ue123 王小明 bell\x07")
    response = browse(supervisor).get(path(record, ".pdf"))
    assert response.status_code == 200
    assert PdfReader(io.BytesIO(response.content)).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_api_answers_the_trail_newest_first(api, supervisor, record):
    answer = api(supervisor).get(f"/api/v1/records/{record.pk}/trail/").json()
    acts = [row["action"] for row in answer["results"]]
    assert acts == ["record.registered", "record.submitted", "record.drafted"]
    assert AuditEvent.objects.filter(action="audit.read", object_id=str(record.pk)).count() == 1


def test_api_trail_out_of_reach_is_not_there(api, supervisor_b, record):
    assert api(supervisor_b).get(f"/api/v1/records/{record.pk}/trail/").status_code == 404
    assert not AuditEvent.objects.filter(action="audit.read").exists()


def test_trail_is_a_tab_of_the_record(browse, officer, record):
    content = browse(officer).get(f"/records/{record.pk}/").content.decode()
    assert f'href="/records/{record.pk}/trail/"' in content
