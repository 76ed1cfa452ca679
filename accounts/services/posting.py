"""Postings: rights begin and end with them."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from .. import audit
from ..models import Posting, Station, User
from ..roles import Role
from . import invitation
from .own import refuse_own


@transaction.atomic
def post(
    *,
    user: User,
    role: Role,
    station: Station | None,
    by: User | None,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    may_register: bool = False,
    may_investigate: bool = False,
) -> Posting:
    """Give `user` a role at a station (none: national) from `starts_on`, today by default, to `ends_on`.

    The first posting that a person gives closes an account which somebody signed up for, until an invitation
    is accepted. Raises ValidationError for a posting of one's own, a role that needs a station, and an end
    before the beginning.
    """
    refuse_own(user=user, by=by, what="postings")
    if by is not None and not user.postings.exists():
        invitation.require(user=user, by=by)
    posting = Posting(
        user=user,
        role=Role(role).value,
        station=station,
        starts_on=starts_on or timezone.localdate(),
        ends_on=ends_on,
        may_register=may_register,
        may_investigate=may_investigate,
    )
    posting.full_clean()
    posting.save()
    user.__dict__.pop("current_postings", None)
    changes = {"user": [None, user.pk], "role": [None, posting.role]}
    for name in ("may_register", "may_investigate"):
        if getattr(posting, name):
            changes[name] = [None, True]
    for name in ("starts_on", "ends_on"):
        if day := getattr(posting, name):
            changes[name] = [None, day.isoformat()]
    audit.record(audit.Action.CONFIGURED, by=by, obj=posting, station=station, changes=changes)
    return posting


@transaction.atomic
def end(*, posting: Posting, by: User | None, on: datetime.date | None) -> Posting:
    """Let `on` be the last day of a posting; None: it has no end.

    A day in the past ends its rights with the next request. Raises ValidationError for a posting of
    one's own and for a day before the posting began.
    """
    posting = Posting.objects.select_for_update(of=["self"]).select_related("user").get(pk=posting.pk)
    refuse_own(user=posting.user, by=by, what="postings")
    before = posting.ends_on
    if on == before:
        return posting
    if on is not None and on < posting.starts_on:
        raise ValidationError({"ends_on": f"The posting begins on {posting.starts_on}: it ends no earlier."})
    posting.ends_on = on
    posting.save(update_fields=["ends_on", "updated_at"])
    posting.user.__dict__.pop("current_postings", None)
    changes = {"ends_on": [day and day.isoformat() for day in (before, on)]}
    audit.record(audit.Action.CONFIGURED, by=by, obj=posting, changes=changes)
    return posting
