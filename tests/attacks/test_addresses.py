"""Where the portal can be made to lead: other hosts, other sites, files outside, addresses that lie."""

import pytest
from django.core import mail
from django.test import Client

from accounts.models import AuditEvent
from tests import factories

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "http://testserver@evil.example/",
    "\thttps://evil.example/",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_log_in_leads_nowhere_else(officer, target):
    response = Client().post(
        "/accounts/login/", {"login": officer.email, "password": factories.PASSWORD, "next": target}
    )
    assert response.status_code == 302
    assert response["Location"] == "/welcome/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_log_out_leads_nowhere_else(browse, officer, target):
    response = browse(officer).post("/accounts/logout/", {"next": target})
    assert response.status_code == 302
    assert response["Location"] == "/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_administration_sends_nobody_elsewhere(target):
    location = Client().get("/admin/login/", {"next": target})["Location"]
    assert location.startswith("/accounts/login/?next=")


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "a b"]
)
def test_foreign_host_is_refused(db, host):
    assert Client(headers={"host": host}).get("/").status_code == 400


def test_forwarded_host_is_not_believed(officer):
    client = Client(headers={"x-forwarded-host": "evil.example"})
    client.post("/accounts/password/reset/", {"email": officer.email})
    assert "evil.example" not in mail.outbox[0].body
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


def test_forwarded_address_is_not_believed_without_a_proxy(officer):
    client = Client(headers={"x-forwarded-for": "203.0.113.9"})
    client.post("/accounts/login/", {"login": officer.email, "password": factories.PASSWORD})
    assert AuditEvent.objects.get(action="account.log_in").source == "127.0.0.1"


def test_forwarded_address_left_of_the_proxys_is_not_believed(officer, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    client = Client(headers={"x-forwarded-for": "198.51.100.1, 203.0.113.9"})
    client.post("/accounts/login/", {"login": officer.email, "password": factories.PASSWORD})
    assert AuditEvent.objects.get(action="account.log_in").source == "203.0.113.9"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "/static/..%2fmanage.py",
        "/static/%2e%2e%2f%2e%2e%2fetc/passwd",
        "/static//etc/passwd",
        "/areas/../../etc/passwd/figures.csv",
        "/areas/x/..%2f..%2fetc%2fpasswd/figures.csv",
        "/api/v1/../../manage.py",
        "/static/%00",
    ],
)
def test_path_leads_to_no_file_outside(db, path):
    response = Client().get(path)
    assert response.status_code == 404
    assert b"DJANGO_SETTINGS_MODULE" not in response.getvalue()
    assert b"root:" not in response.getvalue()
