"""What a reader of the audit log starts from."""

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
        # Both need the models to be loaded first.
        from .audit_kinds import closed_to
        from .permissions import station_ids, user_scopes

        scopes = user_scopes(user, "audit.read")
        if not scopes:
            return self.none()
        if Scope.ALL in scopes:
            return self.all()
        own = Q(actor_id=str(user.pk))
        stations = [str(pk) for pk in sorted(station_ids(user, "audit.read"))]
        if not stations:
            return self.filter(own)
        found = self.filter(own | Q(station_id__in=stations))
        for object_type, ids in closed_to(user).items():
            found = found.exclude(~own, object_type=object_type, object_id__in=ids)
        return found
