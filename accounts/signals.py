"""What the libraries say they did to an account, in the audit log.

Our own acts are recorded by their services; signals are heard only where a library acts by itself. The
event is written in the transaction of the library's view, so neither exists without the other.
"""

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from . import audit, session
from .models import User


@receiver(user_logged_in)
def begin_session(request: HttpRequest, **kwargs: object) -> None:
    session.begin(request.session)


@receiver(account.authentication_step_completed)
def record_proof(user: User, method: str, **kwargs: object) -> None:
    if kwargs.get("reauthenticated"):
        audit.record(audit.Action.REAUTHENTICATED, by=user, obj=user, changes={"method": [None, method]})


@receiver(mfa.authentication_failed)
@transaction.atomic
def record_wrong_code(user: User, **kwargs: object) -> None:
    audit.record(audit.Action.LOG_IN_FAILED, by=None, obj=user, outcome="refused", reason="code")
