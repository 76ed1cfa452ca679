"""What acts in one's name without one's password: tokens of programs, and keys of systems."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from .. import services
from ..models import AccessToken, ApiKey
from ..permissions import ActionRequiredMixin
from ..roles import ACTIONS
from ..services import api_key


class TokensView(ActionRequiredMixin, View):
    action = "account.own"

    def get(self, request: HttpRequest) -> HttpResponse:
        keys = own_keys(request)
        for key in keys:
            key.words = [ACTIONS.get(scope, scope) for scope in key.scopes]
        context = {"tokens": AccessToken.objects.opened_by(request.user), "keys": keys}
        return render(request, "accounts/tokens.html", context)


class RevokeTokenView(ActionRequiredMixin, View):
    action = "account.own"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        token = get_object_or_404(AccessToken.objects.opened_by(request.user), pk=pk)
        services.revoke_token(token=token, by=request.user)
        messages.success(request, "The token has ended. The program that used it has to sign in again.")
        return redirect("accounts:tokens")


class CollectKeyView(ActionRequiredMixin, View):
    """Shows the text of a key that was issued for the person: in this answer and nowhere else."""

    action = "account.own"
    recent = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        key = get_object_or_404(own_keys(request), pk=pk)
        try:
            text = api_key.collect(key=key, by=request.user)
        except ValidationError as error:
            messages.error(request, error.message)
            return redirect("accounts:tokens")
        return render(request, "accounts/key.html", {"key": key, "text": text})


class RevokeKeyView(ActionRequiredMixin, View):
    action = "account.own"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        key = get_object_or_404(own_keys(request), pk=pk)
        api_key.revoke(key=key, by=request.user)
        messages.success(request, f"The key {key.prefix} has ended. {key.name} can use it no more.")
        return redirect("accounts:tokens")


def own_keys(request: HttpRequest) -> QuerySet[ApiKey]:
    return ApiKey.objects.live().filter(owner=request.user)
