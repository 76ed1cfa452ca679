"""`Authorization: Bearer <token>` for people's programs, `Authorization: Api-Key <key>` for systems.

What the header says decides: a session cookie that is sent beside it counts for nothing, also where the
header is refused.
"""

import datetime

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from ..models import AccessToken, ApiKey, User
from ..request import name_in_source
from ..services import api_key, note_activity, token_digest
from ..services import token as tokens
from . import throttles


class HeaderAuthentication(BaseAuthentication):
    keyword = ""
    refusal = ""

    def authenticate(self, request: Request) -> tuple[User, object] | None:
        scheme, _, text = get_authorization_header(request).partition(b" ")
        if scheme.lower() != self.keyword.lower().encode():
            return None
        try:
            found = self.opened_by(text.strip().decode("ascii"))
        except UnicodeDecodeError:
            found = None
        if found is None:
            # Refusals are written down: whoever tries credentials counts as the visitor that they are.
            throttles.check_visitor(request)
            raise AuthenticationFailed(self.refusal)
        return found

    def opened_by(self, text: str) -> tuple[User, object] | None:
        """Who acts, and by what; None where `text` opens nothing."""
        raise NotImplementedError

    def authenticate_header(self, request: Request) -> str:
        return self.keyword


class TokenAuthentication(HeaderAuthentication):
    keyword = "Bearer"
    refusal = "The token is unknown, expired or revoked. Sign in again."

    def opened_by(self, text: str) -> tuple[User, AccessToken] | None:
        token = AccessToken.objects.live().select_related("user").filter(digest=token_digest(text)).first()
        if token is None or not token.user.is_active or not _is_of_the_password(token):
            return None
        tokens.note_use(token=token)
        note_activity(token.user)
        return token.user, token


class KeyAuthentication(HeaderAuthentication):
    """A system acts as the owner of its key, cut to the key's scopes and to its quota a day."""

    keyword = "Api-Key"
    refusal = "The API key is unknown, expired or revoked."

    def opened_by(self, text: str) -> tuple[User, ApiKey] | None:
        key = api_key.authenticate(text)
        if key is None:
            return None
        if not api_key.use(key=key):
            raise Throttled(_until_midnight(), f"The key's quota of {key.quota} requests a day is used up.")
        key.owner.limited_to = frozenset(key.scopes) - api_key.NEVER_BY_KEY
        name_in_source(f"key {key.prefix}")
        return key.owner, key


def _is_of_the_password(token: AccessToken) -> bool:
    user = token.user
    return token.password_stamp in {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}


def _until_midnight() -> float:
    """Seconds until the next day (UTC) begins."""
    now = timezone.now().astimezone(datetime.UTC)
    tomorrow = datetime.datetime.combine(
        now.date() + datetime.timedelta(days=1), datetime.time(), datetime.UTC
    )
    return (tomorrow - now).total_seconds()
