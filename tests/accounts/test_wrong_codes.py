"""Wrong codes are counted though the page that takes them is one transaction, whatever cache counts them."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from tests.factories import PASSWORD, make_user

from .test_api_login import SECRET, code_now

AT_ONCE = 12
WRONG = "000000"
IN_DATABASE = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}


@pytest.fixture(params=["memory", "database"])
def counted(request, settings, db):
    """The cache of one process, and the one that is a table: counts are part of the page's transaction."""
    if request.param == "database":
        settings.CACHES = {"default": IN_DATABASE}
        call_command("createcachetable")


@pytest.fixture
def totp(officer, counted) -> User:
    TOTP.activate(officer, SECRET)
    return officer


def at_second_step(name: str = "officer") -> Client:
    """A browser that has sent the right password."""
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": name, "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    return browser


def told(browser: Client, code: str, name: str = "mfa_authenticate") -> str:
    """What the page says of a code; empty where it goes on."""
    answer = browser.post(reverse(name), {"code": code})
    if answer.status_code == 302:
        return ""
    found = re.search(r"(Incorrect code|Too many failed)", answer.content.decode())
    return found.group(1)


def test_five_wrong_codes_close_the_second_step_for_every_browser(totp, time_machine):
    time_machine.move_to("2026-11-21 09:00:00+00:00", tick=False)
    browser = at_second_step()
    assert [told(browser, WRONG) for _ in range(6)] == ["Incorrect code"] * 5 + ["Too many failed"]
    assert told(at_second_step(), code_now()) == "Too many failed"
    assert AuditEvent.objects.filter(action="account.log_in_failed", reason="code").count() == 5
    assert not AuditEvent.objects.filter(action="account.log_in").exists()
    time_machine.move_to("2026-11-21 09:15:01+00:00", tick=False)
    assert told(at_second_step(), code_now()) == ""


def test_recovery_codes_count_together_with_the_app_and_none_is_used_up(totp):
    codes = RecoveryCodes.activate(totp)
    unused = codes.get_unused_codes()
    tried = ["AAAAAAAA", WRONG, "BBBBBBBB", WRONG, "CCCCCCCC"]
    assert {told(at_second_step(), code) for code in tried} == {"Incorrect code"}
    assert told(at_second_step(), unused[0]) == "Too many failed"
    stored = Authenticator.objects.get(type="recovery_codes")
    assert RecoveryCodes(stored).get_unused_codes() == unused


def test_proof_again_by_code_counts_too(totp, browse):
    browser = browse(totp)
    answers = [told(browser, WRONG, "mfa_reauthenticate") for _ in range(6)]
    assert answers == ["Incorrect code"] * 5 + ["Too many failed"]
    assert told(at_second_step(), code_now()) == "Too many failed"


def test_wrong_codes_set_up_no_app(officer, counted, browse):
    browser = browse(officer)
    answers = [browser.post(reverse("mfa_activate_totp"), {"code": WRONG}) for _ in range(6)]
    said = ["Incorrect code" in answer.content.decode() for answer in answers]
    assert said == [True] * 5 + [False]
    assert not Authenticator.objects.exists()


def test_wrong_passwords_on_the_page_that_asks_again_lock_the_account(officer, counted, browse):
    browser = browse(officer)
    page = reverse("account_reauthenticate")
    for _ in range(5):
        assert browser.post(page, {"password": "wrong"}).status_code == 200
    answer = browser.post(page, {"password": PASSWORD})
    assert "Too many failed" in answer.content.decode()
    assert AuditEvent.objects.filter(action="account.locked").count() == 1


def test_keys_of_a_reset_are_tried_twenty_times_a_minute(officer, counted, browse):
    page = reverse("account_reset_password_from_key", args=["1", "set-password"])
    found = [browse().post(page, {"password1": "x", "password2": "x"}).status_code for _ in range(21)]
    assert found == [200] * 20 + [429]


def test_failure_that_cannot_be_recorded_says_nothing_of_the_code(totp, monkeypatch):
    """Where the event of the failure cannot be written, right and wrong code are answered alike."""

    def fail(*args, **kwargs):
        raise RuntimeError("the log is full")

    browser = at_second_step()
    browser.raise_request_exception = False
    monkeypatch.setattr(AuditEvent, "save", fail)
    answers = [browser.post(reverse("mfa_authenticate"), {"code": code}) for code in (WRONG, code_now())]
    assert [answer.status_code for answer in answers] == [500, 500]
    assert "_auth_user_id" not in browser.session


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_wrong_codes_at_the_same_moment_are_five(settings):
    settings.CACHES = {"default": IN_DATABASE}
    call_command("createcachetable")
    TOTP.activate(make_user("officer"), SECRET)
    cookie = at_second_step().cookies["sessionid"].value
    start = Barrier(AT_ONCE)

    def attempt(_: int) -> str:
        browser = Client()
        browser.cookies["sessionid"] = cookie
        try:
            start.wait(60)
            return told(browser, WRONG)
        finally:
            connection.close()

    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            said = Counter(pool.map(attempt, range(AT_ONCE)))
        assert said == {"Incorrect code": 5, "Too many failed": 7}
        assert told(at_second_step(), code_now()) == "Too many failed"
    finally:
        cache.clear()
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE portal_cache")
