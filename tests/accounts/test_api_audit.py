"""The audit log over the API."""

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


def test_api_answers_the_station_to_its_supervisor_newest_first(api, supervisor, events):
    response = api(supervisor).get(AUDIT, {"action": "admin.configured", "object_type": "accounts.Station"})
    assert ids(response) == [event.pk for event in reversed(events)]


def test_api_filters_by_actor(api, auditor, colleague, events):
    filters = {"actor": colleague.pk, "object_type": "accounts.Station"}
    assert ids(api(auditor).get(AUDIT, filters)) == [events[1].pk]


@pytest.mark.parametrize("name", ["administrator", "analyst", "custodian", "citizen"])
def test_api_refuses_who_reads_no_log(api, request, name, events):
    assert api(request.getfixturevalue(name)).get(AUDIT).status_code == 403
    assert not AuditEvent.objects.filter(action="audit.read").exists()


def test_api_asks_the_anonymous_to_log_in(api, events):
    assert api().get(AUDIT).status_code == 401


def test_api_names_a_wrong_filter(api, auditor, events):
    response = api(auditor).get(AUDIT, {"object_id": "5"})
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "object_id"
    assert not AuditEvent.objects.filter(action="audit.read").exists()
