import pytest
from django.db import connection
from django.test import Client


@pytest.fixture
def _as_in_production(settings):
    settings.ALLOWED_HOSTS = ["portal.example.org"]
    settings.SECURE_SSL_REDIRECT = True


@pytest.mark.usefixtures("_as_in_production", "db")
def test_probe_needs_neither_the_host_nor_tls():
    answer = Client().get("/health", headers={"Host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.content) == (200, b'{"status": "ok"}')
    assert "Set-Cookie" not in answer.headers


@pytest.mark.usefixtures("_as_in_production", "db")
def test_nothing_but_the_probe_is_let_past_host_and_tls():
    client = Client()
    for path in ("/health/", "/healthy", "/api/health", "/"):
        assert client.get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 400
        sent = client.get(path, headers={"Host": "portal.example.org"})
        assert (sent.status_code, sent.url) == (301, f"https://portal.example.org{path}")


def test_probe_asks_the_database_once_and_reads_no_session(officer, browse, django_assert_num_queries):
    browser = browse(officer)
    with django_assert_num_queries(1):
        assert browser.get("/health").status_code == 200


def test_probe_only_reads(client, db):
    assert client.head("/health").status_code == 200
    assert {getattr(client, method)("/health").status_code for method in ("post", "put", "delete")} == {405}


def test_probe_fails_when_the_database_does_not_answer(client, monkeypatch):
    def cursor():
        raise connection.Database.OperationalError("secret")

    monkeypatch.setattr("crimeportal.health.connection.cursor", cursor)
    client.raise_request_exception = False
    answer = client.get("/health")
    assert answer.status_code == 500
    assert b"secret" not in answer.content
