"""Pages of the portal as a whole: where a log-in leads, and what goes wrong before or outside a view."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views import defaults

from accounts.permissions import has_permission

from . import api


@login_required
def after_login(request: HttpRequest) -> HttpResponse:
    """Each person lands where their work is."""
    return redirect("records:home" if has_permission(request.user, "staff.home") else "public:home")


def admin_login(request: HttpRequest) -> HttpResponse:
    """The admin has no log-in of its own: one place checks passwords, MFA and limits.

    Who is logged in already and comes here may not enter: sending them to log in again would go in circles.
    """
    if request.user.is_authenticated:
        raise PermissionDenied("Only administrators open the administration.")
    target = request.GET.get("next", reverse("admin:index"))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django refuses before a view sees it: a foreign host, a body or form that is too large."""
    if api.is_asked(request):
        return api.problem_response(400, "The request is not one that this site answers.")
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if api.is_asked(request):
        return api.problem_response(500, "It has been recorded. Try again in a minute.")
    return defaults.server_error(request)
