"""The page of one's tokens and API keys."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import AccessToken, ApiKey
from accounts.services import api_key

PAGE = "/account/tokens/"


@pytest.fixture
def key(officer):
    month = timezone.now() + datetime.timedelta(days=30)
    return api_key.issue(
        owner=officer, name="Dispatch", scopes=["record.read"], quota=5, expires_at=month, by=None
    )


def test_page_lists_tokens_and_keys_without_their_texts(browse, officer, key):
    text, _ = services.issue_token(by=officer)
    page = browse(officer).get(PAGE).content.decode()
    assert page.count(">End<") == 2
    assert "Dispatch" in page
    assert "Read records" in page
    assert text not in page
    assert key[0].partition(".")[2] not in page


def test_page_of_someone_with_neither_says_so(browse, citizen):
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
