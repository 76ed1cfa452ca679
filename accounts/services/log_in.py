"""Log-in by password: proof of the password, and the lock after too many failures.

Known and unknown names cost the same: one password hash and one count, whatever the answer.
"""

import datetime
import string
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .. import audit
from ..models import LogInGuard, User
from ..permissions import has_permission, may_everywhere

# Databases and Python fold other letters each in their own way. Where they differ ("ſ" for "s"), an
# account and a name that nobody has would share their locks with different spellings, which tells them apart.
FOLD = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class LogInLocked(Exception):
    """Too many failures for the account or the name: no password is checked until the minutes have passed."""


def prove(*, name: str, password: str) -> User | None:
    """The person whom `name` (user name or e-mail address) and `password` prove; None for a wrong one.

    The account may be inactive: the caller does not log it in. Raises LogInLocked.
    """
    user = _named(name)
    return user if _attempt(user, _key(user, name), password) else None


def prove_again(*, user: User, password: str) -> bool:
    """Whether `password` is that of `user`, who is logged in. Counts like a log-in; raises LogInLocked."""
    return _attempt(user, _key(user), password)


def locked_until(user: User) -> datetime.datetime | None:
    """When the lock of `user` ends by itself; None where there is none."""
    guard = LogInGuard.objects.filter(key=_key(user), locked_until__gt=timezone.now()).first()
    return guard.locked_until if guard else None


def locks(users: Iterable[User]) -> dict[int, datetime.datetime]:
    """When the locks of those of `users` who are locked out end by themselves, by the person's key."""
    running = LogInGuard.objects.filter(locked_until__gt=timezone.now())
    ends = dict(running.values_list("key", "locked_until"))
    # Without a lock anywhere, which is the rule, nobody's key needs to be worked out.
    keys = ((user.pk, _key(user)) for user in users) if ends else ()
    return {pk: ends[key] for pk, key in keys if key in ends}


def may_unlock(by: User, user: User) -> bool:
    """Whether `by` may lift a lock of `user`: someone else, posted within reach of the right."""
    if by.pk == user.pk:
        return False
    reached = (has_permission(by, "account.unlock", posting) for posting in user.current_postings)
    return may_everywhere(by, "account.unlock") or any(reached)


@transaction.atomic
def unlock(*, user: User, by: User) -> None:
    """Forget the failures of `user` and lift the lock. Raises PermissionDenied; without failures nothing."""
    if not may_unlock(by, user):
        raise PermissionDenied("You may not lift this lock.")
    if LogInGuard.objects.filter(key=_key(user)).delete()[0]:
        audit.record(audit.Action.UNLOCKED, by=by, obj=user)


def forget_failures() -> int:
    """Delete counts that no longer matter; returns how many. Anyone can make them by guessing names."""
    stale = Q(last_failure_at__lt=timezone.now() - _lock_time())
    over = Q(locked_until=None) | Q(locked_until__lt=timezone.now())
    return LogInGuard.objects.filter(stale & over).delete()[0]


def _attempt(user: User | None, key: str, password: str) -> bool:
    count = _count(key)
    if not count:
        make_password(password)
        _record_failure(user, "locked")
        raise LogInLocked
    if user is None:
        make_password(password)
    elif user.check_password(password):
        _succeed(user, key)
        return True
    _fail(user, key, last=count == settings.LOGIN_FAILURES_ALLOWED)
    return False


@transaction.atomic
def _count(key: str) -> int:
    """Count an attempt before its password is looked at, one at a time; 0 where the lock is on.

    What counts is how many there were within the time of a lock before this moment, whenever the first was.
    """
    now = timezone.now()
    # Made or locked in one statement: a right password at the same moment deletes the row.
    LogInGuard.objects.bulk_create(
        [LogInGuard(key=key, last_failure_at=now)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["key"],
    )
    guard = LogInGuard.objects.get(key=key)
    if guard.locked_until and guard.locked_until > now:
        return 0
    since = (now - _lock_time()).timestamp()
    guard.failures = [*(at for at in guard.failures if at > since), now.timestamp()]
    guard.last_failure_at = now
    locks = len(guard.failures) >= settings.LOGIN_FAILURES_ALLOWED
    guard.locked_until = now + _lock_time() if locks else None
    guard.save()
    return len(guard.failures)


@transaction.atomic
def _succeed(user: User, key: str) -> None:
    if user.is_active:
        LogInGuard.objects.filter(key=key).delete()
    else:
        _record_failure(user, "inactive")


@transaction.atomic
def _fail(user: User | None, key: str, *, last: bool) -> None:
    _record_failure(user, "password")
    # A right password at the same moment may have lifted the lock again.
    if last and LogInGuard.objects.filter(key=key).exists():
        audit.record(audit.Action.LOCKED, by=None, obj=user)


@transaction.atomic
def _record_failure(user: User | None, reason: str) -> None:
    audit.record(audit.Action.LOG_IN_FAILED, by=None, obj=user, outcome="refused", reason=reason)


def _named(name: str) -> User | None:
    """The one account of a name. With an @ it is an e-mail address: the person's own, or a verified other."""
    name = _fold(name)
    if "@" not in name:
        user = User.objects.filter(username__iexact=name).first()
        return user if user and _fold(user.username) == name else None
    user = User.objects.filter(email__iexact=name).first()
    if user and _fold(user.email) == name:
        return user
    other = EmailAddress.objects.filter(email__iexact=name, verified=True).select_related("user").first()
    return other.user if other and _fold(other.email) == name else None


def _fold(name: str) -> str:
    """The spelling that stands for all spellings of a name: ASCII letters in any case are the same."""
    return name.strip().translate(FOLD)


def _key(user: User | None, name: str = "") -> str:
    """A keyed digest of the account, or of a name that nobody has."""
    text = f"name:{_fold(name)}" if user is None else f"user:{user.pk}"
    return salted_hmac("accounts.log_in", text, algorithm="sha256").hexdigest()


def _lock_time() -> datetime.timedelta:
    return datetime.timedelta(minutes=settings.LOGIN_LOCK_MINUTES)
