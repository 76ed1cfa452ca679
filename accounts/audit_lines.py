"""Events as their reader may see them; page, API, CSV and PDF show the same lines."""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from .audit_actions import Action
from .audit_kinds import Kind, kind_of
from .cipher import CannotDecrypt, decrypt
from .models import AuditEvent, User
from .permissions import has_permission, may_everywhere
from .zone import reading_zone

OUTCOMES = {
    "ok": "Done",
    "refused": "Refused",
    "not found": "Not found",
    "failed": "Failed",
    "interrupted": "Interrupted",
    "withdrawn": "Withdrawn",
    "asked": "Asked for a reason",
}
TERMS = "terms_encrypted"
LISTED = "shown"


@dataclass(frozen=True)
class Change:
    name: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.name}: {self.old} → {self.new}" if self.old else f"{self.name}: {self.new}"


@dataclass(frozen=True)
class Line:
    """One event for one reader. `at` is in the reader's time zone; `withheld` says that reason and changes
    are kept back because the reader may not read the object."""

    event: AuditEvent
    at: datetime.datetime
    object_label: str = ""
    object_url: str = ""
    withheld: bool = False
    reason: str = ""
    changes: list[Change] = field(default_factory=list)

    @property
    def action_label(self) -> str:
        return dict(Action.choices).get(self.event.action, self.event.action)

    @property
    def outcome_label(self) -> str:
        return OUTCOMES.get(self.event.outcome, self.event.outcome)

    @property
    def utc(self) -> datetime.datetime:
        return self.event.occurred_at.astimezone(datetime.UTC)


def lines(events: Iterable[AuditEvent], user: User) -> list[Line]:
    """What `user` may know of `events`, in their order. Asks each kind of object once."""
    events = list(events)
    ids: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if event.object_id:
            ids[event.object_type].add(event.object_id)
    reads_all, zone = may_everywhere(user, "audit.read"), reading_zone(user)
    reads_terms = has_permission(user, "audit.terms")
    known = {name: _Known(kind_of(name), found, user, reads_all) for name, found in ids.items()}
    result = []
    for event in events:
        told = known[event.object_type].facts(event.object_id) if event.object_id else _no_object(event)
        shown = not told["withheld"]
        result.append(
            Line(
                event,
                event.occurred_at.astimezone(zone),
                **told,
                reason=event.reason if shown else "",
                changes=_changes(event.changes, reads_terms=reads_terms) if shown else [],
            )
        )
    return result


class _Known:
    """What a reader may know of some objects of one kind."""

    def __init__(self, kind: Kind, ids: set[str], user: User, reads_all: bool) -> None:
        self.kind, self.reads_all = kind, reads_all
        self.readable = kind.readable(ids, user)
        self.names = kind.names(ids if reads_all else self.readable)

    def facts(self, object_id: str) -> dict[str, object]:
        readable = object_id in self.readable
        url = self.kind.url(object_id) if readable else ""
        if not url and self.reads_all:
            url = self.kind.trail_url(object_id)
        label = self.names.get(object_id) or f"{self.kind.label} {object_id}"
        return {"object_label": label, "object_url": url, "withheld": not (readable or self.reads_all)}


def _no_object(event: AuditEvent) -> dict[str, object]:
    return {"object_label": kind_of(event.object_type).label if event.object_type else "", "withheld": False}


def _changes(changes: dict, *, reads_terms: bool) -> list[Change]:
    result = []
    for name, value in changes.items():
        if name == TERMS:
            result.append(Change("terms", "", _terms(value) if reads_terms else "not shown to you"))
        elif name == LISTED and not reads_terms:
            # Some of them may be closed to this reader.
            result.append(Change(name, "", f"{len(value[1])}, not named to you"))
        elif isinstance(value, list) and len(value) == 2:
            result.append(Change(name, *map(_text, value)))
        else:
            result.append(Change(name, "", _text(value[0] if isinstance(value, list) and value else value)))
    return result


def _terms(stored: object) -> str:
    try:
        return decrypt(str(stored).encode())
    except CannotDecrypt:
        return "cannot be read: they were stored under another key"


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
