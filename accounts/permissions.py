"""The two questions that code asks are `has_permission` here and `visible_to` on a queryset.

Everything is refused unless the matrix in `accounts.roles` allows it. A view or an endpoint names its
`action`; one that names none is refused at run time and fails a test.
"""

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse

from .models import Station, User
from .roles import MATRIX, PUBLIC_ACTIONS, Role, Scope, scopes


def has_permission(user: object, action: str, obj: object = None) -> bool:
    """Whether `user` may do `action`, on `obj` if one is given.

    `obj` is a station, or anything with a `station_id` and, for rights to one's own, `is_own(user)`.
    Anonymous and inactive users may do public actions only.
    """
    if action in PUBLIC_ACTIONS:
        return True
    if not isinstance(user, User) or not user.is_active:
        return False
    granted = scopes(user.roles, action)
    if not granted or obj is None:
        return bool(granted)
    if granted & {Scope.ALL, Scope.SELF}:
        return True
    if Scope.OWN in granted and obj.is_own(user):
        return True
    station_id = obj.pk if isinstance(obj, Station) else obj.station_id
    return station_id in station_ids(user, action)


def station_ids(user: User, action: str, *, designation: str = "") -> set[int]:
    """Stations in which `user` may do `action` by a posting; rights to one's own alone give none.

    With `designation` (`may_register`, `may_investigate`) only postings that carry it count.
    """
    reached: set[int] = set()
    for posting in user.current_postings:
        if designation and not getattr(posting, designation):
            continue
        scope = MATRIX[Role(posting.role)].get(action)
        if scope == Scope.STATION:
            reached.add(posting.station_id)
        elif scope == Scope.DISTRICT:
            reached.add(posting.station_id)
            reached.update(Station.objects.filter(parent_id=posting.station_id).values_list("pk", flat=True))
    return reached


def may_everywhere(user: User, action: str) -> bool:
    """Whether `user` holds `action` without any bound of place."""
    return Scope.ALL in scopes(user.roles, action)


def may_register(user: User, record: object) -> bool:
    """Whether a posting with the designation reaches the record's station."""
    return record.station_id in station_ids(user, "record.register", designation="may_register")


def jurisdiction_ids(user: User, action: str) -> set[int] | None:
    """Jurisdictions of the postings that grant `action`; None when a national one reaches them all."""
    granting = [posting for posting in user.current_postings if action in MATRIX[Role(posting.role)]]
    if any(posting.station_id is None for posting in granting):
        return None
    return {posting.station.jurisdiction_id for posting in granting}


class ActionRequiredMixin(AccessMixin):
    """A page declares `action`; who may not is sent to log in, or refused when logged in."""

    action: str = ""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not self.action:
            raise ImproperlyConfigured(f"{type(self).__name__} declares no action.")
        if not has_permission(request.user, self.action):
            if not request.user.is_authenticated:
                return self.handle_no_permission()
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
