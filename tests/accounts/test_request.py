import pytest
from django.test import RequestFactory
from rest_framework.test import APIClient

from accounts.models import AuditEvent
from accounts.request import client_address
from tests.factories import PASSWORD

PROXY = "10.0.0.1"


def asked_through(forwarded: str | None):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=PROXY, headers=headers)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PROXY),
        (0, "1.1.1.1", PROXY),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        (2, "1.1.1.1", PROXY),
        (1, None, PROXY),
    ],
)
def test_client_address_is_what_the_trusted_proxies_saw(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = proxies
    assert client_address(asked_through(forwarded)) == address


def test_audit_names_the_client_behind_the_proxy(settings, citizen):
    settings.TRUSTED_PROXY_COUNT = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    APIClient().post(
        "/api/login",
        {"username": "citizen", "password": PASSWORD},
        format="json",
        REMOTE_ADDR=PROXY,
        headers={"X-Forwarded-For": "6.6.6.6, 1.1.1.1"},
    )
    assert AuditEvent.objects.get(action="account.token_issued").source == "1.1.1.1"


@pytest.mark.django_db
def test_throttle_is_not_evaded_by_a_forged_address():
    answers = [
        APIClient().post("/api/register", {}, format="json", headers={"X-Forwarded-For": f"1.1.1.{number}"})
        for number in range(21)
    ]
    assert [answer.status_code for answer in answers] == [400] * 20 + [429]
