import datetime

import pytest
from django.utils import timezone

from accounts.models import ApiKey, AuditEvent
from accounts.services import api_key
from tests.factories import make_key

KEYS = "/admin/accounts/apikey/"


def form(owner, *scopes: str, days: int = 30, **values: str) -> dict:
    expiry = timezone.now() + datetime.timedelta(days=days)
    return {
        "name": "Nightly export",
        "owner": owner.pk,
        "scopes": list(scopes or ["record.read"]),
        "quota": "500",
        "expires_at_0": f"{expiry:%Y-%m-%d}",
        "expires_at_1": f"{expiry:%H:%M:%S}",
        **values,
    }


@pytest.fixture
def key(officer) -> ApiKey:
    return make_key(officer, "record.read")[1]


def test_key_is_issued_and_waits_for_its_owner(administrator, officer, browse):
    browser = browse(administrator)
    response = browser.post(f"{KEYS}add/", form(officer), follow=True)
    key = ApiKey.objects.get()
    text = response.content.decode()
    assert "Officer can collect the key on the page Tokens and API keys." in text
    assert f"Nightly export ({key.prefix}…)" in text
    assert (key.name, key.owner, key.scopes, key.quota) == ("Nightly export", officer, ["record.read"], 500)
    assert key.digest == ""
    secret = api_key.collect(key=key, by=officer).partition(".")[2]
    for page in (KEYS, f"{KEYS}{key.pk}/change/", f"{KEYS}{key.pk}/history/", "/admin/"):
        assert secret not in browser.get(page).content.decode()
    event = AuditEvent.objects.get(action="account.key_issued")
    assert event.actor_id == str(administrator.pk)


def test_form_offers_every_action_that_a_key_may_have(administrator, browse):
    field = browse(administrator).get(f"{KEYS}add/").context["adminform"].form.fields["scopes"]
    offered = {value for value, _ in field.choices}
    assert "record.read" in offered
    assert not offered & {"public", "account.own"}


@pytest.mark.parametrize(
    ("scopes", "days", "said"),
    [
        (["admin.configure"], 30, "The owner cannot give a key: admin.configure."),
        (["person.search"], 30, "choose record.read"),
        (["record.read"], -1, "The expiry lies in the future"),
        (["record.read"], 400, "by a year at most"),
        (["record.burn"], 30, "not one of the available choices"),
    ],
)
def test_key_that_may_not_be_is_refused_in_the_form(scopes, days, said, administrator, officer, browse):
    response = browse(administrator).post(f"{KEYS}add/", form(officer, *scopes, days=days))
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not ApiKey.objects.exists()


def test_key_never_changes(administrator, key, browse):
    response = browse(administrator).post(f"{KEYS}{key.pk}/change/", form(key.owner, "record.draft"))
    assert response.status_code == 403
    assert ApiKey.objects.get().scopes == ["record.read"]


def test_action_revokes(administrator, key, browse):
    browse(administrator).post(KEYS, {"action": "revoke", "_selected_action": [key.pk]})
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert AuditEvent.objects.get(action="account.key_revoked").actor_id == str(administrator.pk)


def test_list_shows_prefix_owner_scopes_and_times_without_the_digest(administrator, key, browse):
    text = browse(administrator).get(KEYS).content.decode()
    for shown in (key.prefix, "Officer", "record.read"):
        assert shown in text
    assert len(key.digest) == 64
    assert key.digest not in text


def test_form_offers_an_expiry_in_ninety_days(administrator, browse, time_machine):
    time_machine.move_to("2026-03-02 09:10:11+00:00", tick=False)
    shown = browse(administrator).get(f"{KEYS}add/").context["adminform"].form
    assert shown["expires_at"].initial == datetime.datetime(2026, 5, 31, 9, 10, tzinfo=datetime.UTC)
