"""The page of one's tokens and API keys."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import AccessToken, ApiKey, AuditEvent
from accounts.services import api_key
from tests.factories import make_key

PAGE = "/account/tokens/"


@pytest.fixture
def key(officer):
    return make_key(officer, "record.read")


def test_page_lists_tokens_and_keys_without_their_texts(browse, officer, key):
    text, _ = services.issue_token(by=officer)
    page = browse(officer).get(PAGE).content.decode()
    assert page.count(">End<") == 2
    assert "Dispatch" in page
    assert "Read records" in page
    assert text not in page
    assert key[0].partition(".")[2] not in page


def test_page_of_someone_with_neither_says_so_whatever_others_have(browse, citizen, officer, key):
    services.issue_token(by=officer)
    page = browse(citizen).get(PAGE).content.decode()
    assert "No program is signed in as you." in page
    assert "No system has a key of yours." in page


def test_anonymous_is_sent_to_log_in(browse, db):
    assert browse().get(PAGE)["Location"].startswith(reverse("account_login"))


def test_own_token_is_ended(browse, officer):
    _, token = services.issue_token(by=officer)
    answer = browse(officer).post(reverse("accounts:token_revoke", args=[token.pk]), follow=True)
    assert "The token has ended." in answer.content.decode()
    assert not AccessToken.objects.live().exists()


def test_own_key_is_ended(browse, officer, key):
    answer = browse(officer).post(reverse("accounts:key_revoke", args=[key[1].pk]), follow=True)
    assert f"The key {key[1].prefix} has ended." in answer.content.decode()
    assert not ApiKey.objects.live().exists()


@pytest.fixture
def waiting(officer, administrator):
    """A key that an administrator issued for the officer."""
    month = timezone.now() + datetime.timedelta(days=30)
    terms = {"name": "CAD", "scopes": ["record.read"], "quota": 5, "expires_at": month}
    return api_key.issue(owner=officer, by=administrator, **terms)


def collect(browser, key):
    return browser.post(reverse("accounts:key_collect", args=[key.pk]), follow=True)


def test_owner_collects_a_key_and_sees_its_text_once(browse, officer, waiting):
    browser = browse(officer)
    page = browser.get(PAGE).content.decode()
    assert ("waits for you" in page, ">Refuse<" in page) == (True, True)
    answer = collect(browser, waiting)
    text = re.search(r"<code>([0-9a-f]{8}\.[\w-]{43})</code>", answer.content.decode()).group(1)
    assert "no-store" in answer["Cache-Control"]
    headers = {"Authorization": f"Api-Key {text}"}
    assert browse().get("/api/v1/records/", headers=headers).status_code == 200
    page = browser.get(PAGE).content.decode()
    assert ("waits for you" in page, text.partition(".")[2] in page) == (False, False)


def test_key_that_was_collected_stays_as_it_is(browse, officer, waiting):
    browser = browse(officer)
    collect(browser, waiting)
    digest = ApiKey.objects.get().digest
    assert "This key was collected before, or has ended." in collect(browser, waiting).content.decode()
    assert ApiKey.objects.get().digest == digest


def test_administrator_does_not_collect_another_s_key(browse, administrator, waiting):
    assert collect(browse(administrator), waiting).status_code == 404
    assert ApiKey.objects.get().digest == ""
    assert not AuditEvent.objects.filter(action="account.key_collected").exists()


def test_collecting_asks_for_a_recent_proof(browse, officer, waiting, time_machine):
    browser = browse(officer)
    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=15))
    answer = browser.post(reverse("accounts:key_collect", args=[waiting.pk]))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert ApiKey.objects.get().digest == ""


def test_owner_refuses_a_key(browse, officer, waiting):
    browse(officer).post(reverse("accounts:key_revoke", args=[waiting.pk]))
    assert not ApiKey.objects.live().exists()
    assert collect(browse(officer), waiting).status_code == 404


def test_what_is_anothers_is_not_there(browse, officer, citizen, key):
    _, token = services.issue_token(by=officer)
    pages = [
        reverse("accounts:token_revoke", args=[token.pk]),
        reverse("accounts:key_revoke", args=[key[1].pk]),
    ]
    assert [browse(citizen).post(page).status_code for page in pages] == [404, 404]
    assert AccessToken.objects.live().exists()
    assert ApiKey.objects.live().exists()


def test_nothing_ends_by_opening_an_address(browse, officer, key):
    assert browse(officer).get(reverse("accounts:key_revoke", args=[key[1].pk])).status_code == 405
    assert ApiKey.objects.live().exists()
