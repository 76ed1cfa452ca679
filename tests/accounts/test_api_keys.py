"""Requests with an API key: whose rights they have, when they end, and what they leave in the log."""

import datetime

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import AccessToken, ApiKey, AuditEvent, Posting, User
from accounts.services import api_key, issue_token
from tests.conftest import BACKEND
from tests.factories import make_draft, make_key

RECORDS = "/api/v1/records/"


def with_key(text, **extra):
    client = APIClient(**extra)
    client.credentials(HTTP_AUTHORIZATION=f"Api-Key {text}")
    return client


@pytest.fixture
def reading(officer):
    """A key that reads the officer's records."""
    return make_key(officer, "record.read")


def test_key_reads_what_its_owner_sees(reading, officer, officer_b, station_a, station_b):
    own, _other = make_draft(officer, station_a), make_draft(officer_b, station_b)
    answer = with_key(reading[0]).get(RECORDS)
    assert answer.status_code == 200
    assert [record["id"] for record in answer.json()["results"]] == [own.pk]


def test_key_does_nothing_outside_its_scopes(reading, officer, station_a):
    draft = make_draft(officer, station_a)
    answer = with_key(reading[0]).post(f"{RECORDS}{draft.pk}/submit/", {}, format="json")
    draft.refresh_from_db()
    assert (answer.status_code, draft.status) == (403, "draft")


@pytest.mark.parametrize("end", ["revoked", "expired", "owner disabled"])
def test_key_is_dead_on_the_next_request(reading, officer, time_machine, end):
    text, key = reading
    assert with_key(text).get(RECORDS).status_code == 200
    if end == "revoked":
        api_key.revoke(key=key, by=officer)
    elif end == "expired":
        time_machine.move_to(key.expires_at)
    else:
        User.objects.update(status="disabled")
    answer = with_key(text).get(RECORDS)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_key_loses_its_rights_with_the_posting_of_its_owner(reading):
    Posting.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    assert with_key(reading[0]).get(RECORDS).status_code == 403


@pytest.mark.parametrize(
    "header", ["Api-Key", "Api-Key  ", "Api-Key abcd1234.x", "Api-Key \xe9", "api-key 1.2.3"]
)
def test_text_that_is_no_key_is_refused(db, header):
    answer = APIClient().get(RECORDS, headers={"Authorization": header})
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_key_decides_where_a_cookie_is_sent_too(reading, supervisor):
    client = with_key(reading[0])
    client.force_login(supervisor, backend=BACKEND)
    draft = make_draft(supervisor, supervisor.current_postings[0].station)
    make_key(supervisor, "record.read")
    assert client.post(f"{RECORDS}{draft.pk}/submit/", {}, format="json").status_code == 403


def test_bad_key_is_refused_where_a_cookie_would_do(officer):
    client = with_key("abcd1234.nonsense")
    client.force_login(officer, backend=BACKEND)
    assert client.get(RECORDS).status_code == 401


def test_event_names_the_key(reading, officer, station_a):
    text, key = reading
    draft = make_draft(officer, station_a)
    with_key(text, REMOTE_ADDR="192.0.2.1").get(f"{RECORDS}{draft.pk}/")
    event = AuditEvent.objects.get(action="record.read")
    assert (event.actor_id, event.source) == (str(officer.pk), f"192.0.2.1 key {key.prefix}")


def test_event_of_the_next_request_names_no_key(reading, officer, station_a, api):
    draft = make_draft(officer, station_a)
    with_key(reading[0]).get(f"{RECORDS}{draft.pk}/")
    api(officer).get(f"{RECORDS}{draft.pk}/")
    assert AuditEvent.objects.filter(action="record.read").last().source == "127.0.0.1"


def test_key_never_acts_on_the_account(officer):
    text, key = make_key(officer, "record.read")
    _, token = issue_token(by=officer)
    # As if someone had written the scope into the table.
    ApiKey.objects.filter(pk=key.pk).update(scopes=["record.read", "account.own"])
    client = with_key(text)
    answers = [
        client.post("/api/logout"),
        client.get("/api/v1/tokens/"),
        client.delete(f"/api/v1/tokens/{token.pk}/"),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert AccessToken.objects.live().count() == 1


def test_last_use_is_kept_to_the_minute(reading, time_machine):
    text, key = reading
    start = datetime.datetime(2026, 11, 21, 9, 0, tzinfo=datetime.UTC)
    seen = []
    for seconds in (0, 59, 60):
        time_machine.move_to(start + datetime.timedelta(seconds=seconds), tick=False)
        with_key(text).get(RECORDS)
        key.refresh_from_db()
        seen.append((key.last_used_at - start).total_seconds())
    assert seen == [0, 0, 60]


def test_quota_ends_with_the_day(officer, time_machine):
    text, _ = make_key(officer, "record.read", quota=2)
    time_machine.move_to(datetime.datetime(2026, 11, 22, 23, 50, tzinfo=datetime.UTC), tick=False)
    answers = [with_key(text).get(RECORDS) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "600"
    assert answers[2]["Content-Type"] == "application/problem+json"
    time_machine.move_to(datetime.datetime(2026, 11, 23, 0, 0, tzinfo=datetime.UTC), tick=False)
    assert with_key(text).get(RECORDS).status_code == 200


def test_quota_counts_refused_requests_too(officer):
    text, _ = make_key(officer, "record.read", quota=1)
    assert with_key(text).get("/api/v1/models/").status_code == 403
    assert with_key(text).get(RECORDS).status_code == 429


def test_first_request_past_the_quota_is_an_event_of_the_day(officer, time_machine):
    text, key = make_key(officer, "record.read", quota=1)
    for day in (21, 22):
        time_machine.move_to(datetime.datetime(2026, 11, day, 9, tzinfo=datetime.UTC), tick=False)
        assert [with_key(text).get(RECORDS).status_code for _ in range(4)] == [200, 429, 429, 429]
    events = AuditEvent.objects.filter(action="access.refused")
    seen = [(event.object_id, event.actor_id, event.outcome, event.reason) for event in events]
    assert seen == [(str(key.pk), str(officer.pk), "refused", "quota")] * 2
