"""Endpoints that want to know lately who is there, asked with the cookie of a browser or a token."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import services
from accounts.models import ApiKey
from records.models import AccessGrant
from records.services import crime
from tests import factories
from tests.factories import make_key

START = datetime.datetime(2026, 3, 9, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture
def ask(time_machine, browse, supervisor, colleague, officer, station_a):
    """Grant a colleague a record so many seconds after the supervisor's log-in."""
    time_machine.move_to(START, tick=False)
    draft = factories.make_draft(officer, station_a)
    record = crime.register(record=crime.submit(record=draft, by=officer), by=supervisor)
    browser = browse(supervisor)
    body = {
        "number": record.crime_id,
        "user": colleague.username,
        "kind": "deny",
        "reason": "Relative of the victim",
        "expires_at": (START + datetime.timedelta(days=9)).isoformat(),
    }

    def after(seconds: int, browser: Client = browser):
        time_machine.shift(seconds)
        return browser.post("/api/v1/grants/", body, content_type="application/json")

    return after


@pytest.mark.parametrize(("seconds", "status"), [(599, 201), (600, 403)])
def test_token_changes_rights_while_its_log_in_is_recent(ask, supervisor, seconds, status):
    text, _ = services.issue_token(by=supervisor)
    response = ask(seconds, browser=Client(headers={"Authorization": f"Bearer {text}"}))
    assert response.status_code == status
    assert AccessGrant.objects.count() == (status == 201)
    assert (status == 201) or "Log in again for a new token" in response.json()["detail"]


@pytest.mark.parametrize("action", ["record.grant", "record.break_glass", "access.review"])
def test_no_key_is_given_for_what_wants_a_recent_proof(supervisor, action):
    with pytest.raises(ValidationError, match="cannot give a key"):
        make_key(supervisor, action)
    assert not ApiKey.objects.exists()


def test_recent_log_in_changes_rights(ask):
    assert ask(599).status_code == 201
    assert AccessGrant.objects.count() == 1


def test_old_log_in_changes_nothing(ask):
    response = ask(601)
    assert response.status_code == 403
    assert "Prove who you are again" in response.json()["detail"]
    assert not AccessGrant.objects.exists()
