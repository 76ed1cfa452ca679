"""Accounts: sign-up, tokens, postings. Each act is audited in its transaction."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from . import audit
from .models import AccessToken, Posting, Station, User
from .roles import Role

TOKEN_BYTES = 32


def sign_up_errors(*, username: str = "", email: str = "", password: str = "") -> dict[str, list[str]]:
    """What is wrong with each field of a sign-up; empty when nothing is."""
    user = User(username=username, email=email.lower())
    errors = {}
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        errors = error.message_dict
    try:
        validate_password(password, user)
    except ValidationError as error:
        errors["password"] = error.messages
    return errors


@transaction.atomic
def sign_up(*, username: str, email: str, password: str) -> User:
    """A new citizen. Raises ValidationError naming every bad field: a taken name, a weak password."""
    if errors := sign_up_errors(username=username, email=email, password=password):
        raise ValidationError(errors)
    user = User.objects.create_user(username=username, email=email, password=password)
    audit.record(audit.Action.SIGN_UP, by=user, obj=user)
    return user


@transaction.atomic
def issue_token(*, by: User) -> tuple[str, AccessToken]:
    """A new access token for `by`; the text is returned once and only its digest is stored."""
    text = secrets.token_urlsafe(TOKEN_BYTES)
    lifetime = datetime.timedelta(hours=settings.API_TOKEN_LIFETIME_HOURS)
    token = AccessToken.objects.create(
        user=by,
        digest=token_digest(text),
        password_stamp=by.get_session_auth_hash(),
        expires_at=timezone.now() + lifetime,
    )
    audit.record(audit.Action.TOKEN_ISSUED, by=by, obj=token)
    return text, token


@transaction.atomic
def revoke_token(*, token: AccessToken, by: User) -> None:
    AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    audit.record(audit.Action.TOKEN_REVOKED, by=by, obj=token)


@transaction.atomic
def revoke_tokens(*, user: User, by: User) -> None:
    """End every token of `user`, one event each."""
    for token in user.access_tokens.filter(revoked_at=None, expires_at__gt=timezone.now()):
        revoke_token(token=token, by=by)


def token_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def post(
    *,
    user: User,
    role: Role,
    station: Station | None,
    by: User | None,
    starts_on: datetime.date | None = None,
    may_register: bool = False,
    may_investigate: bool = False,
) -> Posting:
    """Give `user` a role at a station (none: national) from `starts_on`, today by default."""
    posting = Posting(
        user=user,
        role=Role(role).value,
        station=station,
        starts_on=starts_on or timezone.localdate(),
        may_register=may_register,
        may_investigate=may_investigate,
    )
    posting.full_clean()
    posting.save()
    user.__dict__.pop("current_postings", None)
    audit.record(audit.Action.CONFIGURED, by=by, obj=posting, station=station, changes={"role": [None, role]})
    return posting
