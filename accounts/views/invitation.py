"""Where somebody who was invited chooses a password.

Anyone may be made to open a link that is not theirs. So the page names the account, takes a password for that
one alone, and for nobody who is signed in: a session of one person never opens the account of another.
"""

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
OTHER = "Another invitation was opened in this browser meanwhile. This page is now about the one opened last."


class InvitationLinkView(ActionRequiredMixin, View):
    """The link of the mail. Its secret moves into the session: no address, history or referrer keeps it."""

    action = "public"

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        if not request.user.is_authenticated:
            # Whoever put the cookie of a session into this browser does not learn the link.
            request.session.cycle_key()
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
        if request.user.is_authenticated:
            if "sign_out" not in request.POST:
                return _page(request, invited, SetPasswordForm(invited.user), status=409)
            get_adapter().logout(request)
            request.session[SESSION_KEY] = secret
            return _private(redirect("accounts:invitation"))
        form = SetPasswordForm(invited.user, request.POST)
        if form.is_valid() and request.POST.get("invitation") != str(invited.pk):
            form.add_error(None, OTHER)
        if not form.is_valid():
            return _page(request, invited, form)
        try:
            invitation.accept(secret=secret, password=form.cleaned_data["new_password1"])
        except ValidationError:
            return _gone(request)
        del request.session[SESSION_KEY]
        messages.success(request, "Your password is set. Sign in with it.")
        return _private(redirect("account_login"))


def _page(
    request: HttpRequest, invited: invitation.Invitation, form: SetPasswordForm, status: int = 200
) -> HttpResponse:
    postings = invited.user.postings.not_over(timezone.localdate()).select_related("station")
    context = {"invitation": invited, "postings": postings, "form": form}
    return _private(render(request, "accounts/invitation.html", context, status=status))


def _gone(request: HttpRequest) -> HttpResponse:
    """One answer for links that are wrong, used, expired or withdrawn."""
    request.session.pop(SESSION_KEY, None)
    return _private(render(request, "accounts/invitation_gone.html", status=404))


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
