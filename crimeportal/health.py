"""`/health`, for probes."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

PATH = "/health"


class Health:
    """Answers probes before anything looks at the host, the cookie or the scheme that they came with.

    A probe beside the process asks over plain HTTP, by an address that no browser uses. The answer says
    nothing but its status, and nothing of what was asked, so it is the same for whoever asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return health(request) if request.path_info == PATH else self.get_response(request)


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
