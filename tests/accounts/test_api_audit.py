"""The audit log over the API."""

import base64

import pytest
from django.db import transaction

from accounts import audit
from accounts.models import AuditEvent

AUDIT = "/api/v1/audit/"


@pytest.fixture
def events(officer, colleague, station_a):
    changes = {"name": ["Old", "New"]}
    with transaction.atomic():
        return [
            audit.record(audit.Action.CONFIGURED, by=user, obj=station_a, station=station_a, changes=changes)
            for user in (officer, colleague)
        ]


def ids(response):
    return [row["id"] for row in response.json()["results"]]


def test_api_answers_own_acts_and_notes_the_reading(api, officer, events):
    response = api(officer).get(AUDIT, {"action": "admin.configured"})
    assert ids(response) == [events[0].pk]
    row = response.json()["results"][0]
    assert (row["actor"], row["posting"], row["withheld"]) == ("Officer", "Officer, Sta station", False)
    assert row["changes"] == [{"name": "name", "old": "Old", "new": "New"}]
    read = AuditEvent.objects.get(action="audit.read")
    assert read.changes == {"action": [None, "admin.configured"]}


def test_api_answers_the_station_to_its_supervisor_newest_first(api, supervisor, station_a, events):
    filters = {"action": "admin.configured", "object_type": "accounts.Station", "object_id": station_a.pk}
    response = api(supervisor).get(AUDIT, filters)
    assert ids(response) == [event.pk for event in reversed(events)]


def test_api_filters_by_actor(api, auditor, colleague, events):
    filters = {"actor": colleague.pk, "action": "admin.configured"}
    assert ids(api(auditor).get(AUDIT, filters)) == [events[1].pk]


@pytest.mark.parametrize("name", ["administrator", "analyst", "custodian", "citizen"])
def test_api_refuses_who_reads_no_log(api, request, name, events):
    assert api(request.getfixturevalue(name)).get(AUDIT).status_code == 403
    assert not AuditEvent.objects.filter(action="audit.read").exists()


def test_api_asks_the_anonymous_to_log_in(api, events):
    assert api().get(AUDIT).status_code == 401


def test_api_names_a_wrong_filter(api, auditor, events):
    for name, value in (("object_id", "5"), ("object_type", "records.CrimeRecord")):
        response = api(auditor).get(AUDIT, {name: value})
        assert response.status_code == 400
        assert response.json()["errors"][0]["field"] == name
    assert not AuditEvent.objects.filter(action="audit.read").exists()


@pytest.mark.parametrize("name", ["district", "auditor", "officer"])
def test_api_pages_lead_to_older_events_and_back(api, request, officer, station_a, station_b, name):
    with transaction.atomic():
        for number in range(70):
            audit.record(audit.Action.RECORD_PRINTED, by=officer, obj=(station_a, station_b)[number % 2])
    client = api(request.getfixturevalue(name))
    written = list(AuditEvent.objects.filter(action="record.printed").values_list("pk", flat=True))[::-1]
    pages, url = [], f"{AUDIT}?action=record.printed"
    while url:
        answer = client.get(url)
        pages.append(ids(answer))
        url, last = answer.json()["next"], answer
    assert [pk for page in pages for pk in page] == written
    assert ids(client.get(last.json()["previous"])) == pages[-2]


def test_api_refuses_a_cursor_that_is_none(api, auditor, events):
    cursor = base64.b64encode(b"p=x").decode()
    assert api(auditor).get(AUDIT, {"cursor": cursor}).status_code == 404
