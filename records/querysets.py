"""What a reader of the register starts from. Every read of a record begins at `visible_to`."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.permissions import may_everywhere, station_ids
from accounts.roles import Scope, scopes

from .choices import COUNTED, Sensitivity, Status


class CrimeRecordQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> "CrimeRecordQuerySet":
        """Records that `user` may read: their stations', their own; drafts are their author's alone.

        Protected records are seen by those who entered or investigate them, and by who may register
        them while they wait for that decision.
        """
        if not isinstance(user, User) or not user.is_active or not scopes(user.roles, "record.read"):
            return self.none()
        own = Q(created_by=user) | Q(investigator=user)
        if may_everywhere(user, "record.read"):
            reach = Q()
        elif Scope.OWN in scopes(user.roles, "record.read"):
            reach = own
        else:
            reach = Q(station__in=station_ids(user, "record.read"))
        deciding = Q(status=Status.SUBMITTED, station__in=station_ids(user, "record.register"))
        open_to_station = Q(sensitivity=Sensitivity.NORMAL) & ~Q(status=Status.DRAFT)
        return self.filter(reach & (own | deciding | open_to_station))

    def counted(self) -> "CrimeRecordQuerySet":
        """What counts in statistics and models: registered or later, not voided, imported ones too."""
        return self.filter(status__in=COUNTED)
