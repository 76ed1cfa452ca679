"""What the libraries say they did to an account, in the audit log.

Our own acts are recorded by their services; signals are heard only where a library acts by itself. The
event is written in the transaction of the library's view, so neither exists without the other.
"""

from allauth.account import signals as account
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import user_logged_in
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from . import audit, session
from .models import User


@receiver(user_logged_in)
def begin_session(request: HttpRequest, **kwargs: object) -> None:
    session.begin(request.session)


@receiver(account.authentication_step_completed)
def record_proof(request: HttpRequest, user: User, method: str, **kwargs: object) -> None:
    if kwargs.get("reauthenticated"):
        audit.record(audit.Action.REAUTHENTICATED, by=user, obj=user, changes={"method": [None, method]})
        session.renew_key(request.session)


@receiver(mfa.authentication_failed)
@transaction.atomic
def record_wrong_code(user: User, **kwargs: object) -> None:
    audit.record(audit.Action.LOG_IN_FAILED, by=None, obj=user, outcome="refused", reason="code")


@receiver(account.password_changed)
@receiver(account.password_set)
@receiver(account.password_reset)
def record_password(signal: Signal, user: User, **kwargs: object) -> None:
    reason = "reset by mail" if signal is account.password_reset else ""
    audit.record(audit.Action.PASSWORD_CHANGED, by=user, obj=user, reason=reason)


@receiver(account.email_confirmed)
@receiver(account.email_added)
@receiver(account.email_removed)
def record_address(signal: Signal, email_address: EmailAddress, **kwargs: object) -> None:
    address = email_address.email
    changes = {
        account.email_confirmed: {"verified": [None, address]},
        account.email_added: {"address": [None, address]},
        account.email_removed: {"address": [address, None]},
    }
    user = email_address.user
    audit.record(audit.Action.EMAIL_CHANGED, by=user, obj=user, changes=changes[signal])


@receiver(account.email_changed)
def record_main_address(
    user: User, from_email_address: EmailAddress | None, to_email_address: EmailAddress, **kwargs: object
) -> None:
    old = from_email_address.email if from_email_address else None
    audit.record(
        audit.Action.EMAIL_CHANGED, by=user, obj=user, changes={"email": [old, to_email_address.email]}
    )


# The library tells of what it adds only after the transaction, when no event could stop it any more.
@receiver(post_save, sender=Authenticator)
@transaction.atomic
def record_step_added(instance: Authenticator, created: bool, **kwargs: object) -> None:
    if created:
        _record_step(instance.user, [None, instance.type])


@receiver(post_delete, sender=Authenticator)
@transaction.atomic
def record_step_removed(instance: Authenticator, **kwargs: object) -> None:
    _record_step(instance.user, [instance.type, None])


def _record_step(user: User, change: list[str | None]) -> None:
    audit.record(audit.Action.SECOND_STEP_CHANGED, by=user, obj=user, changes={"step": change})


@receiver(mfa.authenticator_used)
def record_recovery_code(user: User, authenticator: Authenticator, **kwargs: object) -> None:
    """A recovery code is spent by its use; the other steps stand in the event of the log-in."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        audit.record(audit.Action.SECOND_STEP_CHANGED, by=user, obj=user, reason="recovery code used")
