"""How long the session still lasts; a POST is use of it."""

from django.http import HttpRequest, JsonResponse
from django.views import View

from .. import session
from ..permissions import ActionRequiredMixin


class KeepAliveView(ActionRequiredMixin, View):
    """`{"seconds": 1800, "reason": "idle"}`: what is left, and what ends it. A GET does not count as use."""

    action = "account.own"

    def get(self, request: HttpRequest) -> JsonResponse:
        seconds, reason = session.seconds_left(request.session)
        return JsonResponse({"seconds": int(seconds), "reason": reason})

    def post(self, request: HttpRequest) -> JsonResponse:
        return self.get(request)
