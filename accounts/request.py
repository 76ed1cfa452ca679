"""Where the current request came from, for the audit log and the limits of requests."""

import ipaddress
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .models import ApiKey

_source: ContextVar[str] = ContextVar("source", default="")


def current_source() -> str:
    """Address of the current request, and the key it came with; empty in commands and tasks."""
    return _source.get()


def name_in_source(means: str) -> None:
    """Say by what the current request was authenticated, after its address: "192.0.2.1 key abcd1234"."""
    _source.set(f"{_source.get()} {means}".strip())


def client_address(request: HttpRequest) -> str:
    """Address that asked: what the outermost trusted proxy saw, or who is connected where there is none.

    What stands further left in X-Forwarded-For was written by the client and is not believed.
    """
    proxies = settings.TRUSTED_PROXY_COUNT
    forwarded = request.headers.get("X-Forwarded-For")
    seen = forwarded.split(",") if forwarded else []
    if proxies == 0 or len(seen) < proxies:
        return request.META.get("REMOTE_ADDR", "")
    return seen[-proxies].strip()


def network(request: HttpRequest) -> str:
    """The address that asked as limits count it: IPv6 by its /64 network, all of which one subscriber has."""
    try:
        parsed = ipaddress.ip_address(client_address(request))
    except ValueError:
        # A proxy may hand on anything.
        return "unreadable"
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def who_asks(request: HttpRequest) -> str:
    """Whose requests are counted together: a key's, a person's, or those of an address."""
    auth = getattr(request, "auth", None)
    if isinstance(auth, ApiKey):
        return f"key-{auth.pk}"
    if request.user and request.user.is_authenticated:
        return f"user-{request.user.pk}"
    return network(request)


class RequestSource:
    """Middleware that remembers the client's address for the length of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _source.set(client_address(request))
        try:
            return self.get_response(request)
        finally:
            _source.reset(token)
