"""Passwords as people and their managers type them, on every page that asks for one."""

import re
from pathlib import Path

import pytest
from django.conf import settings as project
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD

SPACED = "  Two blanks before, one after, ÄÖÜ and a \ttab "
OTHER = "another long phrase for tests"
ENTRANCES = ["/accounts/login/", "/accounts/signup/"]
OWN = ["/accounts/password/change/", "/accounts/reauthenticate/"]
SCRIPTS = sorted(Path(project.BASE_DIR, "static", "js").glob("*.js"))


def password_inputs(page: str) -> list[str]:
    return re.findall(r'<input[^>]*name="[^"]*password[^"]*"[^>]*>', page)


@pytest.mark.parametrize("path", [*ENTRANCES, *OWN])
def test_password_is_masked_and_left_to_its_manager(browse, citizen, path):
    browser = browse(citizen) if path in OWN else Client()
    found = password_inputs(browser.get(path).content.decode())
    assert found
    for tag in found:
        assert 'type="password"' in tag
        assert re.search(r'autocomplete="(current|new)-password"', tag)
        assert "maxlength" not in tag
        assert "readonly" not in tag


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_hinders_no_pasting(path):
    assert re.findall(r"paste|clipboard|beforeinput", path.read_text("utf-8")) == []


def test_password_counts_to_its_last_blank(citizen, api):
    citizen.set_password(SPACED)
    citizen.save()

    def logs_in(password: str) -> list[int]:
        page = Client().post("/accounts/login/", {"login": "citizen", "password": password})
        body = {"username": "citizen", "password": password}
        return [page.status_code, api().post("/api/login", body, format="json").status_code]

    assert logs_in(SPACED) == [302, 200]
    assert logs_in(SPACED.strip()) == [200, 401]
    assert logs_in(SPACED.lower()) == [200, 401]


def test_long_password_is_not_cut(citizen):
    citizen.set_password("a" * 127 + "b")
    assert not citizen.check_password("a" * 127 + "c")
    assert citizen.check_password("a" * 127 + "b")


@pytest.mark.parametrize("old", ["", "not the password"])
def test_password_is_not_changed_without_the_old_one(browse, citizen, old):
    values = {"oldpassword": old, "password1": OTHER, "password2": OTHER}
    browse(citizen).post("/accounts/password/change/", values)
    citizen.refresh_from_db()
    assert citizen.check_password(PASSWORD)


def test_password_is_changed_with_the_old_one(browse, citizen):
    values = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    assert browse(citizen).post("/accounts/password/change/", values).status_code == 302
    citizen.refresh_from_db()
    assert citizen.check_password(OTHER)


@pytest.mark.parametrize("weak", ["elevenchars", "password1234", "123456789012"])
def test_weak_new_password_is_refused(browse, citizen, weak):
    values = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    assert browse(citizen).post("/accounts/password/change/", values).status_code == 200
    citizen.refresh_from_db()
    assert citizen.check_password(PASSWORD)


def test_account_keeps_neither_hint_nor_secret_question():
    names = {field.name for field in User._meta.get_fields()}
    assert {name for name in names if re.search("hint|question|answer", name)} == set()


def test_new_installation_has_no_account(db):
    assert not User.objects.exists()
