from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.permissions import has_permission


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
