"""How many requests a minute the API answers, by address, person or key.

An endpoint with a `throttle_scope` has a limit of its own; every other counts towards the limit of
whoever asks: `settings.REQUESTS_PER_MINUTE`. A key's requests a day are counted with the key
(`accounts.services.api_key.use`).
"""

from django.conf import settings
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from ..request import network, who_asks
from ..services import request_limit


def check_visitor(request: Request) -> None:
    """Count a request whose credentials open nothing as its address's; raises Throttled past the limit.

    It ends before the throttles of its view, which would ask who it is.
    """
    limit = settings.REQUESTS_PER_MINUTE["anonymous"]
    if not request_limit.admit(scope="anonymous", who=network(request._request), limit=limit):
        raise Throttled(request_limit.seconds_left())


class RequestsPerMinute(BaseThrottle):
    def allow_request(self, request: Request, view: object) -> bool:
        kind = "user" if request.user and request.user.is_authenticated else "anonymous"
        scope = getattr(view, "throttle_scope", "") or kind
        limit = settings.REQUESTS_PER_MINUTE[scope]
        return request_limit.admit(scope=scope, who=who_asks(request), limit=limit)

    def wait(self) -> float:
        return request_limit.seconds_left()
