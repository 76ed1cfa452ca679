"""Refusals are events: people who ask for what they may not, and programs whose credentials open nothing.

What is one and what is not, and why, stands in docs/decisions/0006-which-refusals-are-events.md.
"""

import logging
from collections.abc import Callable

from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from . import audit
from .models import User
from .request import who_asks
from .services import request_limit

logger = logging.getLogger(__name__)
# What names an object in an address. Other parts may be secrets, as in the links of mails, and are left out.
NAMES_OF_IDS = ("jurisdiction", "code", "number", "pk", "object_id")
# What is refused, by status, as the event says it: outcome and reason.
WORDS = {
    401: ("refused", "credentials"),
    403: ("refused", ""),
    404: ("not found", ""),
    428: ("asked", ""),
    429: ("refused", "too many requests"),
}


class RefusalsAreRecorded:
    """Middleware. The request's own transaction is over, and was rolled back: the event has one to itself.

    It is written for a person who is logged in, and for an API client whose token or key opens nothing; a
    visitor without either, who is asked to log in, leaves no event. Too many requests are one event a minute.
    What cannot be recorded is answered 503.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in WORDS:
            return response
        try:
            _record(request, response.status_code)
        except Error:
            # Not the address: it may hold the secret of a link.
            logger.exception(
                "A refusal by %s could not be recorded", getattr(request.resolver_match, "route", "no page")
            )
            return _unavailable(request)
        return response


def _record(request: HttpRequest, status: int) -> None:
    match = request.resolver_match
    named = match.captured_kwargs if match else {}
    by = request.user if isinstance(getattr(request, "user", None), User) else None
    if status == 401:
        recorded = by is None and "Authorization" in request.headers
    else:
        recorded = by is not None and (status != 404 or bool(named))
    if not recorded:
        return
    ids = [str(named[name]) for name in NAMES_OF_IDS if name in named]
    outcome, reason = WORDS[status]
    with transaction.atomic():
        if status == 429 and not request_limit.admit(scope="refused", who=who_asks(request), limit=1):
            return
        audit.record(
            audit.Action.REFUSED,
            by=by,
            object_type=match.view_name if match else "",
            object_id="/".join(ids),
            outcome=outcome,
            reason=reason,
        )


def too_many_requests(request: HttpRequest, wait: int = request_limit.WINDOW_S) -> HttpResponse:
    """The page that says so; the library's pages answer with it, too. `wait` in seconds."""
    response = render(request, "429.html", {"wait": wait}, status=429)
    response["Retry-After"] = str(wait)
    return response


def _unavailable(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": "Not available now", "status": 503}
        return JsonResponse(body, status=503, content_type="application/problem+json")
    return HttpResponse(render_to_string("500.html"), status=503)
