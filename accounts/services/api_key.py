"""API keys: for systems that act for a person, in some of that person's actions."""

import datetime
import hashlib
import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from .. import audit
from ..models import ApiKey, User
from ..permissions import has_permission

PREFIX_BYTES, SECRET_BYTES = 4, 32
LONGEST = datetime.timedelta(days=366)
STAMP_EVERY = datetime.timedelta(minutes=1)
# Who logs in by key proves possession of a text, not who they are: no key manages the account itself.
# What asks for a recent proof who it is: a system has none to give.
NEVER_BY_KEY = {"account.own", "record.grant", "record.break_glass", "access.review"}

# Looking at people asks for a reason, and who reads records gives one.
ASKED_WHY = {"person.search", "record.narrative"}


@transaction.atomic
def issue(
    *, owner: User, name: str, scopes: list[str], quota: int, expires_at: datetime.datetime, by: User | None
) -> ApiKey:
    """A new key to act for `owner` in the actions `scopes`, `quota` requests a day, until `expires_at`.

    It opens nothing before its owner collects it. Raises ValidationError for a disabled owner, actions that
    the owner does not hold, and an expiry that has passed or lies more than a year ahead.
    """
    key = ApiKey(
        owner=owner,
        name=name,
        prefix=secrets.token_hex(PREFIX_BYTES),
        scopes=sorted(set(scopes)),
        quota=quota,
        expires_at=expires_at,
    )
    key.full_clean()
    check(key)
    key.save()
    changes = {
        "name": [None, name],
        "owner": [None, owner.pk],
        "scopes": [None, key.scopes],
        "quota": [None, quota],
        "expires_at": [None, expires_at.isoformat()],
    }
    audit.record(audit.Action.KEY_ISSUED, by=by, obj=key, changes=changes)
    return key


@transaction.atomic
def collect(*, key: ApiKey, by: User) -> str:
    """Make the secret of `key` and return its text `prefix.secret`, this once; its digest alone is stored.

    Nobody but the owner gets it, so that no administrator acts as somebody else. Raises PermissionDenied
    for anyone else, and ValidationError where it was collected before, has ended or has expired.
    """
    if by.pk != key.owner_id:
        raise PermissionDenied("A key is collected by its owner.")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    waiting = ApiKey.objects.live().filter(pk=key.pk, digest="")
    if not waiting.update(digest=_digest(secret), updated_at=timezone.now()):
        raise ValidationError("This key was collected before, or has ended.")
    audit.record(audit.Action.KEY_COLLECTED, by=by, obj=key)
    return f"{key.prefix}.{secret}"


@transaction.atomic
def revoke(*, key: ApiKey, by: User | None) -> None:
    """End `key` at once. One that has ended before stays as it is."""
    now = timezone.now()
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now, updated_at=now):
        key.revoked_at = now
        audit.record(audit.Action.KEY_REVOKED, by=by, obj=key)


@transaction.atomic
def revoke_all(*, owner: User, by: User | None) -> None:
    """End every key of `owner`, one event each."""
    for key in owner.api_keys.filter(revoked_at=None):
        revoke(key=key, by=by)


def authenticate(text: str) -> ApiKey | None:
    """The live key, with its owner, that `text` (`prefix.secret`) opens; None for any other text."""
    prefix, _, secret = text.partition(".")
    key = ApiKey.objects.select_related("owner").filter(prefix=prefix).first()
    # Compared where there is no such key too, so that an unknown prefix takes as long as a known one.
    matches = secrets.compare_digest(_digest(secret), key.digest if key else _digest(""))
    if key is None or not matches or not key.is_live:
        return None
    return key


def use(*, key: ApiKey) -> bool:
    """Count a request that came with `key`; False when its quota of the running day (UTC) is used up.

    Conditional UPDATEs, so that requests at the same moment count too. The first one past the quota is an
    event and counts; those after it do not.
    """
    now = timezone.now()
    today = now.astimezone(datetime.UTC).date()
    row = ApiKey.objects.filter(pk=key.pk)
    values: dict = {"used_that_day": F("used_that_day") + 1}
    if key.last_used_at is None or now - key.last_used_at >= STAMP_EVERY:
        values["last_used_at"] = now
    if row.filter(used_on=today, used_that_day__lt=F("quota")).update(**values):
        return True
    first = row.filter(Q(used_on=None) | Q(used_on__lt=today))
    if first.update(**values | {"used_on": today, "used_that_day": 1}):
        return True
    with transaction.atomic():
        if row.filter(used_on=today, used_that_day=F("quota")).update(used_that_day=F("used_that_day") + 1):
            audit.record(audit.Action.REFUSED, by=key.owner, obj=key, outcome="refused", reason="quota")
    return False


def check(key: ApiKey) -> None:
    """Raise ValidationError where a new key would not be issued."""
    errors = {}
    if not key.owner.is_active:
        errors["owner"] = "The owner's account is not active."
    refused = [
        action for action in key.scopes if action in NEVER_BY_KEY or not has_permission(key.owner, action)
    ]
    if refused:
        errors["scopes"] = f"The owner cannot give a key: {', '.join(refused)}."
    elif ASKED_WHY & set(key.scopes) and "record.read" not in key.scopes:
        errors["scopes"] = "To look at people the key has to read records, too: choose record.read."
    now = timezone.now()
    if not now < key.expires_at <= now + LONGEST:
        errors["expires_at"] = "The expiry lies in the future, by a year at most."
    if errors:
        raise ValidationError(errors)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
