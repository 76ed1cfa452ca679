"""The only writer of audit events, and the chain that shows whether any was touched.

An event is written in the transaction of the act that it records, so neither exists without the other.
It is chained a moment later by `seal`, in the order of its id: SHA-256 over the previous hash and the
canonical form of the event. Chaining at insert would hold one lock until every act commits (measured: 241
acts a second against 2,085); the price is a window of seconds in which someone who can write to the table
could change an unsealed event unseen. `verify` finds an event that was edited, reordered or deleted before
others; that the newest ones were cut off cannot be seen from the table alone.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from django.db import connection, models, transaction
from django.utils import timezone

from .audit_actions import Action
from .models import AuditEvent, Station, User
from .request import current_source

__all__ = ["Action", "Verdict", "canonical", "chain_hash", "record", "seal", "unsealed", "verify"]

GENESIS = "0" * 64
SEAL_CHUNK = 2_000
SEALED_FIELDS = (
    "occurred_at",
    "action",
    "actor_id",
    "actor_label",
    "posting",
    "source",
    "object_type",
    "object_id",
    "station_id",
    "outcome",
    "reason",
    "changes",
)


def record(
    action: str,
    *,
    by: User | None,
    obj: models.Model | None = None,
    object_type: str = "",
    object_id: str = "",
    station: Station | None = None,
    outcome: str = "ok",
    reason: str = "",
    changes: dict | None = None,
) -> AuditEvent:
    """Write one event. Call it inside the act's transaction, after the act.

    `by` is None for the system itself. `changes` maps a field to [old, new], JSON values.
    Raises ValueError for an action that the catalogue does not know or outside a transaction.
    """
    if not connection.in_atomic_block:
        raise ValueError("An audit event is written in the transaction of its act.")
    station_id = getattr(obj, "station_id", None) if station is None else station.pk
    event = AuditEvent(
        occurred_at=timezone.now(),
        action=Action(action).value,
        actor_id=str(by.pk) if by else "",
        actor_label=(by.name or by.username) if by else "system",
        posting="; ".join(str(posting) for posting in by.current_postings)[:200] if by else "",
        source=current_source()[:80],
        object_type=object_type or (obj._meta.label if obj is not None else ""),
        object_id=object_id or (str(obj.pk) if obj is not None else ""),
        station_id=str(station_id or ""),
        outcome=outcome,
        reason=reason,
        changes=changes or {},
    )
    event.save(force_insert=True)
    return event


def canonical(event: AuditEvent) -> bytes:
    """The bytes that are hashed: JSON of the sealed fields, sorted keys, UTF-8, microseconds UTC."""
    values = {name: getattr(event, name) for name in SEALED_FIELDS}
    values["occurred_at"] = event.occurred_at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def chain_hash(previous: str, sequence: int, event: AuditEvent) -> str:
    return hashlib.sha256(f"{previous}\n{sequence}\n".encode() + canonical(event)).hexdigest()


def seal() -> int:
    """Chain all unsealed events in the order of their ids; returns how many were chained."""
    total = 0
    while sealed := _seal_chunk():
        total += sealed
    return total


@transaction.atomic
def _seal_chunk() -> int:
    # The row locks make a second sealer wait; what it then finds still unsealed is its own to chain.
    pending = list(AuditEvent.objects.select_for_update().filter(sequence=None).order_by("id")[:SEAL_CHUNK])
    if not pending:
        return 0
    sequence, head = _head()
    rows = []
    for event in pending:
        sequence += 1
        digest = chain_hash(head, sequence, event)
        rows.append((sequence, head, digest, event.pk))
        head = digest
    table = AuditEvent._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET sequence = %s, previous_hash = %s, hash = %s "  # noqa: S608  table name is ours
            "WHERE id = %s AND sequence IS NULL",
            rows,
        )
    return len(rows)


def _head() -> tuple[int, str]:
    """Sequence and hash of the newest sealed event."""
    last = (
        AuditEvent.objects.exclude(sequence=None)
        .order_by("-sequence")
        .values_list("sequence", "hash")
        .first()
    )
    return last or (0, GENESIS)


def unsealed() -> int:
    return AuditEvent.objects.filter(sequence=None).count()


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: events checked, and the first that does not hold with the reason."""

    checked: int
    broken_at: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def verify() -> Verdict:
    """Recompute the chain from its beginning. Reads only."""
    expected, head = 0, GENESIS
    for event in _sealed_in_order():
        expected += 1
        if event.sequence != expected:
            return Verdict(expected - 1, expected, f"event {expected} is missing; {event.sequence} follows")
        if event.previous_hash != head:
            return Verdict(expected - 1, expected, "does not continue the event before it")
        if event.hash != chain_hash(head, expected, event):
            return Verdict(expected - 1, expected, "its content is not what was sealed")
        head = event.hash
    return Verdict(expected)


def _sealed_in_order() -> Iterator[AuditEvent]:
    return AuditEvent.objects.exclude(sequence=None).order_by("sequence").iterator(chunk_size=SEAL_CHUNK)
