"""Endpoints that want to know lately who is there, asked with the cookie of a browser."""

import datetime

import pytest

from records.models import AccessGrant
from records.services import crime
from tests import factories

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

    def after(seconds: int):
        time_machine.shift(seconds)
        return browser.post("/api/v1/grants/", body, content_type="application/json")

    return after


def test_recent_log_in_changes_rights(ask):
    assert ask(599).status_code == 201
    assert AccessGrant.objects.count() == 1


def test_old_log_in_changes_nothing(ask):
    response = ask(601)
    assert response.status_code == 403
    assert "Prove who you are again" in response.json()["detail"]
    assert not AccessGrant.objects.exists()
