"""An act whose event cannot be written fails: nothing is changed, and nothing is shown."""

import pytest
from django.db import DatabaseError
from django.test import Client

from accounts.models import AccessToken, AuditEvent
from records.services import crime
from tests.factories import PASSWORD, make_draft
from tests.factories.people import make_person


@pytest.fixture
def record(settings, officer, station_a):
    settings.CONSULTATION_REASON = "off"
    return make_draft(officer, station_a)


@pytest.fixture
def browser(browse, officer):
    browser = browse(officer)
    browser.raise_request_exception = False
    return browser


@pytest.fixture
def full_log(monkeypatch):
    """From the call on, no event can be written."""

    def fill() -> None:
        def fail(*args, **kwargs):
            raise DatabaseError("the log is full")

        monkeypatch.setattr(AuditEvent, "save", fail)

    return fill


def test_write_without_its_event_changes_nothing(record, officer, full_log):
    full_log()
    with pytest.raises(DatabaseError):
        crime.submit(record=record, by=officer)
    record.refresh_from_db()
    assert (record.status, record.version, record.status_events.count()) == ("draft", 1, 1)


@pytest.mark.parametrize("path", ["/records/{}/", "/records/{}/print/", "/api/v1/records/{}/"])
def test_read_without_its_event_shows_nothing(record, browser, full_log, path):
    full_log()
    answer = browser.get(path.format(record.pk))
    assert answer.status_code == 500
    assert record.title not in answer.content.decode()


@pytest.mark.parametrize("path", ["/accounts/login/", "/api/login"])
def test_log_in_without_its_event_opens_nothing(officer, full_log, path):
    browser = Client(raise_request_exception=False)
    full_log()
    fields = {"login": officer.email, "username": officer.email, "password": PASSWORD}
    answer = browser.post(path, fields, **({"content_type": "application/json"} if "api" in path else {}))
    assert answer.status_code == 500
    assert "_auth_user_id" not in browser.session
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("path", ["/records/search/", "/people/"])
def test_search_without_its_event_finds_nothing(record, officer, browser, full_log, path):
    make_person("Marek", "Dolan", crime.submit(record=record, by=officer))
    full_log()
    answer = browser.post(path, {"q": "dolan"}, follow=True)
    assert answer.status_code == 500
    assert "Dolan" not in answer.content.decode()
