"""The two questions that code asks are `has_permission` here and `visible_to` on a queryset.

Everything is refused unless the matrix in `accounts.roles` allows it. A view or an endpoint names its
`action`; one that names none is refused at run time and fails a test.
"""

from enum import Enum

from django.conf import settings
from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse

from . import session
from .models import Station, User
from .roles import GRANTED_ACTIONS, MATRIX, PUBLIC_ACTIONS, Role, Scope, scopes


class Access(Enum):
    """What one object says of one person, beside roles: `obj.access_for(user)`.

    BY_SCOPE: the matrix decides. CLOSED: nobody enters by scope alone. READING: closed, but open to this
    person for reading alone. GRANTED: open to this person for reading, and by scope for the rest.
    DENIED: closed to this person, whatever else holds.
    """

    BY_SCOPE = "by scope"
    CLOSED = "closed"
    READING = "reading"
    GRANTED = "granted"
    DENIED = "denied"


def user_scopes(user: object, action: str) -> set[Scope]:
    """The scopes in which `user` may do `action` at this moment; empty means refused.

    Inactive people have none, API keys only those among their scopes, and staff without a second step
    where one is required only what concerns their own account.
    """
    if not isinstance(user, User) or not user.is_active:
        return set()
    if user.limited_to is not None and action not in user.limited_to:
        return set()
    if settings.REQUIRE_STAFF_MFA and action != "account.own" and user.lacks_second_step:
        return set()
    return scopes(user.roles, action)


def has_permission(user: object, action: str, obj: object = None) -> bool:
    """Whether `user` may do `action`, on `obj` if one is given.

    `obj` is a station, or anything with a `station_id` and, where they apply, `is_own(user)` for rights
    to one's own and `access_for(user)` for grants, denials and protection.
    Anonymous and inactive users may do public actions only.
    """
    if action in PUBLIC_ACTIONS:
        return True
    granted = user_scopes(user, action)
    if not granted or obj is None:
        return bool(granted)
    access = obj.access_for(user) if hasattr(obj, "access_for") else Access.BY_SCOPE
    if access in {Access.READING, Access.GRANTED} and action in GRANTED_ACTIONS:
        return True
    # Whoever was let in to read the one record stays bound by scope in everything else.
    return access in {Access.BY_SCOPE, Access.GRANTED} and _by_scope(user, action, obj, granted)


def _by_scope(user: User, action: str, obj: object, granted: set[Scope]) -> bool:
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
    if not user_scopes(user, action):
        return reached
    for posting in user.current_postings:
        if designation and not getattr(posting, designation):
            continue
        scope = MATRIX[Role(posting.role)].get(action)
        if scope == Scope.STATION:
            reached.add(posting.station_id)
        elif scope == Scope.DISTRICT:
            reached.update(_district(posting.station))
    return reached


def _district(station: Station) -> set[int]:
    """The unit itself and what lies below it; for a station, all of the unit that it belongs to."""
    top = station.pk if station.kind == "district" or station.parent_id is None else station.parent_id
    return {top, station.pk, *Station.objects.filter(parent_id=top).values_list("pk", flat=True)}


def may_everywhere(user: User, action: str) -> bool:
    """Whether `user` holds `action` without any bound of place."""
    return Scope.ALL in user_scopes(user, action)


def may_register(user: User, record: object) -> bool:
    """Whether a posting with the designation reaches the record's station."""
    return record.station_id in station_ids(user, "record.register", designation="may_register")


def jurisdiction_ids(user: User, action: str) -> set[int] | None:
    """Jurisdictions of the postings that grant `action`; None when a national one reaches them all."""
    if not user_scopes(user, action):
        return set()
    granting = [posting for posting in user.current_postings if action in MATRIX[Role(posting.role)]]
    if any(posting.station_id is None for posting in granting):
        return None
    return {posting.station.jurisdiction_id for posting in granting}


class ActionRequiredMixin(AccessMixin):
    """A page declares `action`; who may not is sent to log in, or refused when logged in.

    With `recent` the page also wants a log-in, or a proof who it is, of the last few minutes.
    """

    action: str = ""
    recent: bool = False

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not self.action:
            raise ImproperlyConfigured(f"{type(self).__name__} declares no action.")
        if not has_permission(request.user, self.action):
            if not request.user.is_authenticated:
                return self.handle_no_permission()
            raise PermissionDenied
        if self.recent and not session.is_recent(request):
            return session.prove_again(request)
        return super().dispatch(request, *args, **kwargs)
