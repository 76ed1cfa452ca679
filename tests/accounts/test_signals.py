"""What the library does to an account stands in the audit log, or is not done."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from accounts.audit import Action
from accounts.models import AuditEvent, User
from tests.factories import PASSWORD

from .test_api_login import SECRET, code_now

NEW = "another long phrase for tests"


@pytest.fixture(autouse=True)
def _at_nine(time_machine):
    """Codes of an app hold for half a minute."""
    time_machine.move_to(datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def address(officer) -> EmailAddress:
    return EmailAddress.objects.create(user=officer, email=officer.email, primary=True, verified=True)


@pytest.fixture
def visitor(officer, address, browse) -> Client:
    """The officer's browser, who has just proved who it is."""
    visitor = browse(officer)
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return visitor


def told(action: Action) -> list[tuple[str, str, dict]]:
    events = AuditEvent.objects.filter(action=action).order_by("id")
    return list(events.values_list("actor_id", "reason", "changes"))


def change_password(visitor: Client):
    body = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return visitor.post("/accounts/password/change/", body)


def test_password_change(visitor, officer):
    change_password(visitor)
    assert told(Action.PASSWORD_CHANGED) == [(str(officer.pk), "", {})]
    assert User.objects.get(pk=officer.pk).check_password(NEW)


def test_password_reset(browse, officer, address):
    visitor = browse()
    visitor.post("/accounts/password/reset/", {"email": officer.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    page = visitor.get(link, follow=True).request["PATH_INFO"]
    visitor.post(page, {"password1": NEW, "password2": NEW})
    assert told(Action.PASSWORD_CHANGED) == [(str(officer.pk), "reset by mail", {})]
    assert User.objects.get(pk=officer.pk).check_password(NEW)


def test_address_added_verified_made_the_main_one_and_removed(visitor, officer, address):
    new = "new@example.org"
    visitor.post("/accounts/email/", {"action_add": "", "email": new})
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]
    visitor.post(link)
    visitor.post("/accounts/email/", {"action_primary": "", "email": new})
    visitor.post("/accounts/email/", {"action_remove": "", "email": officer.email})
    assert [changes for _, _, changes in told(Action.EMAIL_CHANGED)] == [
        {"address": [None, new]},
        {"verified": [None, new]},
        {"email": [officer.email, new]},
        {"address": [officer.email, None]},
    ]
    assert User.objects.get(pk=officer.pk).email == new


def test_app_added_codes_made_and_app_removed(visitor, officer):
    visitor.get("/accounts/2fa/totp/activate/")
    session = visitor.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    visitor.post("/accounts/2fa/totp/activate/", {"code": code_now()})
    visitor.post("/accounts/2fa/recovery-codes/generate/")
    visitor.post("/accounts/2fa/totp/deactivate/")
    assert [changes["step"] for _, _, changes in told(Action.SECOND_STEP_CHANGED)] == [
        [None, "totp"],
        [None, "recovery_codes"],
        ["recovery_codes", None],
        [None, "recovery_codes"],
        ["totp", None],
        ["recovery_codes", None],
    ]


def sign_in(code: str) -> Client:
    visitor = Client()
    visitor.post("/accounts/login/", {"login": "officer", "password": PASSWORD})
    visitor.post("/accounts/2fa/authenticate/", {"code": code})
    return visitor


def test_log_in_tells_its_steps(officer):
    TOTP.activate(officer, SECRET)
    assert sign_in(code_now()).get("/staff/").status_code == 200
    assert told(Action.LOG_IN) == [(str(officer.pk), "", {"steps": [None, ["password", "totp"]]})]


def test_recovery_code_used(officer):
    TOTP.activate(officer, SECRET)
    sign_in(RecoveryCodes.activate(officer).get_unused_codes()[0])
    assert told(Action.SECOND_STEP_CHANGED)[-1] == (str(officer.pk), "recovery code used", {})


def test_recovery_code_used_over_the_api(officer, api):
    TOTP.activate(officer, SECRET)
    code = RecoveryCodes.activate(officer).get_unused_codes()[0]
    api().post("/api/login", {"username": "officer", "password": PASSWORD, "code": code}, format="json")
    assert told(Action.SECOND_STEP_CHANGED)[-1] == (str(officer.pk), "recovery code used", {})


def test_wrong_code_opens_nothing_and_is_recorded(officer):
    TOTP.activate(officer, SECRET)
    assert sign_in("000000").get("/staff/").status_code == 302
    event = AuditEvent.objects.get(action=Action.LOG_IN_FAILED)
    assert (event.object_id, event.reason) == (str(officer.pk), "code")


def test_sixth_code_is_not_looked_at(officer):
    TOTP.activate(officer, SECRET)
    visitor = Client()
    visitor.post("/accounts/login/", {"login": "officer", "password": PASSWORD})
    for _ in range(5):
        visitor.post("/accounts/2fa/authenticate/", {"code": "000000"})
    visitor.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert visitor.get("/staff/").status_code == 302


def test_log_out(visitor, officer):
    visitor.post("/accounts/logout/")
    assert told(Action.LOG_OUT) == [(str(officer.pk), "", {})]


def test_other_sessions_ended(officer):
    first, second = Client(), Client()
    for visitor in (first, second):
        visitor.post("/accounts/login/", {"login": "officer", "password": PASSWORD})
    assert second.get("/accounts/sessions/").context["session_count"] == 2
    second.post("/accounts/sessions/")
    assert first.get("/staff/").status_code == 302
    assert second.get("/staff/").status_code == 200
    assert told(Action.SESSION_ENDED) == [(str(officer.pk), "by its owner", {})]


@pytest.fixture
def unwritable(monkeypatch, visitor):
    visitor.raise_request_exception = False
    monkeypatch.setattr("accounts.audit.record", lambda *args, **kwargs: 1 / 0)


def test_password_stays_when_its_change_cannot_be_recorded(visitor, officer, unwritable):
    assert change_password(visitor).status_code == 500
    assert User.objects.get(pk=officer.pk).check_password(PASSWORD)


def test_address_stays_when_its_change_cannot_be_recorded(visitor, officer, unwritable):
    answer = visitor.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    assert answer.status_code == 500
    assert EmailAddress.objects.count() == 1


def test_second_step_is_not_added_when_that_cannot_be_recorded(visitor, officer, unwritable):
    session = visitor.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    assert visitor.post("/accounts/2fa/totp/activate/", {"code": code_now()}).status_code == 500
    assert not Authenticator.objects.exists()


def test_second_step_stays_when_its_end_cannot_be_recorded(visitor, officer, monkeypatch):
    TOTP.activate(officer, SECRET)
    visitor.raise_request_exception = False
    monkeypatch.setattr("accounts.audit.record", lambda *args, **kwargs: 1 / 0)
    assert visitor.post("/accounts/2fa/totp/deactivate/").status_code == 500
    assert Authenticator.objects.count() == 1


def test_log_in_that_cannot_be_recorded_logs_nobody_in(officer, monkeypatch):
    monkeypatch.setattr("accounts.adapter.audit.record", lambda *args, **kwargs: 1 / 0)
    visitor = Client(raise_request_exception=False)
    answer = visitor.post("/accounts/login/", {"login": "officer", "password": PASSWORD})
    assert answer.status_code == 500
    assert visitor.get("/staff/").status_code == 302
