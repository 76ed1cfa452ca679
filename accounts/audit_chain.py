"""The chain over the audit events: their canonical form, its hashes, and the sealing of new ones.

An event's hash is SHA-256 over the previous hash, its place and its canonical form. That form is fixed by a
golden file: events sealed once must hash the same for ever, so a field is only ever added with a new version.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connection, transaction

from .models import AuditEvent

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
# Any number that no other user of PostgreSQL's advisory locks in this database takes.
SEALING_LOCK = 7_311_402_118

_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def canonical(content: Sequence) -> bytes:
    """The bytes that are hashed: JSON of `SEALED_FIELDS` (as `content`), sorted keys, UTF-8, µs UTC."""
    values = dict(zip(SEALED_FIELDS, content, strict=True))
    values["occurred_at"] = content[0].astimezone(UTC).isoformat(timespec="microseconds")
    return _encode(values).encode()


def chain_hash(previous: str, sequence: int, content: Sequence) -> str:
    return hashlib.sha256(f"{previous}\n{sequence}\n".encode() + canonical(content)).hexdigest()


def seal() -> int:
    """Chain all unsealed events in the order of their ids; returns how many were chained."""
    total = 0
    while sealed := _seal_chunk():
        total += sealed
    return total


def head() -> tuple[int, str]:
    """Sequence and hash of the newest sealed event; 0 and `GENESIS` when there is none."""
    sealed = AuditEvent.objects.exclude(sequence=None).order_by("-sequence")
    return sealed.values_list("sequence", "hash").first() or (0, GENESIS)


def unsealed() -> int:
    return AuditEvent.objects.filter(sequence=None).count()


def oldest_unsealed() -> datetime | None:
    """When the event that waits longest for its seal was written."""
    waiting = AuditEvent.objects.filter(sequence=None).order_by("id")
    return waiting.values_list("occurred_at", flat=True).first()


@transaction.atomic
def _seal_chunk() -> int:
    # One sealer at a time: SQLite's transactions are exclusive already (transaction_mode IMMEDIATE).
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING_LOCK])
    sequence, previous = head()
    rows: list[object] = []
    waiting = AuditEvent.objects.filter(sequence=None).order_by("id").values_list("id", *SEALED_FIELDS)
    for pk, *content in waiting[:SEAL_CHUNK]:
        sequence += 1
        digest = chain_hash(previous, sequence, content)
        rows += (pk, sequence, previous, digest)
        previous = digest
    if not rows:
        return 0
    count = len(rows) // 4
    table = AuditEvent._meta.db_table
    statement = (
        f"UPDATE {table} SET sequence = v.column2, previous_hash = v.column3, hash = v.column4 "  # noqa: S608
        f"FROM (VALUES {', '.join(['(%s, %s, %s, %s)'] * count)}) AS v "  # the table's name is ours
        f"WHERE {table}.id = v.column1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, rows)
    return count
