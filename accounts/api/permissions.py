"""The matrix as a DRF permission; the default of every endpoint."""

from rest_framework.permissions import BasePermission

from ..permissions import has_permission


class DeclaredAction(BasePermission):
    """Asks the matrix for the endpoint's action: `required_action`, or one for each of `actions_required`."""

    def has_permission(self, request: object, view: object) -> bool:
        return has_permission(request.user, declared_action(view))


def declared_action(view: object) -> str:
    """The action that a view or endpoint names; "" refuses everyone."""
    by_method = getattr(view, "actions_required", {})
    return by_method.get(getattr(view, "action", None), getattr(view, "required_action", ""))
