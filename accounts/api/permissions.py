"""The matrix as a DRF permission; the default of every endpoint."""

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from ..permissions import has_permission


class DeclaredAction(BasePermission):
    """Asks the matrix for the endpoint's action: `required_action`, or one for each of `actions_required`.

    A method that the endpoint has not is answered as that, to everyone.
    """

    def has_permission(self, request: Request, view: object) -> bool:
        if request.method not in view.allowed_methods:
            raise MethodNotAllowed(request.method)
        if has_permission(request.user, declared_action(view)):
            return True
        # Refusals are written down: they count towards the limit of requests as answers do.
        view.check_throttles(request)
        return False


def declared_action(view: object) -> str:
    """The action that a view or endpoint names; "" refuses everyone."""
    by_method = getattr(view, "actions_required", {})
    return by_method.get(getattr(view, "action", None), getattr(view, "required_action", ""))
