import datetime

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from records.services import crime
from tests.factories import make_draft
from tests.factories.people import make_person


@pytest.fixture
def record(officer, station_a):
    draft = make_draft(officer, station_a, narrative="The ladder lay in the garden.")
    record = crime.submit(record=draft, by=officer)
    make_person("Ana", "Reyes", record, role="victim")
    return record


def address(record):
    return reverse("records:print", args=[record.pk])


def test_print_holds_the_record_and_who_printed_it_when(browse, officer, record, time_machine):
    client = browse(officer)
    time_machine.move_to(datetime.datetime(2026, 3, 5, 9, 30, 5, tzinfo=datetime.UTC), tick=False)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    content = client.get(address(record)).content.decode()
    assert "The ladder lay in the garden." in content
    assert "Ana Reyes" in content
    assert "As of 5 Mar 2026, 09:30 UTC" in content
    assert "Printed by Officer, 5 Mar 2026, 09:30:05 UTC" in content
    assert "<nav" not in content


def test_print_is_audited_as_one(browse, officer, record):
    browse(officer).get(address(record))
    event = AuditEvent.objects.get(action="record.printed")
    assert (event.object_id, event.actor_id) == (str(record.pk), str(officer.pk))


def test_print_of_another_s_record_asks_why(browse, colleague, record, settings):
    settings.CONSULTATION_REASON = "session"
    client = browse(colleague)
    assert client.get(address(record)).status_code == 428
    assert not AuditEvent.objects.filter(action="record.printed").exists()
    answer = {"purpose": "court", "text": "Asked by the prosecutor", "record": record.pk}
    client.post(reverse("records:reason"), answer)
    assert client.get(address(record)).status_code == 200
    assert AuditEvent.objects.get(action="record.printed").reason.endswith(": Asked by the prosecutor")


def test_print_names_nobody_to_an_investigator_of_other_cases(browse, investigator, record):
    content = browse(investigator).get(address(record)).content.decode()
    assert record.title in content
    assert "Reyes" not in content
    assert "ladder" not in content


def test_print_of_another_station_is_not_found(browse, officer_b, record):
    assert browse(officer_b).get(address(record)).status_code == 404
    assert not AuditEvent.objects.filter(action="record.printed").exists()


@pytest.mark.parametrize("role", ["citizen", "analyst", "auditor", "administrator"])
def test_print_refuses_roles_that_read_no_records(browse, request, role, record):
    assert browse(request.getfixturevalue(role)).get(address(record)).status_code == 403
