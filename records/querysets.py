"""What a reader of the register starts from. Every read of a record begins at `visible_to`."""

import re

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.permissions import may_everywhere, station_ids, user_scopes
from accounts.roles import Scope

from .choices import COUNTED, GrantKind, Sensitivity, Status

LONGEST_KEY = 18  # figures
SOURCE_ID_SHOWN = 16  # characters of a source's id by which a record without crime ID is named


class CrimeRecordQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> "CrimeRecordQuerySet":
        """Records that `user` may read: those of their stations, and what is granted or assigned to them.

        Drafts are their author's alone. Protected records are seen by those who entered or investigate
        them or hold a grant, and by who may register them while they wait for that decision. A denial
        closes a record whatever else holds. `CrimeRecord.access_for` says the same of one record.
        """
        if not user_scopes(user, "record.read"):
            return self.none()
        author = Q(created_by=user)
        deciding = Q(status=Status.SUBMITTED, station__in=station_ids(user, "record.register"))
        open_to_station = Q(sensitivity=Sensitivity.NORMAL) & ~Q(status=Status.DRAFT)
        reach = (
            Q() if may_everywhere(user, "record.read") else Q(station__in=station_ids(user, "record.read"))
        )
        visible = reach & (author | deciding | open_to_station)
        opened, denied = self._one_by_one(user, visible)
        # Written only where there are any: most people have none, and the list keeps its index.
        if opened:
            visible |= Q(pk__in=opened)
        found = self.filter(visible)
        return found.exclude(pk__in=denied) if denied else found

    def _one_by_one(self, user: User, visible: Q) -> tuple[set[int], set[int]]:
        """Records opened to `user` by grant or assignment beyond those `visible`, and those closed."""
        grants = list(user.access_grants.in_force().values_list("record_id", "kind"))
        denied = {record for record, kind in grants if kind == GrantKind.DENY}
        opened = {record for record, kind in grants if kind != GrantKind.DENY}
        assigned = self.model.objects.filter(investigator=user).exclude(visible)
        opened.update(assigned.values_list("pk", flat=True))
        return opened - denied, denied

    def naming_people_to(self, user: object) -> "CrimeRecordQuerySet":
        """Records whose narrative and people `user` may read: `has_permission(record.narrative)` of many."""
        held = user_scopes(user, "record.narrative")
        if not held:
            return self.none()
        # A denial is none: `visible_to` leaves those records out.
        let_in = user.access_grants.in_force()
        reach = Q(station__in=station_ids(user, "record.narrative")) | Q(investigator=user)
        reach |= Q(pk__in=list(let_in.values_list("record_id", flat=True)))
        if Scope.OWN in held:
            reach |= Q(created_by=user)
        return self.visible_to(user).filter(reach)

    def administered_by(self, user: object) -> "CrimeRecordQuerySet":
        """Records to which `user` may give or refuse others access, whether or not they may read them.

        Not drafts, nor what is closed to the user by a denial: who is kept out decides nothing there.
        """
        if not user_scopes(user, "record.grant"):
            return self.none()
        denied = user.access_grants.in_force().filter(kind=GrantKind.DENY).values("record")
        return (
            self.filter(station__in=station_ids(user, "record.grant"))
            .exclude(status=Status.DRAFT)
            .exclude(pk__in=denied)
        )

    def numbered(self, text: str) -> "CrimeRecordQuerySet":
        """The record with this crime ID, or with this number of its own."""
        text = text.strip()
        wanted = Q(crime_id=text.upper())
        # Longer ones are no whole numbers to a database.
        if text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY:
            wanted |= Q(pk=int(text))
        return self.filter(wanted)

    def named(self, text: str) -> "CrimeRecordQuerySet":
        """The record with this crime ID or, if it was imported, this source and this id there, as its pages
        name it: of a long id its beginning is enough."""
        source, *rest = re.split(r"[\s,]+", text.strip(), maxsplit=1)
        if not rest:
            return self.filter(crime_id=source.upper())
        # Records that were entered here have no source: an empty one names none of them.
        imported = self.filter(source=source).exclude(source="")
        whole = imported.filter(source_id=rest[0])
        if len(rest[0]) < SOURCE_ID_SHOWN or whole.exists():
            return whole
        return imported.filter(source_id__startswith=rest[0])

    def counted(self) -> "CrimeRecordQuerySet":
        """What counts in statistics and models: registered or later, not voided, imported ones too."""
        return self.filter(status__in=COUNTED)
