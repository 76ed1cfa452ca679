"""Log-in of staff at their organisation's identity provider, where one is configured (OpenID Connect).

It opens accounts that exist; it makes none. The first time the provider's verified e-mail address finds
the person, from then on the provider's own subject does, so that an address given to somebody else later
opens nothing.
"""

from functools import wraps

import jwt
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException, Response, Session

from . import audit
from .models import User

# By a private key of the provider's: neither unsigned, nor by a secret that both sides know.
ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}


class SignedTokens(OpenIDConnectOAuth2Adapter):
    """Holds ID tokens to the provider's signature, which the library does not ask of one it fetched."""

    def complete_login(
        self, request: HttpRequest, app: SocialApp, *args: object, **kwargs: object
    ) -> SocialLogin:
        login = super().complete_login(request, app, *args, **kwargs)
        data = login.account.extra_data
        # The library takes the person from the second answer (OpenID Connect Core, 5.3.2).
        if "id_token" not in data or data["id_token"]["sub"] != data["userinfo"]["sub"]:
            raise OAuth2Error("The ID token is not of the person whom the provider describes.")
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict:
        try:
            if jwt.get_unverified_header(id_token)["alg"] not in ALGORITHMS:
                raise OAuth2Error("The ID token is not signed by a private key.")
            return jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The ID token, or the key that it names, is not readable.") from error


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends people back to."""
    try:
        return OAuth2CallbackView.adapter_view(SignedTokens(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error


class StaffProviderAdapter(DefaultSocialAccountAdapter):
    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The person of an address that the provider verified, unless another subject is theirs already."""
        for address in sociallogin.email_addresses:
            # Some providers send words where they should send true and false.
            if address.verified is not True:
                continue
            user = User.objects.filter(email__iexact=address.email).first()
            if user and not SocialAccount.objects.filter(user=user).exists():
                return user, address.email
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Active staff come in; everyone else is refused, with one answer."""
        user = sociallogin.user if sociallogin.is_existing else None
        is_log_in = sociallogin.state.get("process") == AuthProcess.LOGIN
        if not (is_log_in and user and user.is_active and user.current_postings):
            raise PermissionDenied

    def serialize_instance(self, instance: object) -> dict:
        """For the session, while the second step is asked: without what was read beside the columns."""
        for name in ("current_postings", "lacks_second_step"):
            instance.__dict__.pop(name, None)
        return super().serialize_instance(instance)

    @transaction.atomic
    def on_authentication_error(self, request: HttpRequest, provider: object, **kwargs: object) -> None:
        audit.record(audit.Action.LOG_IN_FAILED, by=None, outcome="refused", reason="provider")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def get_requests_session(self) -> Session:
        """A session whose failures, the provider's and the network's, end in the page that says so."""
        session = super().get_requests_session()
        ask = session.request

        @wraps(ask)
        def answered(*args: object, **kwargs: object) -> Response:
            try:
                response = ask(*args, **kwargs)
                response.raise_for_status()
            except RequestException as error:
                page = render_authentication_error(context.request, None, exception=error)
                raise ImmediateHttpResponse(page) from error
            return response

        session.request = answered
        return session
