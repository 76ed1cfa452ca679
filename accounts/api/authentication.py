"""`Authorization: Bearer <token>` for API clients."""

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from ..models import AccessToken, User
from ..services import token_digest


class TokenAuthentication(BaseAuthentication):
    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        scheme, _, text = get_authorization_header(request).partition(b" ")
        if scheme.lower() != self.keyword.lower().encode():
            return None
        refused = AuthenticationFailed("The token is unknown, expired or revoked. Log in again.")
        try:
            digest = token_digest(text.strip().decode("ascii"))
        except UnicodeDecodeError:
            raise refused from None
        token = (
            AccessToken.objects.select_related("user")
            .filter(digest=digest, revoked_at=None, expires_at__gt=timezone.now())
            .first()
        )
        if token is None or not token.user.is_active or not _is_of_the_password(token):
            raise refused
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return self.keyword


def _is_of_the_password(token: AccessToken) -> bool:
    user = token.user
    return token.password_stamp in {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
