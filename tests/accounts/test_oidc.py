"""Log-in at an identity provider: another process, real HTTP between the two, on this machine alone."""

import subprocess
import sys
from pathlib import Path

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import AuditEvent, User
from crimeportal import env
from tests import factories

from .idp.serve import CLIENT_ID, CLIENT_SECRET, PASSWORD

ROOT = Path(__file__).resolve().parents[2]
LOGIN = "/accounts/oidc/staff/login/"
CALLBACK = f"http://testserver{LOGIN}callback/"
THERE = ["officer@example.org", "citizen@example.org", "stranger@example.org", "colleague@example.org?"]


@pytest.fixture(scope="module")
def server():
    command = [sys.executable, "-m", "tests.accounts.idp.serve", CALLBACK, *THERE, "second@example.org"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def provider(server, settings, monkeypatch) -> str:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    values = {"SERVER_URL": server, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET, "NAME": "Force"}
    for name, value in values.items():
        monkeypatch.setenv(f"OIDC_{name}", value)
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": env.oidc_apps({"http"})}
    }
    return server


def log_in(browser: Client, provider: str, person: str, process: str = "login"):
    """Both sides, as a browser goes: to the provider, through its log-in, back with the code."""
    sent = browser.post(f"{LOGIN}?process={process}")
    assert sent.status_code == 302
    assert sent.url.startswith(f"{provider}/identity/o/authorize?")
    there = requests.Session()
    page = f"{provider}/accounts/login/"
    there.get(page, timeout=10)
    form = {"login": person, "password": PASSWORD, "csrfmiddlewaretoken": there.cookies["csrftoken"]}
    assert there.post(page, form, allow_redirects=False, timeout=10).status_code == 302
    back = there.get(sent.url, allow_redirects=False, timeout=10)
    assert back.headers["Location"].startswith(CALLBACK)
    return browser.get(back.headers["Location"].removeprefix("http://testserver"))


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def assert_refused(browser: Client, response) -> None:
    assert response.status_code == 401
    assert "You could not be signed in" in response.content.decode()
    assert not is_in(browser)
    assert not SocialAccount.objects.exists()
    event = AuditEvent.objects.get(action="account.log_in_failed")
    assert (event.outcome, event.reason) == ("refused", "provider")


def test_staff_log_in_at_the_provider(provider, officer, browse):
    browser = browse()
    response = log_in(browser, provider, "officer@example.org")
    assert (response.status_code, response.url) == (302, "/welcome/")
    assert browser.get("/staff/").status_code == 200
    event = AuditEvent.objects.get(action="account.log_in")
    assert (event.actor_id, event.changes["provider"]) == (str(officer.pk), [None, "staff"])


def test_log_in_page_offers_the_provider(provider, db, browse):
    assert "sign in with Force" in browse().get("/accounts/login/").content.decode()


def test_subject_finds_the_person_after_the_first_time(provider, officer, browse):
    log_in(browse(), provider, "officer@example.org")
    User.objects.filter(pk=officer.pk).update(email="married@example.org")
    browser = browse()
    log_in(browser, provider, "officer@example.org")
    assert browser.session["_auth_user_id"] == str(officer.pk)
    assert SocialAccount.objects.get().user == officer


def test_address_that_another_subject_has_now_opens_nothing(provider, officer, browse):
    log_in(browse(), provider, "officer@example.org")
    User.objects.filter(pk=officer.pk).update(email="second@example.org")
    browser = browse()
    assert log_in(browser, provider, "second@example.org").status_code == 401
    assert not is_in(browser)
    assert SocialAccount.objects.count() == 1


def test_unknown_address_is_refused_and_makes_nobody(provider, officer, browse):
    browser = browse()
    assert_refused(browser, log_in(browser, provider, "stranger@example.org"))
    assert User.objects.count() == 1


def test_address_that_the_provider_did_not_verify_is_refused(provider, colleague, browse):
    browser = browse()
    assert_refused(browser, log_in(browser, provider, "colleague@example.org"))


def test_disabled_member_is_refused(provider, officer, browse):
    User.objects.filter(pk=officer.pk).update(status="disabled")
    browser = browse()
    assert_refused(browser, log_in(browser, provider, "officer@example.org"))


def test_member_disabled_later_is_refused(provider, officer, browse):
    log_in(browse(), provider, "officer@example.org")
    User.objects.filter(pk=officer.pk).update(status="disabled")
    browser = browse()
    assert log_in(browser, provider, "officer@example.org").status_code == 401
    assert not is_in(browser)


def test_citizen_is_refused(provider, citizen, browse):
    browser = browse()
    assert_refused(browser, log_in(browser, provider, "citizen@example.org"))


def test_account_of_the_provider_is_not_connected_by_hand(provider, citizen, browse):
    browser = browse(citizen)
    assert log_in(browser, provider, "stranger@example.org", process="connect").status_code == 401
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("path", ["/accounts/3rdparty/", "/accounts/3rdparty/signup/"])
def test_pages_that_connect_or_make_accounts_are_closed(path, officer, browse):
    assert browse(officer).get(path).status_code == 404


def test_second_step_is_asked_after_the_provider(provider, officer, browse):
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={"secret": "x"})
    browser = browse()
    response = log_in(browser, provider, "officer@example.org")
    assert (response.status_code, response.url) == (302, "/accounts/2fa/authenticate/")
    assert not is_in(browser)


def test_log_in_after_the_second_step_is_audited_with_the_provider(provider, officer, browse):
    TOTP.activate(officer, generate_totp_secret())
    code = RecoveryCodes.activate(officer).get_unused_codes()[0]
    browser = browse()
    response = log_in(browser, provider, "officer@example.org")
    assert browser.post(response.url, {"code": code}).status_code == 302
    assert browser.get("/staff/").status_code == 200
    event = AuditEvent.objects.get(action="account.log_in")
    assert (event.actor_id, event.changes["provider"]) == (str(officer.pk), [None, "staff"])


def test_required_second_step_stands_before_the_work(provider, officer, browse, settings):
    settings.REQUIRE_STAFF_MFA = True
    browser = browse()
    log_in(browser, provider, "officer@example.org")
    assert browser.get("/records/").status_code in {302, 403}


def test_code_of_another_browser_opens_nothing(provider, officer, browse):
    first, second = browse(), browse()
    sent = first.post(f"{LOGIN}?process=login").url
    state = dict(part.split("=") for part in sent.split("?")[1].split("&"))["state"]
    response = second.get(f"{LOGIN}callback/?code=stolen&state={state}")
    assert response.status_code == 401
    assert not is_in(second)


def test_provider_that_is_down_is_said(provider, db, browse, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"] = {
        "server_url": "http://127.0.0.1:9"
    }
    response = browse().post(f"{LOGIN}?process=login")
    assert response.status_code == 401
    assert "You could not be signed in" in response.content.decode()


def test_without_configuration_there_is_no_such_log_in(db, browse):
    assert browse().post(LOGIN).status_code == 404
    assert "Staff: sign in" not in browse().get("/accounts/login/").content.decode()


def test_password_of_an_account_never_verified_ends_with_the_first_log_in(provider, officer, browse):
    assert officer.check_password(factories.PASSWORD)
    log_in(browse(), provider, "officer@example.org")
    officer.refresh_from_db()
    assert not officer.has_usable_password()
