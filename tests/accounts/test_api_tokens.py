"""`/api/v1/tokens/`: one's own tokens, listed without their text and ended one by one."""

import pytest
from rest_framework.test import APIClient

from accounts import services
from accounts.models import AccessToken, AuditEvent

LIST = "/api/v1/tokens/"


@pytest.fixture
def tokens(citizen, officer):
    """Two of the citizen's and one of the officer's: their texts and rows."""
    return [services.issue_token(by=user) for user in (citizen, citizen, officer)]


def live():
    return set(AccessToken.objects.live().values_list("pk", flat=True))


def test_list_holds_ones_own_newest_first_without_the_text(api, citizen, tokens):
    rows = api(citizen).get(LIST).json()["results"]
    assert [row["id"] for row in rows] == [tokens[1][1].pk, tokens[0][1].pk]
    assert set(rows[0]) == {"id", "created_at", "expires_at", "last_used_at"}


def test_list_says_when_the_token_was_used(citizen, tokens):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens[1][0]}")
    newest, other = client.get(LIST).json()["results"]
    assert newest["last_used_at"] is not None
    assert other["last_used_at"] is None


def test_list_leaves_out_tokens_that_a_new_password_ended(api, citizen, tokens):
    citizen.set_password("another long phrase")
    citizen.save()
    assert api(citizen).get(LIST).json()["results"] == []


def test_anonymous_sees_no_list(api, tokens):
    answer = api().get(LIST)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_ending_ones_own_token_ends_that_one_and_is_audited(api, citizen, tokens):
    answer = api(citizen).delete(f"{LIST}{tokens[0][1].pk}/")
    assert answer.status_code == 204
    assert live() == {tokens[1][1].pk, tokens[2][1].pk}
    event = AuditEvent.objects.get(action="account.token_revoked")
    assert (event.actor_id, event.object_id) == (str(citizen.pk), str(tokens[0][1].pk))


def test_anothers_token_and_none_are_the_same(api, citizen, tokens):
    anothers, none = (api(citizen).delete(f"{LIST}{pk}/") for pk in (tokens[2][1].pk, 999_999))
    assert (anothers.status_code, anothers.json()) == (404, none.json())
    assert len(live()) == 3


def test_ended_token_is_not_there(api, citizen, tokens):
    services.revoke_token(token=tokens[0][1], by=citizen)
    assert api(citizen).delete(f"{LIST}{tokens[0][1].pk}/").status_code == 404
