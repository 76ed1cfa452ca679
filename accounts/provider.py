"""Log-in of staff at their organisation's identity provider, where one is configured (OpenID Connect).

It opens accounts that exist; it makes none. The first time the provider's verified e-mail address finds
the person, from then on the provider's own subject does, so that an address given to somebody else later
opens nothing.
"""

from functools import wraps

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from requests import RequestException, Response, Session

from . import audit
from .models import User


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
