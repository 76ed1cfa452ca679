"""Whether an account is open; what an account that is closed takes with it."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .. import audit
from ..models import User, UserStatus
from . import api_key
from .own import refuse_own
from .token import revoke_tokens


@transaction.atomic
def set_status(*, user: User, status: UserStatus, by: User | None, reason: str = "") -> User:
    """Open or close an account, with the `reason` in the audit log.

    Closing ends the person's sessions, tokens and API keys at once and for good. Enabling counts as
    activity, so that whoever was idle for long has time to log in. Raises ValidationError for one's own
    account.
    """
    refuse_own(user=user, by=by, what="status")
    user = User.objects.select_for_update().get(pk=user.pk)
    before, user.status = user.status, UserStatus(status).value
    if user.status == before:
        return user
    if user.is_active:
        user.last_active_on = timezone.localdate()
    user.save(update_fields=["status", "last_active_on", "updated_at"])
    changes = {"status": [before, user.status]}
    audit.record(audit.Action.STATUS_CHANGED, by=by, obj=user, reason=reason, changes=changes)
    # When it opens, too: a log-in under way while it was closed may have left a session or a token behind.
    _end_sessions(user)
    revoke_tokens(user=user, by=by)
    api_key.revoke_all(owner=user, by=by)
    return user


@transaction.atomic
def end_log_ins(*, user: User, by: User | None) -> int:
    """End every session and token of a person, who may log in again; returns how many sessions ended."""
    count = _end_sessions(user)
    audit.record(audit.Action.SESSION_ENDED, by=by, obj=user, changes={"sessions": [count, 0]})
    revoke_tokens(user=user, by=by)
    return count


def _end_sessions(user: User) -> int:
    # The library's models need this one to be loaded first.
    from allauth.usersessions.models import UserSession

    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def disable_idle() -> list[User]:
    """Disable the staff who have been idle for longer than allowed; each stands alone.

    An administrator can enable them again.
    """
    days = settings.DISABLE_AFTER_IDLE_DAYS
    idle = list(User.objects.idle_staff(timezone.localdate() - datetime.timedelta(days=days)))
    reason = f"No sign-in for more than {days} days."
    return [set_status(user=user, status=UserStatus.DISABLED, by=None, reason=reason) for user in idle]
