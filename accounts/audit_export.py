"""Audit events as rows of a table, for files."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from .audit_lines import Line, lines
from .keyset import nearest
from .models import AuditEvent, User

LARGEST_EXPORT = 100_000
CHUNK = 1_000
COLUMNS = [
    "Time (UTC)",
    "Local time",
    "Who",
    "Posting at that moment",
    "Act",
    "Object",
    "From where",
    "Outcome",
    "Reason",
    "Changes",
    "Sequence",
    "Hash",
]
WITHHELD = "withheld"


def cells(line: Line) -> list[str]:
    """One event as text, in the order of COLUMNS."""
    event = line.event
    return [
        line.utc.isoformat(timespec="microseconds"),
        line.at.isoformat(timespec="seconds"),
        event.actor_label,
        event.posting,
        line.action_label,
        line.object_label,
        event.source,
        line.outcome_label,
        WITHHELD if line.withheld else line.reason,
        WITHHELD if line.withheld else "; ".join(map(str, line.changes)),
        "" if event.sequence is None else str(event.sequence),
        event.hash,
    ]


def rows(
    parts: Sequence[QuerySet[AuditEvent]], user: User, largest: int = LARGEST_EXPORT
) -> Iterator[list[str]]:
    """The head and the newest events, at most `largest`; a last row says where more were left out."""
    yield COLUMNS
    sent, before = 0, None
    while sent < largest:
        keys = nearest(parts, min(CHUNK, largest - sent), before=before)
        if not keys:
            return
        chunk = AuditEvent.objects.filter(pk__in=keys).order_by("-pk")
        yield from (cells(line) for line in lines(chunk, user))
        sent, before = sent + len(keys), keys[-1]
    if nearest(parts, 1, before=before):
        yield [f"Cut after {largest:,} rows, the newest. Narrow the filters to get the others."]
