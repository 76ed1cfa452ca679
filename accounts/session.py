"""What a session knows of its own times, in seconds since the epoch, kept in the session itself."""

import secrets
import time

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

# Of the log-in, and of the newest request that counts as use.
BEGAN, SEEN = "began_at", "seen_at"
# Names the log-in, whatever key its cookie carries at the time.
LOG_IN = "log_in"
# Use is noted at most once in so many seconds: each note is a write of the session.
NOTED_EVERY = 60


def begin(session: SessionBase) -> None:
    """Start both clocks and name the log-in."""
    session[BEGAN] = session[SEEN] = time.time()
    session[LOG_IN] = secrets.token_urlsafe(16)


def renew_key(session: SessionBase) -> None:
    """Give the log-in a new cookie once more was proved than the old one stood for; the old one is dead."""
    # The library's models need this module's app to be loaded first.
    from allauth.usersessions.models import UserSession

    old = session.session_key
    session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=session.session_key)


def touch(session: SessionBase) -> None:
    """Note that the session is in use."""
    if time.time() - session.get(SEEN, 0) >= NOTED_EVERY:
        session[SEEN] = time.time()


def seconds_left(session: SessionBase) -> tuple[float, str]:
    """How long the session still lasts without use, and what ends it then: "idle" or "absolute"."""
    idle = session.get(SEEN, 0) + settings.SESSION_IDLE_MINUTES * 60 - time.time()
    whole = session.get(BEGAN, 0) + settings.SESSION_HOURS * 3600 - time.time()
    return (idle, "idle") if idle < whole else (whole, "absolute")


def is_recent(request: HttpRequest) -> bool:
    """Whether the person logged in, or proved again who they are, within ACCOUNT_REAUTHENTICATION_TIMEOUT."""
    proofs = [record["at"] for record in get_authentication_records(request, request.user)]
    newest = max([request.session.get(BEGAN, 0), *proofs])
    return time.time() - newest < app_settings.REAUTHENTICATION_TIMEOUT


def prove_again(request: HttpRequest) -> HttpResponse:
    """Ask who it is before the request goes on; a POST is kept and resumed with all that was typed.

    Raises ReauthenticationRequired, which allauth's middleware answers. Who has neither a password nor
    a second step here, because the log-in is elsewhere, logs in anew.
    """
    if not get_adapter().get_reauthentication_methods(request.user):
        address = request.get_full_path()
        get_adapter().logout(request)
        return redirect_to_login(address)
    if request.method == "POST":
        # The library knows a suspended POST by its path alone; the query is kept with the request.
        request.GET  # noqa: B018  read before it is taken away
        request.META["QUERY_STRING"] = ""
    raise ReauthenticationRequired
