"""The two doors that take a password: the page and the API."""

import datetime
import json
import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client

from accounts import tasks
from accounts.models import AuditEvent, LogInGuard
from tests.factories import PASSWORD

PAGE = "/accounts/login/"
WRONG = "not the password"
LOCKED = "Too many failed attempts. Wait a while and try again, or ask your supervisor to lift the lock."


def by_page(login: str, password: str, **extra: str) -> HttpResponse:
    return Client(headers=extra).post(PAGE, {"login": login, "password": password})


def by_api(login: str, password: str) -> HttpResponse:
    body = json.dumps({"username": login, "password": password})
    return Client().post("/api/login", body, content_type="application/json")


def errors(answer: HttpResponse) -> list[str]:
    return answer.context["form"].non_field_errors()


def bare(answer: HttpResponse, login: str) -> str:
    """The page without what differs each time: tokens, and the name that was typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return page.replace(login, "")


def test_page_shows_the_banner(db, settings):
    settings.LOGIN_BANNER = "For members of the force only."
    assert "For members of the force only." in Client().get(PAGE).content.decode()


def test_right_password_opens_the_staff_home(officer):
    assert by_page("officer", PASSWORD).url == "/welcome/"


def test_failures_at_both_doors_lock_both(officer):
    for _ in range(2):
        by_page("officer", WRONG)
    for _ in range(3):
        by_api("officer@example.org", WRONG)
    assert errors(by_page("officer", PASSWORD)) == [LOCKED]
    assert by_api("officer", PASSWORD).status_code == 429


def test_locked_api_says_when_to_come_again(officer):
    for _ in range(5):
        by_api("officer", WRONG)
    assert by_api("officer", PASSWORD)["Retry-After"] == "900"


@pytest.mark.parametrize("attempts", [1, 6])
def test_known_and_unknown_names_get_the_same_page(officer, attempts):
    for _ in range(attempts):
        known, unknown = by_page("officer", WRONG), by_page("nobody1", WRONG)
    assert (known.status_code, bare(known, "officer")) == (unknown.status_code, bare(unknown, "nobody1"))


@pytest.mark.parametrize("attempts", [1, 6])
def test_known_and_unknown_names_get_the_same_answer(officer, attempts):
    for _ in range(attempts):
        known, unknown = by_api("officer", WRONG), by_api("nobody", WRONG)
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


def test_twenty_failures_a_minute_from_one_address(officer, settings):
    settings.LOGIN_FAILURES_ALLOWED = 100
    for number in range(20):
        by_page(f"nobody{number}", WRONG)
    assert errors(by_page("officer", PASSWORD)) == [LOCKED]


def test_right_passwords_do_not_count_against_the_address(officer, colleague):
    for _ in range(21):
        assert by_page("officer", PASSWORD).status_code == 302
    assert by_page("colleague", PASSWORD).status_code == 302


@pytest.mark.parametrize(
    "forwarded", ["198.51.100.7", "", "nonsense", "198.51.100.7:443", "a, b", "[::1]:80"]
)
def test_forwarded_address_of_any_form_is_no_error(officer, settings, forwarded):
    settings.TRUSTED_PROXY_COUNT = 2
    assert by_page("officer", PASSWORD, **{"x-forwarded-for": forwarded}).status_code == 302


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_foreign_target_is_not_followed(officer, target):
    answer = Client().post(
        f"{PAGE}?next={target}", {"login": "officer", "password": PASSWORD, "next": target}
    )
    assert answer.url == "/welcome/"


def test_own_target_is_followed(officer):
    answer = Client().post(PAGE, {"login": "officer", "password": PASSWORD, "next": "/records/?page=2"})
    assert answer.url == "/records/?page=2"


def test_foreign_target_after_log_out_is_not_followed(officer, browse):
    assert browse(officer).post("/accounts/logout/", {"next": "https://evil.example/"}).url == "/"


def test_disabled_person_is_not_logged_in(officer):
    officer.status = "disabled"
    officer.save()
    client = Client()
    assert client.post(PAGE, {"login": "officer", "password": PASSWORD}).url == "/accounts/inactive/"
    assert client.get("/staff/").status_code == 302
    assert not AuditEvent.objects.filter(action="account.log_in").exists()


@pytest.mark.parametrize("password", ["short1!", "password1234", "officer@example"])
def test_weak_password_is_refused(officer, password):
    with pytest.raises(ValidationError):
        validate_password(password, officer)


def test_long_password_needs_no_mixture(officer):
    validate_password("seventeen wet geese", officer)


def test_expired_sessions_and_counts_are_forgotten(officer, time_machine, browse):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC), tick=False)
    browse(officer)
    by_page("nobody", WRONG)
    time_machine.shift(13 * 3600)
    tasks.forget_expired()
    assert not LogInGuard.objects.exists()
    assert not Session.objects.exists()
