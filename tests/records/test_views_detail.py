import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from records.models import CrimeRecord
from records.services import crime
from tests.factories import make_category, make_draft
from tests.factories.people import make_person


@pytest.fixture
def submitted(officer, station_a):
    record = make_draft(officer, station_a, narrative="The ladder lay in the garden.")
    return crime.submit(record=record, by=officer)


def address(record):
    return reverse("records:detail", args=[record.pk])


def test_detail_shows_the_record(browse, officer, submitted):
    response = browse(officer).get(address(submitted))
    assert b"The ladder lay in the garden." in response.content
    assert b"2 Mar 2026, 10:00" in response.content
    assert response.context["map_data"]["points"][0]["latitude"] == 52.0


def test_detail_is_audited_as_read(browse, officer, submitted):
    browse(officer).get(address(submitted))
    event = AuditEvent.objects.get(action="record.read")
    assert (event.object_id, event.actor_id) == (str(submitted.pk), str(officer.pk))


@pytest.mark.parametrize("name", ["register", "return", "void"])
def test_question_pages_are_audited_as_read(browse, supervisor, submitted, name):
    browse(supervisor).get(reverse(f"records:{name}", args=[submitted.pk]))
    assert AuditEvent.objects.get(action="record.read").actor_id == str(supervisor.pk)


def test_detail_of_another_station_is_not_found(browse, officer_b, submitted):
    assert browse(officer_b).get(address(submitted)).status_code == 404
    assert not AuditEvent.objects.filter(action="record.read").exists()


def test_detail_of_another_s_draft_is_not_found(browse, colleague, officer, station_a):
    assert browse(colleague).get(address(make_draft(officer, station_a))).status_code == 404


@pytest.mark.parametrize("role", ["citizen", "analyst", "auditor", "administrator", "custodian"])
def test_detail_refuses_roles_that_read_no_records(browse, request, role, submitted):
    assert browse(request.getfixturevalue(role)).get(address(submitted)).status_code == 403


def test_detail_sends_the_anonymous_to_log_in(browse, submitted):
    assert browse().get(address(submitted)).status_code == 302


def test_detail_hides_the_narrative_from_an_investigator_of_other_cases(browse, investigator, submitted):
    response = browse(investigator).get(address(submitted))
    assert response.status_code == 200
    assert b"ladder" not in response.content


def test_detail_of_a_protected_record_is_not_found_by_a_colleague(browse, colleague, officer, station_a):
    category = make_category("child-abuse", protected=True)
    record = crime.submit(record=make_draft(officer, station_a, category=category), by=officer)
    assert browse(colleague).get(address(record)).status_code == 404


@pytest.mark.parametrize(
    ("role", "steps"), [("officer", []), ("supervisor", ["register", "return", "void"]), ("investigator", [])]
)
def test_detail_offers_the_steps_of_the_reader(browse, request, role, steps, submitted):
    response = browse(request.getfixturevalue(role)).get(address(submitted))
    assert [name for name, _ in response.context["steps"]] == steps


def test_detail_names_people_to_who_may_read_them(browse, officer, submitted):
    person = make_person("Ana", "Reyes", submitted, role="victim")
    content = browse(officer).get(address(submitted)).content.decode()
    assert f'href="{reverse("records:person", args=[person.pk])}">Ana Reyes</a>' in content
    assert "Victim" in content


def test_detail_counts_people_without_naming_them_to_others(browse, investigator, submitted):
    make_person("Ana", "Reyes", submitted, role="victim")
    response = browse(investigator).get(address(submitted))
    assert list(response.context["people"]) == [{"role": "victim", "count": 1}]
    assert b"Reyes" not in response.content


def test_detail_escapes_what_was_entered(browse, officer, station_a):
    record = make_draft(officer, station_a, title="<script>alert(1)</script>", narrative="</script><b>x")
    content = browse(officer).get(address(record)).content
    assert b"<script>alert" not in content
    assert b"</script><b>x" not in content


REASON = "Ana Reyes says that it was her neighbour."


def returned(record, supervisor):
    return crime.return_(record=record, by=supervisor, reason=REASON)


def voided(record, supervisor):
    return crime.void(record=record, by=supervisor, reason="error", note=REASON)


@pytest.mark.parametrize("step", [returned, voided])
@pytest.mark.parametrize("page", ["detail", "print"])
def test_reason_of_a_step_is_shown_to_who_reads_the_whole_record(
    browse, officer, investigator, supervisor, submitted, step, page
):
    record = step(submitted, supervisor)
    url = reverse(f"records:{page}", args=[record.pk])
    assert REASON in browse(officer).get(url).content.decode()
    response = browse(investigator).get(url)
    assert response.status_code == 200
    assert record.get_status_display() in response.content.decode()
    assert "neighbour" not in response.content.decode()


def test_detail_of_a_returned_record_says_so_to_who_reads_the_summary(
    browse, investigator, supervisor, submitted
):
    content = browse(investigator).get(address(returned(submitted, supervisor))).content.decode()
    assert "This record was returned to its author." in content


def test_edit_is_not_offered_to_an_investigator_of_another_station(
    browse, investigator, officer_b, station_b, supervisor_b
):
    record = crime.submit(record=make_draft(officer_b, station_b), by=officer_b)
    record = crime.return_(record=record, by=supervisor_b, reason="Address is missing.")
    CrimeRecord.objects.filter(pk=record.pk).update(investigator=investigator)
    edit = reverse("records:edit", args=[record.pk])
    assert edit not in browse(investigator).get(f"/records/{record.pk}/").content.decode()
    assert edit in browse(officer_b).get(f"/records/{record.pk}/").content.decode()
