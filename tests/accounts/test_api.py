import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import AccessToken, AuditEvent, User
from tests.factories import PASSWORD


@pytest.fixture
def client():
    return APIClient()


def log_in(client, **body):
    body.setdefault("password", PASSWORD)
    return client.post("/api/login", body, format="json")


def sign_up(client, **body):
    defaults = {"username": "ada", "email": "Ada@Example.org", "password": "a long enough phrase"}
    return client.post("/api/register", {**defaults, **body}, format="json")


@pytest.mark.django_db
def test_register_makes_a_citizen_whatever_the_body_says(client):
    response = sign_up(client, role="administrator", is_staff=True, status="active", station=1)
    assert response.status_code == 201
    assert response.json()["role"] == "citizen"
    user = User.objects.get()
    assert (user.username, user.email, user.roles) == ("ada", "ada@example.org", {"citizen"})


@pytest.mark.django_db
def test_register_then_log_in_works_at_once(client):
    sign_up(client)
    assert log_in(client, username="ada", password="a long enough phrase").status_code == 200


@pytest.mark.django_db
def test_register_reports_all_bad_fields_together(client):
    response = client.post("/api/register", {"email": "nonsense"}, format="json")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in response.json()["errors"]] == ["username", "email", "password"]


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short", "password1234", "ada@example.org"])
def test_register_refuses_a_weak_password(client, password):
    response = sign_up(client, password=password)
    assert response.status_code == 400
    assert {error["field"] for error in response.json()["errors"]} == {"password"}
    assert not User.objects.exists()


def bad_fields(response):
    assert response.status_code == 400
    return [error["field"] for error in response.json()["errors"]]


def test_register_refuses_a_taken_name_whatever_its_case(client, citizen):
    assert bad_fields(sign_up(client, username="CITIZEN")) == ["username"]
    assert User.objects.count() == 1


def test_register_reports_taken_name_and_weak_password_together_and_no_taken_email(client, citizen):
    response = sign_up(client, username="citizen", email="citizen@example.org", password="short")
    assert set(bad_fields(response)) == {"username", "password"}


def test_register_reports_a_malformed_email_beside_a_taken_name(client, citizen):
    assert set(bad_fields(sign_up(client, username="Citizen", email="nonsense"))) == {"username", "email"}


@pytest.mark.parametrize("name", ["me@home", "other@example.org"])
def test_register_refuses_an_address_that_is_not_ones_own_as_a_name(client, citizen, name):
    assert bad_fields(sign_up(client, username=name)) == ["username"]


@pytest.mark.django_db
def test_register_takes_ones_own_address_as_a_name(client):
    assert sign_up(client, username="ada@example.org").status_code == 201
    assert log_in(client, username="ADA@example.org", password="a long enough phrase").status_code == 200


@pytest.mark.parametrize("name", ["me@home", "citizen@example.org", "CITIZEN"])
def test_sign_up_page_refuses_the_names_that_the_api_refuses(browse, citizen, name):
    data = {"username": name, "email": "me@example.org", "password1": "a long enough phrase"}
    form = browse().post(reverse("account_signup"), data).context["form"]
    assert set(form.errors) == {"username"}
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("body", [{}, {"username": ""}, {"username": None, "email": ""}])
def test_login_without_name_and_password_names_both(client, body):
    assert bad_fields(client.post("/api/login", body, format="json")) == ["username", "password"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/login", "/api/register"])
def test_body_that_is_no_object_is_refused(client, address):
    assert bad_fields(client.post(address, ["ada"], format="json")) == [""]


@pytest.mark.parametrize(
    "login", [{"username": "citizen"}, {"email": "citizen@example.org"}, {"username": "citizen@example.org"}]
)
def test_login_by_name_or_email_gives_a_token(client, citizen, login):
    body = log_in(client, **login).json()
    assert set(body) == {"token", "expires_at", "user"}
    assert body["user"]["role"] == "citizen"


def test_login_by_token_sets_no_cookie(client, citizen):
    assert not log_in(client, username="citizen").cookies


def test_login_stores_no_token_in_the_clear(client, citizen):
    token = log_in(client, username="citizen").json()["token"]
    assert token not in str(AccessToken.objects.values())
    assert AuditEvent.objects.filter(action="account.token_issued", actor_id=str(citizen.pk)).count() == 1


def test_wrong_password_and_unknown_user_get_the_same_answer(client, citizen):
    wrong = log_in(client, username="citizen", password="not the password")
    unknown = log_in(client, username="nobody", password="not the password")
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
    assert wrong.status_code == 401


def test_disabled_user_gets_no_token(client, citizen):
    User.objects.update(status="disabled")
    assert log_in(client, username="citizen").status_code == 401


def test_logout_ends_that_token_only(client, citizen):
    first, second = (log_in(client, username="citizen").json()["token"] for _ in range(2))
    answer = client.post("/api/logout", headers={"Authorization": f"Bearer {first}"})
    assert answer.status_code == 204
    again = [
        client.post("/api/logout", headers={"Authorization": f"Bearer {t}"}).status_code
        for t in (first, second)
    ]
    assert again == [401, 204]


def test_expired_token_is_refused(client, citizen, time_machine):
    token = log_in(client, username="citizen").json()["token"]
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=13))
    assert client.post("/api/logout", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_disabling_a_user_kills_the_token_on_the_next_request(client, citizen):
    token = log_in(client, username="citizen").json()["token"]
    User.objects.update(status="disabled")
    assert client.post("/api/logout", headers={"Authorization": f"Bearer {token}"}).status_code == 401


@pytest.mark.django_db
def test_unknown_address_of_the_api_is_a_problem_document(client):
    response = client.get("/api/nothing/here")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
