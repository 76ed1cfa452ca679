"""Everything that goes wrong in the API is a problem document, from a view or before it."""

import json

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from crimeportal.api import PROBLEM, TITLES

RECORDS = "/api/v1/records/"
JSON = "application/json"


def assert_problem(answer, code):
    assert (answer.status_code, answer["Content-Type"]) == (code, PROBLEM)
    body = answer.json()
    assert (body["type"], body["title"], body["status"]) == ("about:blank", TITLES[code], code)
    assert body["detail"]
    assert set(body) <= {"type", "title", "status", "detail", "errors"}


def test_without_a_log_in_it_says_how_to_send_one(db):
    answer = APIClient().get(RECORDS)
    assert_problem(answer, 401)
    assert answer["WWW-Authenticate"] == "Bearer"


def test_wrong_password_says_how_too(citizen):
    answer = APIClient().post("/api/login", {"username": "citizen", "password": "no"}, format="json")
    assert_problem(answer, 401)
    assert answer["WWW-Authenticate"] == "Bearer"


def test_action_that_the_role_has_not(api, citizen):
    assert_problem(api(citizen).get(RECORDS), 403)


def test_cookie_without_the_form_token(officer):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert_problem(client.post(RECORDS, {}, format="json"), 403)


def test_record_that_is_not_there(api, officer):
    assert_problem(api(officer).get(f"{RECORDS}999999/"), 404)


@pytest.mark.parametrize("method", ["get", "post", "delete", "patch"])
@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/nothing",
        "/api/v1/nothing/",
        "/api/v1/records",
        "/api/v2/records/",
        "/api/nothing%0A/",
    ],
)
def test_address_that_is_not_there(db, method, path):
    client = APIClient(enforce_csrf_checks=True)
    assert_problem(getattr(client, method)(path), 404)


def test_method_that_is_not_there(api, officer):
    answer = api(officer).delete(RECORDS)
    assert_problem(answer, 405)
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_format_that_is_not_there(api, officer):
    assert_problem(api(officer).get(RECORDS, headers={"Accept": "application/xml"}), 406)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "nonsense"]
)
def test_body_of_another_kind(api, citizen, kind):
    assert_problem(api(citizen).generic("POST", "/api/predict_crime", b"x", content_type=kind), 415)


@pytest.mark.parametrize(
    "body", ["{", '{"hour": NaN}', "\x00", '{"hour": "\ud800"', "[" * 100_000, '{"a":' * 100_000]
)
def test_body_that_is_no_json(api, citizen, body):
    sent = body.encode("utf-8", "surrogatepass")
    assert_problem(api(citizen).generic("POST", "/api/predict_crime", sent, content_type=JSON), 400)


def test_body_that_is_not_utf_8(api, citizen):
    answer = api(citizen).generic("POST", "/api/predict_crime", b'{"hour": "\xff"}', content_type=JSON)
    assert_problem(answer, 400)


def test_body_that_is_too_large(api, citizen):
    body = json.dumps({"hour": "1" * 3_000_000})
    assert_problem(api(citizen).generic("POST", "/api/predict_crime", body, content_type=JSON), 400)


def test_host_that_is_not_ours(db):
    assert_problem(APIClient().get(RECORDS, headers={"Host": "evil.example"}), 400)


def test_error_of_the_portal_says_nothing_of_itself(monkeypatch, api, officer):
    def fail(*args):
        raise RuntimeError("secret")

    monkeypatch.setattr(User, "current_postings", property(fail))
    client = api(officer)
    client.raise_request_exception = False
    answer = client.get(RECORDS)
    assert_problem(answer, 500)
    assert "secret" not in answer.content.decode()
