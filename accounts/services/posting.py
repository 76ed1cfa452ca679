"""Postings: rights begin and end with them."""

import datetime

from django.db import transaction
from django.utils import timezone

from .. import audit
from ..models import Posting, Station, User
from ..roles import Role


@transaction.atomic
def post(
    *,
    user: User,
    role: Role,
    station: Station | None,
    by: User | None,
    starts_on: datetime.date | None = None,
    may_register: bool = False,
    may_investigate: bool = False,
) -> Posting:
    """Give `user` a role at a station (none: national) from `starts_on`, today by default."""
    posting = Posting(
        user=user,
        role=Role(role).value,
        station=station,
        starts_on=starts_on or timezone.localdate(),
        may_register=may_register,
        may_investigate=may_investigate,
    )
    posting.full_clean()
    posting.save()
    user.__dict__.pop("current_postings", None)
    audit.record(audit.Action.CONFIGURED, by=by, obj=posting, station=station, changes={"role": [None, role]})
    return posting
