import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from rest_framework.test import APIClient

from accounts import services
from accounts.models import AuditEvent, User
from tests import factories

RECORDS = "/api/v1/records/"


@pytest.fixture
def logged_in(officer, browse):
    """A browser that came through the log-in page."""
    browser = browse()
    browser.post("/accounts/login/", {"login": "officer", "password": factories.PASSWORD})
    assert browser.get("/staff/").status_code == 200
    return browser


def bearer(text: str, scheme: str = "Bearer") -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"{scheme} {text}")
    return client


@pytest.fixture
def token(officer) -> APIClient:
    client = bearer(services.issue_token(by=officer)[0])
    assert client.get(RECORDS).status_code == 200
    return client


@pytest.fixture
def key(officer) -> APIClient:
    text, _ = factories.make_key(officer, "record.read")
    client = bearer(text, "Api-Key")
    assert client.get(RECORDS).status_code == 200
    return client


def disable(user: User, by: User) -> None:
    services.set_status(user=user, status="disabled", by=by, reason="Left the force")


def test_session_is_dead_on_the_next_request(officer, administrator, logged_in):
    disable(officer, administrator)
    assert logged_in.get("/staff/").status_code == 302
    assert not Session.objects.filter(pk=logged_in.cookies["sessionid"].value).exists()


@pytest.mark.parametrize("way", ["token", "key"])
def test_token_and_key_are_dead_on_the_next_request(way, officer, administrator, request):
    client = request.getfixturevalue(way)
    disable(officer, administrator)
    assert client.get(RECORDS).status_code == 401


@pytest.mark.parametrize("way", ["token", "key"])
def test_token_and_key_stay_dead_when_the_account_is_enabled(way, officer, administrator, request):
    client = request.getfixturevalue(way)
    disable(officer, administrator)
    services.set_status(user=officer, status="active", by=administrator)
    assert client.get(RECORDS).status_code == 401


def test_log_in_under_way_while_it_is_disabled_opens_nothing_later(officer, administrator):
    disable(officer, administrator)
    # The password was looked at before; what it earned is written after.
    text, _ = services.issue_token(by=officer)
    services.set_status(user=officer, status="active", by=administrator)
    client = APIClient(headers={"Authorization": f"Bearer {text}"})
    assert client.get(RECORDS).status_code == 401


def test_session_stays_dead_when_the_account_is_enabled(officer, administrator, logged_in):
    disable(officer, administrator)
    services.set_status(user=officer, status="active", by=administrator)
    assert logged_in.get("/staff/").status_code == 302


def test_change_is_audited_once_with_its_reason(officer, administrator, token):
    disable(officer, administrator)
    event = AuditEvent.objects.get(action="account.status_changed")
    assert event.changes == {"status": ["active", "disabled"]}
    assert (event.actor_id, event.object_id) == (str(administrator.pk), str(officer.pk))
    assert event.reason == "Left the force"


def test_same_status_again_is_no_act(officer, administrator):
    services.set_status(user=officer, status="active", by=administrator)
    assert not AuditEvent.objects.filter(action="account.status_changed").exists()


def test_nothing_changes_when_the_event_cannot_be_written(officer, administrator, token, monkeypatch):
    monkeypatch.setattr("accounts.audit.record", lambda *args, **values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        disable(officer, administrator)
    monkeypatch.undo()
    assert User.objects.get(pk=officer.pk).is_active
    assert token.get(RECORDS).status_code == 200


def test_own_status_is_refused(administrator):
    with pytest.raises(ValidationError, match="Nobody changes their own status"):
        disable(administrator, administrator)
    assert User.objects.get(pk=administrator.pk).is_active


def test_log_ins_are_ended_and_the_person_may_log_in_again(officer, administrator, logged_in, token):
    assert services.end_log_ins(user=officer, by=administrator) == 1
    assert logged_in.get("/staff/").status_code == 302
    assert token.get(RECORDS).status_code == 401
    event = AuditEvent.objects.get(action="account.session_ended")
    assert event.changes == {"sessions": [1, 0]}
    logged_in.post("/accounts/login/", {"login": "officer", "password": factories.PASSWORD})
    assert logged_in.get("/staff/").status_code == 200
