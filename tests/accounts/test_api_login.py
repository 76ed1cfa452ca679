"""The second step of a log-in by API, its limits, and what ends a token."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.cipher import decrypt
from accounts.models import AccessToken, AuditEvent
from tests.factories import PASSWORD

from .pages import send_back

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def totp(officer):
    TOTP.activate(officer, SECRET)
    return officer


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def log_in(username="officer", password=PASSWORD, **body):
    return APIClient().post("/api/login", {"username": username, "password": password, **body}, format="json")


def uses(token: str) -> int:
    """Status of a request with the token that needs a log-in."""
    return APIClient().get("/api/v1/records/", headers={"Authorization": f"Bearer {token}"}).status_code


def test_password_alone_gives_no_token_where_a_second_step_is_set(totp):
    response = log_in()
    assert response.status_code == 401
    assert [error["field"] for error in response.json()["errors"]] == ["code"]
    assert not AccessToken.objects.exists()


def test_secrets_of_the_second_step_are_stored_encrypted(totp):
    RecoveryCodes.activate(totp)
    app, codes = Authenticator.objects.filter(user=totp).order_by("type").values_list("data", flat=True)[::-1]
    assert SECRET not in str(app)
    assert decrypt(app["secret"].encode()) == SECRET
    assert len(decrypt(codes["seed"].encode())) >= 32


def test_password_and_code_give_a_token_once(totp):
    code = code_now()
    assert log_in(code=code).status_code == 200
    assert log_in(code=code).status_code == 401
    assert Authenticator.objects.get().last_used_at is not None


def test_recovery_code_stands_for_the_code(totp):
    code = RecoveryCodes.activate(totp).get_unused_codes()[0]
    assert [log_in(code=code).status_code for _ in range(2)] == [200, 401]


def test_wrong_code_is_refused_and_audited(totp):
    assert log_in(code="000000").status_code == 401
    event = AuditEvent.objects.get(action="account.log_in_failed")
    assert (event.object_id, event.outcome, event.reason) == (str(totp.pk), "refused", "code")


def test_right_code_with_a_wrong_password_says_nothing_of_the_code(totp):
    response = log_in(password="not the password", code=code_now())
    assert (response.status_code, "errors" in response.json()) == (401, False)


def test_code_is_ignored_where_no_second_step_is_set(officer):
    assert log_in(code="000000").status_code == 200


def test_staff_without_a_required_second_step_get_no_token(officer, settings):
    settings.REQUIRE_STAFF_MFA = True
    response = log_in()
    assert (response.status_code, "token" in response.json()) == (403, False)
    assert not AccessToken.objects.exists()


def test_required_second_step_asks_nothing_of_citizens(citizen, settings):
    settings.REQUIRE_STAFF_MFA = True
    assert log_in("citizen").status_code == 200


def test_too_many_wrong_passwords_are_too_many_requests(officer):
    answers = [log_in(password="not the password") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert log_in().status_code == 429


def test_too_many_wrong_codes_are_too_many_requests(totp):
    assert [log_in(code="000000").status_code for _ in range(6)] == [401] * 5 + [429]
    assert log_in(code=code_now()).status_code == 429


def test_new_password_ends_the_tokens(officer):
    token = log_in().json()["token"]
    assert uses(token) == 200
    officer.set_password("another long phrase")
    officer.save()
    assert uses(token) == 401


def test_token_outlives_a_change_of_the_secret_key_with_a_fallback(officer, settings):
    token = log_in().json()["token"]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, [settings.SECRET_KEY]
    assert uses(token) == 200


def test_locking_a_user_ends_the_tokens_for_good(officer, administrator, browse):
    token = log_in().json()["token"]
    page = reverse("admin:accounts_user_change", args=[officer.pk])
    for status in ("locked", "active"):
        send_back(browse(administrator), page, status=status)
    officer.refresh_from_db()
    assert (officer.status, uses(token)) == ("active", 401)
    assert AuditEvent.objects.filter(action="account.token_revoked").count() == 1
