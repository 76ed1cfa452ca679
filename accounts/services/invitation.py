"""Invitations: how a member of staff comes to a password, the first one and every one after a reset."""

import datetime
import hashlib
import secrets

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from .. import audit
from ..models import Invitation, User
from . import api_key
from .token import revoke_tokens

SECRET_BYTES = 32
GONE = "This invitation cannot be used."


@transaction.atomic
def invite(*, user: User, by: User | None, by_mail: bool = True) -> str:
    """Make the one-time link by which `user` chooses a password; it is mailed and returned.

    It begins with `settings.SITE_URL`; where that is empty it is the path alone.

    Earlier links are withdrawn. If the mail cannot be sent, OSError is raised and nothing has changed.
    Raises ValidationError for an account that is not active or has no posting.
    """
    if not user.is_active:
        raise ValidationError("The account is not active: enable it first.")
    if not user.postings.not_over(timezone.localdate()).exists():
        raise ValidationError("Only staff are invited: give the person a posting first.")
    withdraw(user=user, by=by)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = Invitation.objects.create(
        user=user,
        digest=_digest(secret),
        invited_by=by,
        expires_at=timezone.now() + datetime.timedelta(hours=settings.INVITATION_HOURS),
    )
    changes = {"expires_at": [None, invitation.expires_at.isoformat()]}
    audit.record(audit.Action.INVITED, by=by, obj=user, changes=changes)
    link = settings.SITE_URL + reverse("accounts:invitation_link", args=[secret])
    if by_mail:
        _mail(invitation, link)
    return link


@transaction.atomic
def withdraw(*, user: User, by: User | None) -> int:
    """End the open invitations of `user`; returns how many there were."""
    count = Invitation.objects.open().filter(user=user).update(withdrawn_at=timezone.now())
    if count:
        changes = {"open invitations": [count, 0]}
        audit.record(audit.Action.INVITED, by=by, obj=user, outcome="withdrawn", changes=changes)
    return count


def find(secret: str) -> Invitation | None:
    """The open invitation that `secret` opens; None for any other text."""
    invitations = Invitation.objects.open().select_related("user", "invited_by")
    return invitations.filter(digest=_digest(secret)).first()


@transaction.atomic
def accept(*, secret: str, password: str) -> User:
    """Set the password that the invited person chose, once.

    The address that the link was mailed to counts as verified. Whatever opened the account before ends:
    the old password, other addresses, second steps, sessions, tokens, API keys and the tie to the staff's
    identity provider. Raises ValidationError with `GONE` for a link that is wrong, used, expired or
    withdrawn; the password has been validated by the form.
    """
    # Two clicks at once: the second waits for the row and finds the invitation used.
    mine = Invitation.objects.open().select_for_update(of=["self"])
    invitation = mine.filter(digest=_digest(secret)).first()
    if invitation is None:
        raise ValidationError(GONE, code="gone")
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at", "updated_at"])
    user = User.objects.select_for_update().get(pk=invitation.user_id)
    user.set_password(password)
    user.save(update_fields=["password", "updated_at"])
    changes = _end_what_opened(user, by=user)
    _verify_address(user)
    audit.record(audit.Action.INVITATION_ACCEPTED, by=user, obj=user, changes=changes)
    return user


@transaction.atomic
def require(*, user: User, by: User) -> None:
    """Let an invitation alone open the account from now on: anyone may have signed up with its address."""
    if user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password", "updated_at"])
        changes = _end_what_opened(user, by=by)
        reason = "an invitation is needed"
        audit.record(audit.Action.PASSWORD_CHANGED, by=by, obj=user, reason=reason, changes=changes)


def _end_what_opened(user: User, *, by: User) -> dict[str, list[int]]:
    """End what opens an account beside its password, whose change ends sessions; returns what to record."""
    revoke_tokens(user=user, by=by)
    api_key.revoke_all(owner=user, by=by)
    # Each is recorded by accounts.signals.
    Authenticator.objects.filter(user=user).delete()
    ties = SocialAccount.objects.filter(user=user)
    # A new password can be asked for at any of them.
    others = EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email)
    ended = {"ties to the provider": ties.delete()[0], "other addresses": others.delete()[0]}
    return {what: [count, 0] for what, count in ended.items() if count}


def _verify_address(user: User) -> None:
    address = user.email.lower()
    # Whoever reads the mailbox owns the address, whatever another account once showed.
    EmailAddress.objects.filter(email__iexact=address).exclude(user=user).update(verified=False)
    EmailAddress.objects.update_or_create(
        user=user, email=address, defaults={"verified": True, "primary": True}
    )


def _mail(invitation: Invitation, link: str) -> None:
    context = {
        "invitation": invitation,
        "link": link,
        "site_name": settings.SITE_NAME,
        "hours": settings.INVITATION_HOURS,
    }
    subject = render_to_string("accounts/email/invitation_subject.txt", context).strip()
    send_mail(
        subject, render_to_string("accounts/email/invitation.txt", context), None, [invitation.user.email]
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
