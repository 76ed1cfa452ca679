"""Limits of requests a minute: what is counted together, what the answer says."""

import datetime

import pytest
from django.core.cache import caches
from django.db import DatabaseError
from rest_framework.test import APIClient

from accounts.models import AuditEvent, RequestCount
from accounts.services import request_limit
from tests.factories import PASSWORD

OPEN = "/api/v1/areas/"
OWN = "/api/v1/tokens/"


@pytest.fixture(autouse=True)
def _low(settings, time_machine, db):
    settings.REQUESTS_PER_MINUTE = {"anonymous": 3, "user": 5, "login": 2, "predict": 600}
    time_machine.move_to(datetime.datetime(2026, 11, 21, 9, 0, 20, tzinfo=datetime.UTC), tick=False)


def statuses(times, client=None, path=OPEN, **headers):
    client = client or APIClient()
    return [client.get(path, headers=headers).status_code for _ in range(times)]


def log_in(**extra):
    body = {"username": "citizen", "password": PASSWORD}
    return APIClient(**extra).post("/api/login", body, format="json")


def test_address_is_answered_so_often_and_told_when_to_come_back():
    assert statuses(3) == [200, 200, 200]
    answer = APIClient().get(OPEN)
    assert (answer.status_code, answer["Retry-After"]) == (429, "40")
    assert answer["Content-Type"] == "application/problem+json"
    assert "40 seconds" in answer.json()["detail"]


def test_next_minute_begins_anew(time_machine):
    statuses(4)
    time_machine.move_to(datetime.datetime(2026, 11, 21, 9, 1, tzinfo=datetime.UTC), tick=False)
    assert statuses(1) == [200]


def test_each_address_has_its_own_limit():
    statuses(4, APIClient(REMOTE_ADDR="192.0.2.1"))
    assert statuses(1, APIClient(REMOTE_ADDR="192.0.2.2")) == [200]


def test_one_network_of_ipv6_is_one_address():
    found = [statuses(1, APIClient(REMOTE_ADDR=f"2001:db8::{n}")) for n in range(1, 5)]
    assert found == [[200], [200], [200], [429]]
    assert statuses(1, APIClient(REMOTE_ADDR="2001:db8:0:1::1")) == [200]


def test_address_cannot_be_chosen_by_a_header():
    found = [statuses(1, **{"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(4)]
    assert found == [[200], [200], [200], [429]]


def test_address_behind_a_proxy_is_the_one_that_the_proxy_saw(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    found = [statuses(1, **{"X-Forwarded-For": f"198.51.100.{n}, 192.0.2.7"}) for n in range(4)]
    assert found == [[200], [200], [200], [429]]
    assert statuses(1, **{"X-Forwarded-For": "192.0.2.7, 192.0.2.8"}) == [200]


def test_person_has_a_limit_wherever_they_are(api, citizen, officer):
    assert statuses(6, api(citizen), OWN) == [200] * 5 + [429]
    assert statuses(1, api(officer), OWN) == [200]


def test_refused_requests_count_too(api, citizen):
    assert statuses(4, path="/api/v1/records/") == [401] * 3 + [429]
    assert statuses(6, api(citizen), "/api/v1/records/") == [403] * 5 + [429]


def test_log_in_has_a_limit_of_its_own(citizen):
    statuses(3)
    assert [log_in().status_code for _ in range(3)] == [200, 200, 429]


def test_log_in_is_closed_where_the_cache_of_failures_fails(citizen, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("no cache table")

    for name in ("add", "get", "set"):
        monkeypatch.setattr(caches["default"], name, fail)
    assert log_in(raise_request_exception=False).status_code == 500
    assert not citizen.access_tokens.exists()


def test_counts_of_minutes_that_are_over_are_deleted(time_machine):
    statuses(2)
    time_machine.move_to(datetime.datetime(2026, 11, 21, 9, 1, tzinfo=datetime.UTC), tick=False)
    statuses(1)
    assert request_limit.forget() == 0
    time_machine.move_to(datetime.datetime(2026, 11, 21, 9, 2, tzinfo=datetime.UTC), tick=False)
    assert request_limit.forget() == 1
    assert RequestCount.objects.get().count == 1


def test_wrong_credentials_have_the_limit_of_the_address_and_fill_no_log():
    assert statuses(5, authorization="Bearer wrong") == [401, 401, 401, 429, 429]
    assert AuditEvent.objects.count() == 3
    assert statuses(1) == [429]
