"""The two steps of a log-in by API: the password, and the code of an account that has a second step."""

from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.request import Request

from ..models import User

TOO_MANY = "too_many_login_attempts"  # allauth's code of the error
SET_UP = "Staff need a second step. Sign in on the website, set one up, then sign in here with its code."
TRY_LATER = "Too many failed sign-ins. Try again later."


def log_in(request: Request, login: str, password: str, code: str = "") -> User:
    """The active user whom `login` (user name or e-mail), `password` and `code` prove.

    Raises AuthenticationFailed when they prove nobody, naming `code` when only that is missing or wrong;
    PermissionDenied for staff who must set up a second step first; Throttled after too many failures for
    the account or from the address.
    """
    try:
        user = get_adapter().authenticate(request._request, username=login, password=password)
    except ValidationError as error:
        if error.code != TOO_MANY:
            raise
        raise Throttled(wait=settings.LOGIN_LOCK_MINUTES * 60, detail=TRY_LATER) from error
    if user is None or not user.is_active:
        raise AuthenticationFailed("The user name or the password is wrong.")
    if settings.REQUIRE_STAFF_MFA and user.lacks_second_step:
        raise PermissionDenied(SET_UP)
    if is_mfa_enabled(user):
        _check_code(user, code)
    return user


def _check_code(user: User, code: str) -> None:
    if not code:
        raise AuthenticationFailed(
            {"code": ["This account has a second step: add the code of your authenticator app."]}
        )
    form = BaseAuthenticateForm({"code": code}, user=user)
    with transaction.atomic():
        if form.is_valid():
            form.authenticator.record_usage()
            # As the library says it on the pages.
            authenticator_used.send(Authenticator, request=None, user=user, authenticator=form.authenticator)
            return
    if form.has_error("code", TOO_MANY):
        raise Throttled(wait=settings.LOGIN_LOCK_MINUTES * 60, detail=TRY_LATER)
    raise AuthenticationFailed({"code": ["The code is wrong or was used already."]})
