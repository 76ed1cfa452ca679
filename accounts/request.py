"""Where the current request came from, for the audit log."""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_source: ContextVar[str] = ContextVar("source", default="")


def current_source() -> str:
    """Address of the current request; empty in commands and tasks."""
    return _source.get()


class RequestSource:
    """Middleware that remembers the client's address for the length of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _source.set(request.META.get("REMOTE_ADDR", ""))
        try:
            return self.get_response(request)
        finally:
            _source.reset(token)
