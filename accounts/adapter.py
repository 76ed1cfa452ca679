"""How allauth makes accounts and checks passwords: citizens only, whatever the form says, with our lock."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import clean_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from . import audit, session
from .cipher import decrypt, encrypt
from .models import User
from .request import client_address
from .services import log_in

UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104  stands where no address is known, as behind a socket file
WRONG = "The user name or e-mail address, or the password, is wrong."


class AccountAdapter(DefaultAccountAdapter):
    """Passwords are checked here for every door: the log-in page, the API and the page that asks again."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": "Too many failed attempts. Wait a while and try again, or ask your "
        "supervisor to lift the lock.",
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "duplicate_email": "This address is one of yours already.",
        "max_email_addresses": "You cannot have more than %d addresses.",
        "enter_current_password": "Your current password is wrong.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        names = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        super().send_mail(template_prefix, email, names | context)

    def format_email_subject(self, subject: str) -> str:
        return f"{settings.SITE_NAME}: {subject}"

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Count against the address; the library gives it back when the password was right."""
        self._login_failed_rl_usage = ratelimit.consume(request, app="allauth.account", action="password")
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """The person of `email` or `username` and `password`. Raises ValidationError where locked."""
        name = credentials.get("email") or credentials.get("username", "")
        self.pre_authenticate(request, **credentials)
        try:
            user = log_in.prove(name=name, password=credentials["password"])
        except log_in.LogInLocked as locked:
            raise self.validation_error("too_many_login_attempts") from locked
        if user is not None:
            self._rollback_login_failed_rl_usage()
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        try:
            return log_in.prove_again(user=user, password=password)
        except log_in.LogInLocked as locked:
            raise self.validation_error("too_many_login_attempts") from locked

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """The library's own pages ask as ours do: a sign-in of the last minutes is proof enough."""
        return not session.is_recent(self.request)

    def get_client_ip(self, request: HttpRequest) -> str:
        """As for the audit log; a header that makes no sense is not believed, and no error."""
        return clean_client_ip(client_address(request)) or UNKNOWN_ADDRESS

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: object, commit: bool = True) -> User:
        user = super().save_user(request, user, form, commit)
        if commit:
            audit.record(audit.Action.SIGN_UP, by=user, obj=user)
        return user

    @transaction.atomic
    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        at_provider = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        changes = {"provider": [None, at_provider.account.provider]} if at_provider else {}
        steps = [step.get("type", step["method"]) for step in get_authentication_records(request, user)]
        changes["steps"] = [None, steps]
        audit.record(audit.Action.LOG_IN, by=user, obj=user, changes=changes)
        return super().post_login(request, user, **kwargs)

    @transaction.atomic
    def logout(self, request: HttpRequest) -> None:
        audit.record(audit.Action.LOG_OUT, by=request.user, obj=request.user)
        super().logout(request)


class SessionsAdapter(DefaultUserSessionsAdapter):
    @transaction.atomic
    def end_sessions(self, sessions: list) -> None:
        for ended in sessions:
            audit.record(audit.Action.SESSION_ENDED, by=ended.user, obj=ended.user, reason="by its owner")
        super().end_sessions(sessions)


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are stored encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": "Remove your second step before you add an e-mail address.",
        "cannot_delete_authenticator": "This second step cannot be removed.",
        "cannot_generate_recovery_codes": "Set up an app or a key before you make recovery codes.",
        "unverified_email": "Confirm your e-mail addresses, or remove them, before you set up a second step.",
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text.encode())
