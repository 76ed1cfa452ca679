"""What answers say of themselves, and what requests the portal does not take."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Invitation, User
from accounts.services import invite, issue_token
from records.models import CrimeRecord
from tests import factories

from .reach import endpoints, pages, path_of

TYPES = {
    "application/json",
    "application/problem+json",
    "application/pdf",
    "text/csv; charset=utf-8",
    "text/html; charset=utf-8",
}
SHORTEST_BITS = 128


@pytest.mark.parametrize("role", ["supervisor", "auditor", "analyst"])
def test_every_answer_names_its_type_and_encoding(browse, request, role, officer, station_a):
    record = factories.make_draft(officer, station_a)
    browser = browse(request.getfixturevalue(role))
    seen = set()
    for address in [*pages(), *endpoints()]:
        answer = browser.get(path_of(address, str(record.pk) if "<int" in address.path else ""))
        if answer.getvalue():
            assert answer["Content-Type"] in TYPES, address.path
            seen.add(answer["Content-Type"])
    assert {"text/html; charset=utf-8", "application/problem+json"} <= seen


@pytest.mark.parametrize("name", ["css/app.css", "js/map.js"])
def test_static_file_names_its_encoding(db, name):
    assert Client().get(f"/static/{name}")["Content-Type"].startswith("text/")
    assert 'charset="utf-8"' in Client().get(f"/static/{name}")["Content-Type"]


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/areas/", "/api/v1/records/", "/api/login", "/static/js/map.js"]
)
def test_no_other_site_is_let_in(browse, officer, path):
    headers = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    for answer in (
        browse(officer).get(path, headers=headers),
        browse(officer).options(path, headers=headers),
    ):
        assert [name for name in answer.headers if name.lower().startswith("access-control-")] == []


@pytest.mark.parametrize(
    "path", ["/.git/HEAD", "/.git/config", "/static/.git/HEAD", "/.env", "/static/.env", "/var/"]
)
def test_neither_history_nor_settings_are_served(db, path):
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/records/new/", "/records/reason/"]
)
def test_file_is_refused_unread(browse, officer, path):
    browser = browse(officer if path.startswith("/records") else None)
    answer = browser.post(path, {"title": "x", "file": SimpleUploadedFile("x.html", b"<script>" * 1_000)})
    assert answer.status_code == 400
    assert not CrimeRecord.objects.exists()
    assert User.objects.count() == 1


def test_api_takes_no_form_and_no_file(api, officer):
    answer = api(officer).post(
        "/api/v1/records/", {"file": SimpleUploadedFile("x", b"x")}, format="multipart"
    )
    assert answer.status_code == 415
    assert not CrimeRecord.objects.exists()


def test_opening_the_address_of_a_log_out_ends_nothing(browse, officer):
    browser = browse(officer)
    browser.get("/accounts/logout/")
    assert browser.get("/staff/").status_code == 200


def test_opening_addresses_changes_no_record(browse, supervisor, officer, station_a):
    record = factories.make_draft(officer, station_a)
    before = CrimeRecord.objects.values().get(pk=record.pk)
    browser = browse(supervisor)
    for address in pages():
        browser.get(path_of(address, str(record.pk) if "<int" in address.path else ""))
    assert CrimeRecord.objects.values().get() == before


def test_session_keys_cannot_be_guessed(db):
    keys = {SessionStore()._get_new_session_key() for _ in range(200)}
    assert len(keys) == 200
    # 36 signs, 5.17 bits each.
    assert min(map(len, keys)) * 5.17 > SHORTEST_BITS


def test_tokens_keys_and_links_cannot_be_guessed(officer, administrator):
    token, _ = issue_token(by=officer)
    key, _ = factories.make_key(officer, "record.read")
    link = invite(user=officer, by=administrator).rstrip("/").rpartition("/")[2]
    for secret in (token, key.partition(".")[2], link):
        # Base64: 6 bits a sign.
        assert len(secret) * 6 > SHORTEST_BITS
    assert Invitation.objects.get().digest != link
