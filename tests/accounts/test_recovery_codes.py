"""The pages that show recovery codes write that they did."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import AuditEvent
from tests.factories import PASSWORD

from .test_api_login import SECRET

PAGE = "/accounts/2fa/recovery-codes/"


@pytest.fixture
def browser(browse, officer):
    TOTP.activate(officer, SECRET)
    RecoveryCodes.activate(officer)
    return browse(officer)


def shown() -> int:
    return AuditEvent.objects.filter(action="account.recovery_codes_shown").count()


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}download/"])
def test_codes_are_shown_with_an_event(browser, officer, page):
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    code = officer.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    assert code in browser.get(page).content.decode()
    event = AuditEvent.objects.get(action="account.recovery_codes_shown")
    assert (event.actor_id, event.object_id, code in str(event.changes)) == (
        str(officer.pk),
        str(officer.pk),
        False,
    )


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}download/"])
def test_codes_are_not_shown_where_the_event_cannot_be_written(browser, officer, page, monkeypatch):
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    code = officer.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    monkeypatch.setattr("accounts.audit.record", lambda *args, **kwargs: 1 / 0)
    browser.raise_request_exception = False
    response = browser.get(page)
    assert (response.status_code, code in response.content.decode()) == (500, False)
