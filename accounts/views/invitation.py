"""Where somebody who was invited chooses a password."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views import View

from ..permissions import ActionRequiredMixin
from ..services import invitation

SESSION_KEY = "invitation"


class InvitationLinkView(ActionRequiredMixin, View):
    """The link of the mail. Its secret moves into the session: no address, history or referrer keeps it."""

    action = "public"

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        request.session[SESSION_KEY] = secret
        response = _private(redirect("accounts:invitation"))
        # Not on the page of the form: without a referrer a browser hides its origin too, which CSRF checks.
        response["Referrer-Policy"] = "no-referrer"
        return response


class InvitationView(ActionRequiredMixin, View):
    action = "public"

    def get(self, request: HttpRequest) -> HttpResponse:
        invited = invitation.find(request.session.get(SESSION_KEY, ""))
        return _page(request, invited, SetPasswordForm(invited.user)) if invited else _gone(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        secret = request.session.get(SESSION_KEY, "")
        invited = invitation.find(secret)
        if invited is None:
            return _gone(request)
        form = SetPasswordForm(invited.user, request.POST)
        if not form.is_valid():
            return _page(request, invited, form)
        try:
            invitation.accept(secret=secret, password=form.cleaned_data["new_password1"])
        except ValidationError:
            return _gone(request)
        del request.session[SESSION_KEY]
        if request.user.is_authenticated:
            get_adapter().logout(request)
        messages.success(request, "Your password is set. Sign in with it.")
        return _private(redirect("account_login"))


def _page(request: HttpRequest, invited: invitation.Invitation, form: SetPasswordForm) -> HttpResponse:
    postings = invited.user.postings.not_over(timezone.localdate()).select_related("station")
    context = {"invitation": invited, "postings": postings, "form": form}
    return _private(render(request, "accounts/invitation.html", context))


def _gone(request: HttpRequest) -> HttpResponse:
    """One answer for links that are wrong, used, expired or withdrawn."""
    request.session.pop(SESSION_KEY, None)
    return _private(render(request, "accounts/invitation_gone.html", status=404))


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
