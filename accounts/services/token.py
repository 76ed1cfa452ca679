"""Access tokens of API clients."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .. import audit
from ..models import AccessToken, User

TOKEN_BYTES = 32
STAMP_EVERY = datetime.timedelta(minutes=1)


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
    """End `token` at once. One that has ended before stays as it is."""
    if AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        audit.record(audit.Action.TOKEN_REVOKED, by=by, obj=token)


@transaction.atomic
def revoke_tokens(*, user: User, by: User) -> None:
    """End every token of `user`, one event each."""
    for token in user.access_tokens.live():
        revoke_token(token=token, by=by)


def note_use(*, token: AccessToken) -> None:
    """Keep when `token` was used last, to the minute."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= STAMP_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)


def token_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
