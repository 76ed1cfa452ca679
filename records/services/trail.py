"""What happened to one record and who looked at it; taking that away as a file is an act."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet

from accounts import audit
from accounts.models import AuditEvent, ChainCheck, User
from accounts.permissions import may_everywhere, station_ids

from ..models import CrimeRecord

LOOKS = [
    audit.Action.RECORD_READ,
    audit.Action.RECORD_PRINTED,
    audit.Action.RECORD_EXPORTED,
    audit.Action.AUDIT_READ,
]
READERS_SHOWN = 200


@dataclass(frozen=True)
class Reader:
    """Someone in one posting who looked at the record, with the reasons given."""

    name: str
    posting: str
    times: int
    first: datetime
    last: datetime
    reasons: list[str]


def records_with_trail(user: User) -> QuerySet[CrimeRecord]:
    """Records whose trail `user` may see: those that they may read; all, for who reads the whole log."""
    records = CrimeRecord.objects.select_related("station", "jurisdiction", "investigator", "created_by")
    return records.all() if may_everywhere(user, "audit.read") else records.visible_to(user)


def sees_others(record: CrimeRecord, user: User) -> bool:
    """Whether `user` may know of acts of others on `record`; else of their own alone."""
    return may_everywhere(user, "audit.read") or record.station_id in station_ids(user, "audit.read")


def events_of(record: CrimeRecord, user: User) -> QuerySet[AuditEvent]:
    """The acts on `record` that `user` may know of."""
    events = AuditEvent.objects.visible_to(user)
    return events.filter(object_type=record._meta.label, object_id=str(record.pk))


def readers(record: CrimeRecord, user: User) -> list[Reader]:
    """Who looked at `record`, the last look first; at most READERS_SHOWN rows."""
    looks = events_of(record, user).filter(action__in=LOOKS, outcome="ok").order_by()
    rows = list(
        looks.values("actor_id", "actor_label", "posting")
        .annotate(times=Count("pk"), first=Min("occurred_at"), last=Max("occurred_at"))
        .order_by("-last")[:READERS_SHOWN]
    )
    given: dict[tuple[str, str], list[str]] = {}
    actors = {row["actor_id"] for row in rows}
    reasoned = looks.filter(actor_id__in=actors).exclude(reason="").order_by("reason")
    for actor, posting, reason in reasoned.values_list("actor_id", "posting", "reason").distinct():
        given.setdefault((actor, posting), []).append(reason)
    return [
        Reader(
            row["actor_label"],
            row["posting"],
            row["times"],
            row["first"],
            row["last"],
            given.get((row["actor_id"], row["posting"]), []),
        )
        for row in rows
    ]


def verified() -> str:
    """How far the chain was verified last, in words for the head of a file."""
    check = ChainCheck.objects.exclude(holds=None).first()
    if check is None:
        return "The audit chain was not verified yet."
    when = f"{check.finished_at:%Y-%m-%d %H:%M:%S} UTC"
    if not check.holds:
        return f"The audit chain did NOT hold when it was verified at {when}. {check.finding}"
    return f"Audit chain verified at {when} up to event {check.checked}, hash {check.head}."


@transaction.atomic
def export_trail(*, record: CrimeRecord, by: User, file_kind: str, reason: str = "") -> None:
    """Note that `by` took the trail of `record` away as `file_kind`."""
    changes = {"trail": [None, file_kind]}
    audit.record(audit.Action.RECORD_EXPORTED, by=by, obj=record, reason=reason, changes=changes)
