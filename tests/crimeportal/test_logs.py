"""What the log says of a request: one line, without what was asked, and a traceback of errors alone."""

import io
import logging
import re

import pytest
from django.test import Client

TIME = re.compile(r"^[\d-]{10} [\d:,]{12} ", re.MULTILINE)


@pytest.fixture
def log(monkeypatch):
    """What the console's handler writes meanwhile."""
    handler = next(one for one in logging.getLogger().handlers if one.get_name() == "console")
    written = io.StringIO()
    monkeypatch.setattr(handler, "stream", written)

    return lambda: TIME.sub("", written.getvalue()).splitlines()


def test_forbidden_is_a_line_of_warning_without_a_traceback(officer, browse, log):
    assert browse(officer).get("/staff/people/").status_code == 403
    assert log() == ["WARNING django.request Forbidden (Permission denied): /staff/people/"]


def test_what_is_not_there_is_told_by_its_route(officer, browse, log):
    browser = browse(officer)
    assert browser.get("/records/4711/").status_code == 404
    assert browser.get("/api/v1/records/4711/").status_code == 404
    assert log() == [
        "WARNING django.request Not Found: /records/<int:pk>/",
        "WARNING django.request Not Found: /api/v1/records/(?P<pk>[^/.]+)/$",
    ]


def test_typed_address_is_not_repeated(client, db, log):
    assert client.get("/people/ada.lovelace@example.org").status_code == 404
    assert log() == ["WARNING django.request Not Found: no page"]


def test_foreign_host_is_a_warning_that_names_it(client, db, log):
    assert client.get("/", headers={"Host": "portal.example.net"}).status_code == 400
    (line,) = log()
    assert line.startswith(
        "WARNING django.security.DisallowedHost Invalid HTTP_HOST header: 'portal.example.net'"
    )


def test_form_without_its_token_is_a_line_of_warning(db, log):
    assert Client(enforce_csrf_checks=True).post("/accounts/login/").status_code == 403
    assert log() == ["WARNING django.security.csrf Forbidden (CSRF cookie not set.): /accounts/login/"]


def test_secret_of_a_link_stays_out_of_an_error(client, db, log, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("accounts.views.invitation.InvitationLinkView.get", fail)
    client.raise_request_exception = False
    assert client.get("/invitation/kept-secret/").status_code == 500
    lines = log()
    assert lines[:2] == [
        "ERROR django.request Internal Server Error: /invitation/<str:secret>/",
        "Traceback (most recent call last):",
    ]
    assert lines[-1] == "RuntimeError: broken"
    assert "kept-secret" not in "".join(lines)
