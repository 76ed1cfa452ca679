"""Headers of every address that the resolver knows, for everyone, and of what goes wrong."""

import re
import uuid
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import RequestDataTooBig
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.services import issue_token
from crimeportal import health
from tests.test_architecture import patterns

from .headers import is_stored, wrong_in

CAST = ["officer", "investigator", "supervisor", "district", "custodian", "analyst", "auditor"]
CAST += ["administrator", "citizen"]
SAMPLES = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": str(uuid.UUID(int=1))}
CONVERTER = re.compile(r"<(?:(\w+):)?\w+>")
GROUP = re.compile(r"\(\?P<\w+>((?:[^()]|\([^()]*\))*)\)")


def addresses() -> Iterator[str]:
    """An address for each pattern; what it names need not be there."""
    for pattern, _ in patterns(get_resolver()):
        # Logging out would make the rest of a walk anonymous.
        if "logout" in pattern:
            continue
        path = CONVERTER.sub(lambda match: SAMPLES.get(match[1] or "str", "1"), pattern)
        path = GROUP.sub("1", path)
        yield "/" + re.sub(r"[\^$?]|\\Z|\\", "", path).replace(".*", "x")


ADDRESSES = sorted({*addresses(), health.PATH})


@pytest.fixture
def walk(browse, settings):
    settings.REQUESTS_PER_MINUTE = dict.fromkeys(settings.REQUESTS_PER_MINUTE, 100_000)

    def answers(user=None):
        browser = browse(user)
        browser.raise_request_exception = False
        # The schema takes a second to write and is the same for everyone.
        return [browser.get(path) for path in ADDRESSES if user is None or path != "/api/schema/"]

    return answers


def test_addresses_were_found():
    assert len(ADDRESSES) > 100
    assert {"/", "/admin/", "/accounts/login/", "/api/docs/", "/api/v1/records/"} <= set(ADDRESSES)


def test_anonymous_gets_the_headers_everywhere(walk, jurisdiction):
    answers = walk()
    assert {answer.request["PATH_INFO"]: wrong for answer in answers if (wrong := wrong_in(answer))} == {}
    assert {200, 302, 401, 404, 405} <= {answer.status_code for answer in answers}


@pytest.mark.parametrize("role", CAST)
def test_everyone_gets_the_headers_everywhere_and_nothing_is_stored(walk, request, role):
    answers = walk(request.getfixturevalue(role))
    assert {answer.request["PATH_INFO"]: wrong for answer in answers if (wrong := wrong_in(answer))} == {}
    assert [answer.request["PATH_INFO"] for answer in answers if is_stored(answer)] == []


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_page_of_an_entrance_is_not_stored(browse, db, name):
    assert not is_stored(browse().get(reverse(name)))


def test_answer_to_a_token_is_not_stored(officer, client):
    text, _ = issue_token(by=officer)
    answer = client.get("/api/v1/records/", headers={"Authorization": f"Bearer {text}"})
    assert (answer.status_code, is_stored(answer)) == (200, False)


def test_static_file_has_the_headers_and_is_stored(browse, officer):
    assert finders.find("js/shortcuts.js")
    answer = browse(officer).get("/static/js/shortcuts.js")
    assert (answer.status_code, wrong_in(answer), is_stored(answer)) == (200, {}, True)


def test_missing_file_has_the_headers(client, db):
    answer = client.get("/static/js/nothing.js")
    assert (answer.status_code, wrong_in(answer), is_stored(answer)) == (404, {}, False)


@pytest.mark.parametrize(
    ("path", "status"),
    # A file, and what a probe is told, are the same whatever the host is called.
    [("/", 400), ("/api/v1/areas/", 400), ("/static/js/shortcuts.js", 200), ("/health", 200)],
)
def test_foreign_host_is_refused_with_the_headers(client, db, path, status):
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == status
    assert wrong_in(answer) == {}
    assert "evil" not in answer.getvalue().decode()


def test_foreign_host_is_refused_with_the_headers_before_a_redirect_to_https(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/", headers={"Host": "evil.example"})
    assert (answer.status_code, wrong_in(answer)) == (400, {})


def test_redirect_to_a_slash_has_the_headers(client, db):
    answer = client.get("/account/tokens")
    assert (answer.status_code, wrong_in(answer)) == (301, {})


@pytest.mark.parametrize("method", ["post", "put", "delete", "options", "patch"])
def test_method_that_a_page_has_not_is_answered_with_the_headers(browse, officer, method):
    answer = getattr(browse(officer), method)("/account/tokens/")
    assert answer.status_code == (200 if method == "options" else 405)
    assert wrong_in(answer) == {}


def test_form_without_its_token_is_refused_with_the_headers(officer):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = browser.post(reverse("account_logout"))
    assert (answer.status_code, wrong_in(answer), is_stored(answer)) == (403, {}, False)
    assert "The form could not be taken" in answer.content.decode()


@pytest.fixture
def broken(monkeypatch, client):
    """Health and the database behind it fail with the given error."""

    def fail_with(error):
        def cursor():
            raise error

        monkeypatch.setattr(health.connection, "cursor", cursor)
        client.raise_request_exception = False
        return client

    return fail_with


@pytest.mark.parametrize(
    ("error", "code"), [(RuntimeError("secret"), 500), (RequestDataTooBig("secret"), 400)]
)
def test_error_of_a_view_has_the_headers_and_says_nothing(broken, error, code):
    answer = broken(error).get("/health")
    assert (answer.status_code, wrong_in(answer), is_stored(answer)) == (code, {}, False)
    assert "secret" not in answer.content.decode()
