"""Keys for systems: what they may be given, and what opens."""

import datetime
import secrets

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import ApiKey, AuditEvent, User
from accounts.services import api_key


def issue(owner, **fields):
    values = {
        "name": "Dispatch system",
        "scopes": ["record.read"],
        "quota": 100,
        "expires_at": timezone.now() + datetime.timedelta(days=30),
        "by": owner,
    }
    return api_key.issue(owner=owner, **values | fields)


def collected(owner, **fields):
    key = issue(owner, **fields)
    text = api_key.collect(key=key, by=owner)
    key.refresh_from_db()
    return text, key


def test_collected_key_opens_and_only_its_digest_is_stored(officer):
    text, key = collected(officer)
    secret = text.removeprefix(f"{key.prefix}.")
    assert api_key.authenticate(text) == key
    assert len(secret) == 43
    assert secret not in str(ApiKey.objects.values())


def test_issue_is_audited_without_the_secret(officer, administrator):
    key = issue(officer, by=administrator)
    event = AuditEvent.objects.get(action="account.key_issued")
    assert (event.actor_id, event.object_id) == (str(administrator.pk), str(key.pk))
    assert event.changes["scopes"] == [None, ["record.read"]]


def test_key_opens_nothing_before_its_owner_collects_it(officer, administrator):
    key = issue(officer, by=administrator)
    for secret in ("", ".", f".{key.digest}", f".{secrets.token_urlsafe(32)}"):
        assert api_key.authenticate(key.prefix + secret) is None
    assert not key.is_live


def test_nobody_else_collects_a_key(officer, administrator):
    key = issue(officer, by=administrator)
    with pytest.raises(PermissionDenied, match="collected by its owner"):
        api_key.collect(key=key, by=administrator)
    key.refresh_from_db()
    assert key.digest == ""
    assert not AuditEvent.objects.filter(action="account.key_collected").exists()


def test_key_is_collected_once_and_the_event_names_the_owner(officer, administrator):
    key = issue(officer, by=administrator)
    text = api_key.collect(key=key, by=officer)
    with pytest.raises(ValidationError, match="collected before"):
        api_key.collect(key=key, by=officer)
    assert api_key.authenticate(text) == key
    event = AuditEvent.objects.get(action="account.key_collected")
    assert (event.actor_id, event.object_id) == (str(officer.pk), str(key.pk))
    assert text.partition(".")[2] not in str(AuditEvent.objects.values())


@pytest.mark.parametrize("end", ["revoke", "expire"])
def test_key_that_ended_before_is_not_collected(officer, end, time_machine):
    key = issue(officer)
    if end == "revoke":
        api_key.revoke(key=key, by=officer)
    else:
        time_machine.move_to(key.expires_at)
    with pytest.raises(ValidationError, match="or has ended"):
        api_key.collect(key=key, by=officer)
    key.refresh_from_db()
    assert key.digest == ""


@pytest.mark.parametrize("scopes", [["record.register"], ["account.own"], ["nonsense"], []])
def test_issue_refuses_scopes_that_the_owner_cannot_give(officer, scopes):
    with pytest.raises(ValidationError) as error:
        issue(officer, scopes=scopes)
    assert set(error.value.message_dict) == {"scopes"}
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_issue_refuses_an_expiry_that_has_passed_or_is_far(officer, days):
    with pytest.raises(ValidationError) as error:
        issue(officer, expires_at=timezone.now() + datetime.timedelta(days=days))
    assert set(error.value.message_dict) == {"expires_at"}
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("fields", [{"quota": 0}, {"name": ""}])
def test_issue_refuses_a_key_without_name_or_quota(officer, fields):
    with pytest.raises(ValidationError) as error:
        issue(officer, **fields)
    assert set(error.value.message_dict) == set(fields)


def test_issue_refuses_a_disabled_owner(officer):
    officer.status = "disabled"
    with pytest.raises(ValidationError) as error:
        issue(officer, scopes=["public"])
    assert set(error.value.message_dict) == {"owner"}


def test_revoked_key_opens_nothing_and_is_audited_once(officer):
    text, key = collected(officer)
    api_key.revoke(key=key, by=officer)
    api_key.revoke(key=key, by=officer)
    assert api_key.authenticate(text) is None
    assert AuditEvent.objects.filter(action="account.key_revoked", object_id=str(key.pk)).count() == 1


def test_expired_key_opens_nothing(officer, time_machine):
    text, key = collected(officer)
    time_machine.move_to(key.expires_at)
    assert api_key.authenticate(text) is None


def test_key_of_a_disabled_owner_opens_nothing(officer):
    text, _ = collected(officer)
    User.objects.update(status="disabled")
    assert api_key.authenticate(text) is None


@pytest.mark.parametrize(
    "change", ["{prefix}.{secret}x", "{prefix}.", "{prefix}", ".{secret}", "", "00000000.{secret}"]
)
def test_any_other_text_opens_nothing(officer, change):
    text, _ = collected(officer)
    prefix, _, secret = text.partition(".")
    assert api_key.authenticate(change.format(prefix=prefix, secret=secret)) is None
