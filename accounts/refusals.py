"""Refusals are events: people who ask for what they may not, and programs whose credentials open nothing."""

import logging
from collections.abc import Callable

from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from . import audit
from .models import User

logger = logging.getLogger(__name__)
# What names an object in an address. Other parts may be secrets, as in the links of mails, and are left out.
NAMES_OF_IDS = ("jurisdiction", "code", "number", "pk", "object_id")


class RefusalsAreRecorded:
    """Middleware. The request's own transaction is over, and was rolled back: the event has one to itself.

    It is written for a person who is logged in, and for an API client whose token or key opens nothing; a
    visitor without either, who is asked to log in, leaves no event. What cannot be recorded is answered 503.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in (401, 403, 404):
            return response
        try:
            _record(request, response.status_code)
        except Error:
            logger.exception("A refusal of %s could not be recorded", request.path)
            return _unavailable(request)
        return response


def _record(request: HttpRequest, status: int) -> None:
    match = request.resolver_match
    named = match.captured_kwargs if match else {}
    by = request.user if isinstance(getattr(request, "user", None), User) else None
    if status == 401:
        recorded = by is None and "Authorization" in request.headers
    else:
        recorded = by is not None and (status == 403 or bool(named))
    if not recorded:
        return
    ids = [str(named[name]) for name in NAMES_OF_IDS if name in named]
    with transaction.atomic():
        audit.record(
            audit.Action.REFUSED,
            by=by,
            object_type=match.view_name if match else "",
            object_id="/".join(ids),
            outcome="not found" if status == 404 else "refused",
            reason="credentials" if status == 401 else "",
        )


def _unavailable(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": "Not available now", "status": 503}
        return JsonResponse(body, status=503, content_type="application/problem+json")
    return HttpResponse(render_to_string("500.html"), status=503)
