"""A form on another site: the browser sends the cookie, and nothing happens."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import PUBLIC_ACTIONS
from records.models import CrimeRecord
from tests import factories
from tests.conftest import BACKEND

from .reach import endpoints, pages, path_of

POSTS = [address for address in pages() if "POST" in address.methods]
CHANGES = [
    (address, method)
    for address in endpoints()
    for method in sorted(address.methods - {"GET"})
    if getattr(address.view, "required_action", "") not in PUBLIC_ACTIONS
]


@pytest.fixture
def lured(supervisor) -> Client:
    """A supervisor's browser on somebody else's page."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(supervisor, backend=BACKEND)
    return client


@pytest.mark.parametrize("address", POSTS, ids=lambda address: address.name)
def test_post_without_the_token_of_the_form_is_refused(lured, address):
    response = lured.post(path_of(address))
    assert response.status_code == 403
    assert b"csrf" in response.content.lower() or b"another site" in response.content


@pytest.mark.parametrize(("address", "method"), CHANGES, ids=lambda part: getattr(part, "name", part))
def test_api_with_a_cookie_and_no_token_is_refused(lured, address, method):
    response = lured.generic(method, path_of(address), b"{}", content_type="application/json")
    assert response.status_code == 403
    assert "CSRF" in response.json()["detail"]


def test_addresses_were_found():
    assert len(POSTS) > 10
    assert len(CHANGES) > 5


def test_forged_step_changes_nothing(lured, officer, station_a):
    record = factories.make_draft(officer, station_a)
    lured.post(f"/records/{record.pk}/void/", {"reason": "error", "note": "gone"})
    assert CrimeRecord.objects.get(pk=record.pk).status == "draft"


def test_forged_log_out_ends_nothing(lured):
    lured.post("/accounts/logout/")
    assert lured.get("/staff/").status_code == 200


def test_forged_sign_up_makes_nobody(db):
    Client(enforce_csrf_checks=True).post(
        "/accounts/signup/",
        {"email": "a@example.org", "username": "a", "password1": factories.PASSWORD},
    )
    assert not User.objects.filter(username="a").exists()
