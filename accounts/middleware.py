"""What holds for every request of a person who is logged in."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from . import audit, session
from .services import note_activity

API = "/api/"
# Where staff may be before they have a second step: the library's account pages and the API, which
# grants them nothing but their own account.
OPEN_WITHOUT_SECOND_STEP = ("/accounts/", "/account/", API)


class SessionLimits:
    """Ends a session that was idle for too long or is too old, whatever its cookie says; notes its use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Who logged in by a header of the API is not known here and has no session.
        if not request.user.is_authenticated:
            return self.get_response(request)
        seconds, reason = session.seconds_left(request.session)
        if seconds <= 0:
            return self.end(request, reason)
        asks_how_long = request.method == "GET" and request.path == reverse("accounts:keep_alive")
        if not asks_how_long:
            session.touch(request.session)
            note_activity(request.user)
        return self.get_response(request)

    def end(self, request: HttpRequest, reason: str) -> HttpResponse:
        with transaction.atomic():
            audit.record(audit.Action.SESSION_ENDED, by=request.user, obj=request.user, reason=reason)
            logout(request)
        if request.path.startswith(API):
            # Public endpoints answer anyone; the others say 401 in the API's own words.
            return self.get_response(request)
        messages.info(request, _farewell(reason))
        if request.path == reverse(settings.LOGIN_URL):
            return self.get_response(request)
        return redirect_to_login(_way_back(request))


def _farewell(reason: str) -> str:
    if reason == "idle":
        return f"You were signed out after {settings.SESSION_IDLE_MINUTES} minutes without use."
    return f"You were signed out: a sign-in lasts {settings.SESSION_HOURS} hours."


def _way_back(request: HttpRequest) -> str:
    """The page to return to after log-in; for a form that was sent, the page that it stood on."""
    if request.method == "GET":
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return reverse(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class SecondStepFirst:
    """Leads staff who need a second step and have none to set one up; they can do nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        waits = settings.REQUIRE_STAFF_MFA and user.is_authenticated and user.lacks_second_step
        if waits and not request.path.startswith(OPEN_WITHOUT_SECOND_STEP):
            return redirect("mfa_index")
        return self.get_response(request)
