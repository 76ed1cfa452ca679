"""How many requests a minute the API answers, by address, person or key.

An endpoint with a `throttle_scope` has a limit of its own; every other counts towards the limit of
whoever asks: `settings.REQUESTS_PER_MINUTE`. Minutes are those of the clock. A key's requests a day are
counted with the key (`accounts.services.api_key.use`).

Each process counts for itself and tells the shared cache every tenth request, so that a read costs no
query; with n processes a limit can be passed by 9 n requests a minute. Where the cache fails each process
goes by its own count. Log-in and sign-up are counted in the cache each time, and refused where it fails:
a limit on guessing that can be switched off is none.
"""

import ipaddress
import logging
import time

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.db import DatabaseError
from redis.exceptions import RedisError
from rest_framework import status
from rest_framework.exceptions import APIException, Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from ..models import ApiKey
from ..request import client_address

WINDOW_S = 60
# Counts outlive their minute for processes whose clocks differ.
KEPT_S = 2 * WINDOW_S
SHARED_EVERY = 10
# Limits on guessing.
STRICT = {"login"}
CACHE_FAILURES = (RedisError, DatabaseError, OSError)

log = logging.getLogger(__name__)


class NotCounted(APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "Log-in is not available at this moment. Try again in a minute."


def check_visitor(request: Request) -> None:
    """Count a request whose credentials open nothing as its address's; raises Throttled past the limit.

    It ends before the throttles of its view, which would ask who it is.
    """
    who = _network(client_address(request._request))
    if _count(_name("anonymous", who)) > settings.REQUESTS_PER_MINUTE["anonymous"]:
        raise Throttled(_until_the_next_minute())


class RequestsPerMinute(BaseThrottle):
    def allow_request(self, request: Request, view: object) -> bool:
        who, kind = _asking(request)
        scope = getattr(view, "throttle_scope", "") or kind
        limit = settings.REQUESTS_PER_MINUTE[scope]
        name = _name(scope, who)
        if scope not in STRICT:
            return _count(name) <= limit
        try:
            return _add(caches["default"], name, 1) <= limit
        except CACHE_FAILURES as error:
            log.exception("The cache that counts log-ins does not answer")
            raise NotCounted from error

    def wait(self) -> float:
        return _until_the_next_minute()


def _name(scope: str, who: str) -> str:
    return f"requests:{scope}:{who}:{int(time.time() // WINDOW_S)}"


def _until_the_next_minute() -> float:
    """Seconds."""
    return WINDOW_S - time.time() % WINDOW_S


def _asking(request: Request) -> tuple[str, str]:
    """Whose requests are counted together, and whether as those of an address, a person or a key.

    An IPv6 address counts as its /64 network: one subscriber has all of it.
    """
    if isinstance(request.auth, ApiKey):
        return f"key-{request.auth.pk}", "user"
    if request.user and request.user.is_authenticated:
        return f"user-{request.user.pk}", "user"
    return _network(client_address(request._request)), "anonymous"


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        # A proxy may hand on anything; cache keys hold neither spaces nor long texts.
        return "unreadable"
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def _count(name: str) -> int:
    """Requests of this minute, this one included, as far as this process knows."""
    own = caches["process"]
    mine = _add(own, name, 1)
    if mine % SHARED_EVERY == 0:
        try:
            others = _add(caches["default"], name, SHARED_EVERY) - mine
            own.set(f"{name}:others", max(0, others), KEPT_S)
        except CACHE_FAILURES:
            log.exception("The cache that counts requests does not answer")
    return mine + own.get(f"{name}:others", 0)


def _add(cache: BaseCache, name: str, by: int) -> int:
    """Raise a count by `by`; returns where it stands."""
    if cache.add(name, by, KEPT_S):
        return by
    try:
        return cache.incr(name, by)
    except ValueError:
        # Dropped in between, as a full cache does.
        cache.set(name, by, KEPT_S)
        return by
