"""The matrix as a DRF permission; the default of every endpoint."""

from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import MethodNotAllowed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from .. import session
from ..models import AccessToken
from ..permissions import has_permission


class DeclaredAction(BasePermission):
    """Asks the matrix for the endpoint's action: `required_action`, or one for each of `actions_required`.

    A method that the endpoint has not is answered as that, to everyone. Where the view says `recent`, who
    changes something has proven lately who it is, as on the pages: with the cookie of a browser on a page,
    with a token by a log-in that issued it. No key opens such a view.
    """

    def has_permission(self, request: Request, view: object) -> bool:
        if request.method not in view.allowed_methods:
            raise MethodNotAllowed(request.method)
        if has_permission(request.user, declared_action(view)):
            _check_recent(request, view)
            return True
        # Refusals are written down: they count towards the limit of requests as answers do.
        view.check_throttles(request)
        return False


def _check_recent(request: Request, view: object) -> None:
    if not getattr(view, "recent", False) or request.method in SAFE_METHODS:
        return
    if isinstance(request.auth, AccessToken) and not request.auth.is_recent:
        raise PermissionDenied("Log in again for a new token, then repeat the request with it.")
    by_cookie = isinstance(request.successful_authenticator, SessionAuthentication)
    if by_cookie and not session.is_recent(request):
        raise PermissionDenied("Prove who you are again on the portal's pages, then repeat the request.")


def declared_action(view: object) -> str:
    """The action that a view or endpoint names; "" refuses everyone."""
    by_method = getattr(view, "actions_required", {})
    return by_method.get(getattr(view, "action", None), getattr(view, "required_action", ""))
