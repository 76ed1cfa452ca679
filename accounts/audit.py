"""The only writer of audit events.

An event is written in the transaction of the act that it records, so neither exists without the other. The
database refuses to change or delete it (migration 0003); `audit_chain` seals it a moment later,
`audit_verify` finds what was touched all the same.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable

from django.db import connection, models
from django.utils import timezone

from .audit_actions import Action
from .audit_chain import GENESIS, oldest_unsealed, seal, unsealed
from .audit_verify import Verdict, verify
from .cipher import derived_key
from .models import AuditEvent, Station, User
from .request import current_source

__all__ = [
    "GENESIS",
    "Action",
    "Verdict",
    "digest",
    "oldest_unsealed",
    "record",
    "record_each",
    "seal",
    "unsealed",
    "verify",
]


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

    `by` is None for the system itself, and within a request for a visitor whom nothing proves.
    `changes` maps a field to [old, new], JSON values; texts about people go in as their `digest`.
    Raises ValueError for an action that the catalogue does not know or outside a transaction.
    """
    event = _event(
        action,
        by=by,
        object_type=object_type or (obj._meta.label if obj is not None else ""),
        object_id=object_id or (str(obj.pk) if obj is not None else ""),
        station_id=_station_id(station or obj, by),
        outcome=outcome,
        reason=reason,
        changes=changes,
    )
    event.save(force_insert=True)
    return event


def record_each(
    action: str,
    *,
    by: User | None,
    model: type[models.Model],
    objects: Iterable[tuple[int, int]],
    reason: str = "",
    changes: dict | None = None,
) -> None:
    """Write the same event about many objects of `model`, given as (primary key, station's primary key).

    Otherwise as `record`.
    """
    # All but the object is the same, and asked once.
    shared = _event(action, by=by, object_type=model._meta.label, reason=reason, changes=changes)
    facts = {field.attname: getattr(shared, field.attname) for field in AuditEvent._meta.concrete_fields}
    AuditEvent.objects.bulk_create(
        AuditEvent(**facts | {"object_id": str(pk), "station_id": str(station)}) for pk, station in objects
    )


def _event(
    action: str,
    *,
    by: User | None,
    object_type: str,
    object_id: str = "",
    station_id: str = "",
    outcome: str = "ok",
    reason: str = "",
    changes: dict | None = None,
) -> AuditEvent:
    """An event of this moment and this request, not yet written."""
    if not connection.in_atomic_block:
        raise ValueError("An audit event is written in the transaction of its act.")
    return AuditEvent(
        occurred_at=timezone.now(),
        action=Action(action).value,
        actor_id=str(by.pk) if by else "",
        actor_label=_fit("actor_label", _label(by)),
        posting=_fit("posting", "; ".join(str(posting) for posting in by.current_postings) if by else ""),
        source=_fit("source", current_source()),
        object_type=_fit("object_type", object_type),
        object_id=_fit("object_id", object_id),
        station_id=station_id,
        outcome=outcome,
        reason=_storable(reason),
        changes=_storable(changes or {}),
    )


def digest(value: object) -> str | None:
    """What stands for a protected value in `changes`: who holds the value and the key can prove it, and
    nobody can read it. None stays None."""
    if value is None:
        return None
    plain = json.dumps(value, sort_keys=True, ensure_ascii=True, default=str).encode()
    return "hmac-sha256:" + hmac.new(derived_key("audit"), plain, hashlib.sha256).hexdigest()


def _station_id(about: models.Model | None, by: User | None) -> str:
    """The station that the act concerns; for what belongs to none, that of the person who acted."""
    of_object = about.pk if isinstance(about, Station) else getattr(about, "station_id", None)
    of_actor = (posting.station_id for posting in by.current_postings) if by else iter(())
    return str(of_object or next(filter(None, of_actor), ""))


def _label(by: User | None) -> str:
    if by is not None:
        return by.name or by.username
    return "anonymous" if current_source() else "system"


def _fit(name: str, text: str) -> str:
    """A text as its column holds it."""
    return _storable(text)[: AuditEvent._meta.get_field(name).max_length]


def _storable(value: object) -> object:
    """The value with what no database can hold made visible: NUL and halves of surrogate pairs.

    All other control characters stay, they are data; whoever shows an event escapes them.
    """
    if isinstance(value, str):
        return value.replace("\0", "␀").encode(errors="backslashreplace").decode()
    if isinstance(value, dict):
        return {_storable(str(name)): _storable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    return value
