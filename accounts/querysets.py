"""What a reader of the audit log starts from."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from .roles import Scope


class AuditEventQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> "AuditEventQuerySet":
        """Acts that `user` may know of: their own, those at their stations, or all.

        That an act on a record happened is visible wherever its station is; what the record is and what
        was done to it is told by `accounts.audit_lines` only to those who may read the record. What others
        did to an object that is closed to the user altogether is hidden.
        """
        parts = _reach(user)
        return self.filter(reduce(or_, parts)) if parts else self.none()

    def parts_visible_to(self, user: object) -> "list[AuditEventQuerySet]":
        """The same in parts, which may overlap: own acts, then those of each station.

        For `keyset`: a database walks each of them along an index, the newest first. All at once it would
        sort a district's events, or look through everyone's for those of a quiet station.
        """
        return [self.filter(part) for part in _reach(user)]


def _reach(user: object) -> list[Q]:
    """What `user` may know of, as conditions of which one is enough."""
    # Both need the models to be loaded first.
    from .audit_kinds import closed_to
    from .permissions import station_ids, user_scopes

    scopes = user_scopes(user, "audit.read")
    if not scopes:
        return []
    if Scope.ALL in scopes:
        return [Q()]
    not_closed = Q()
    for object_type, ids in closed_to(user).items():
        not_closed &= ~Q(object_type=object_type, object_id__in=ids)
    stations = sorted(station_ids(user, "audit.read"))
    return [Q(actor_id=str(user.pk)), *(Q(station_id=str(pk)) & not_closed for pk in stations)]
