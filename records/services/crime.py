"""The acts on a crime record, each atomic and audited: draft, update, submit, return, register, void."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Station, User
from accounts.permissions import has_permission, may_register

from ..choices import Precision, Sensitivity, Status, TimeKnown, VoidReason
from ..models import CrimeRecord, Offence, OffenceCategory, RegisterCounter, StatusEvent
from . import place

# What says what happened to whom, and at which door, stays out of the audit log, which auditors read who read
# no record; digests prove what it was and became.
UNQUOTED = {"narrative", "address", "premises", "latitude", "longitude", "title", "modus_operandi"}
EDITABLE = {
    "kind",
    "title",
    "occurred_from",
    "occurred_to",
    "time_known",
    "reported_at",
    "discovered",
    "address",
    "latitude",
    "longitude",
    "precision",
    "premises",
    "narrative",
    "modus_operandi",
    "sensitivity",
}
# Clocks of those who enter may run ahead of the server's.
CLOCK_TOLERANCE = datetime.timedelta(minutes=5)
OPEN_TO_EDITING = {Status.DRAFT, Status.RETURNED}


class StaleRecord(Exception):
    """Someone else changed the record since it was read."""


@dataclass(frozen=True)
class Step:
    """One allowed step of a record's life: from which statuses, to which, under which right."""

    action: str
    sources: frozenset[str]
    target: str
    event: str
    needs_reason: bool = False


SUBMIT = Step(
    "record.submit",
    frozenset({Status.DRAFT, Status.RETURNED}),
    Status.SUBMITTED,
    audit.Action.RECORD_SUBMITTED,
)
RETURN = Step(
    "record.return",
    frozenset({Status.SUBMITTED}),
    Status.RETURNED,
    audit.Action.RECORD_RETURNED,
    needs_reason=True,
)
REGISTER = Step(
    "record.register", frozenset({Status.SUBMITTED}), Status.REGISTERED, audit.Action.RECORD_REGISTERED
)
VOID = Step(
    "record.void",
    frozenset(set(Status) - {Status.VOIDED, Status.DRAFT}),
    Status.VOIDED,
    audit.Action.RECORD_VOIDED,
    needs_reason=True,
)


@transaction.atomic
def draft(
    *, by: User, station: Station, category: OffenceCategory | None = None, **fields: object
) -> CrimeRecord:
    """A new draft at `station`, with its principal offence if the category is known already.

    Raises PermissionDenied when `by` may not enter records there, ValidationError naming bad fields.
    """
    if not has_permission(by, "record.draft", station):
        raise PermissionDenied(f"You may not enter records at {station}.")
    record = CrimeRecord(jurisdiction=station.jurisdiction, station=station, created_by=by, updated_by=by)
    changes = _apply(record, fields)
    record.save()
    _set_principal(record, category)
    StatusEvent.objects.create(record=record, to_status=Status.DRAFT, at=timezone.now(), by=by)
    audit.record(audit.Action.RECORD_DRAFTED, by=by, obj=record, changes=changes)
    return record


@transaction.atomic
def update(
    *, record: CrimeRecord, by: User, version: int, category: OffenceCategory | None = None, **fields: object
) -> CrimeRecord:
    """Change an open draft. `version` is the one that was read.

    Raises StaleRecord when it is no longer the newest, PermissionDenied when the record is not the
    user's own draft, ValidationError naming bad fields.
    """
    current = CrimeRecord.objects.select_for_update().get(pk=record.pk)
    if not has_permission(by, "record.draft", current) or not current.is_own(by):
        raise PermissionDenied("Only the author changes a draft.")
    if current.status not in OPEN_TO_EDITING:
        raise PermissionDenied("The record was submitted; what comes later is entered as a supplement.")
    if current.version != version:
        raise StaleRecord
    opens = current.sensitivity == Sensitivity.PROTECTED and fields.get("sensitivity") == Sensitivity.NORMAL
    if opens and current.status != Status.DRAFT:
        # It may have been protected by hand meanwhile, and a returned record is open to its station.
        raise ValidationError({"sensitivity": "This record is protected: ask your supervisor to open it."})
    changes = _apply(current, fields)
    old_category = getattr(current.principal_offence, "category", None)
    if category is not None and category != old_category:
        changes["category"] = [old_category.code if old_category else None, category.code]
    # Asked also when it stays: the record of a protected category stays protected, whatever was sent.
    _set_principal(current, category or old_category)
    current.version += 1
    current.updated_by = by
    current.save()
    audit.record(audit.Action.RECORD_UPDATED, by=by, obj=current, changes=changes)
    return current


@transaction.atomic
def submit(*, record: CrimeRecord, by: User) -> CrimeRecord:
    """Hand a complete draft to the supervisor. Raises ValidationError naming what is missing."""
    current = _take(record, SUBMIT, by)
    if not current.is_own(by):
        raise PermissionDenied("Only the author submits a draft.")
    check_complete(current)
    return _move(current, SUBMIT, by)


@transaction.atomic
def return_(*, record: CrimeRecord, by: User, reason: str) -> CrimeRecord:
    """Send a submitted record back to its author with a reason."""
    return _move(_take(record, RETURN, by), RETURN, by, reason)


@transaction.atomic
def register(*, record: CrimeRecord, by: User) -> CrimeRecord:
    """Enter a submitted record in the register: it gets its crime ID and counts from now on."""
    current = _take(record, REGISTER, by)
    if not may_register(by, current):
        raise PermissionDenied("Your posting at this station has no right to register.")
    check_complete(current)
    current.registered_at = timezone.now()
    # The counter's lock is held to the end of the transaction, so the number is taken late.
    current.crime_id = next_crime_id(current.station, current.registered_at)
    return _move(current, REGISTER, by)


@transaction.atomic
def void(*, record: CrimeRecord, by: User, reason: VoidReason, note: str) -> CrimeRecord:
    """Take a record out of all statistics; it and its number stay visible."""
    current = _take(record, VOID, by)
    current.void_reason = VoidReason(reason).value
    return _move(current, VOID, by, note)


def next_crime_id(station: Station, registered_at: datetime.datetime) -> str:
    """`STATION/YYYY/NNNNNN`, the year in the station's time zone. Call it inside the act's transaction."""
    year = registered_at.astimezone(station.jurisdiction.tz).year
    RegisterCounter.objects.get_or_create(station=station, year=year)
    counter = RegisterCounter.objects.select_for_update().get(station=station, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{station.code}/{year}/{counter.last:06d}"


def check_complete(record: CrimeRecord) -> None:
    """What a record needs before it is submitted; raises ValidationError naming each missing field."""
    errors = {}
    if not record.offences.exists():
        errors["category"] = "Choose the offence."
    if not record.title.strip():
        errors["title"] = "Say in a few words what happened."
    if record.reported_at is None:
        errors["reported_at"] = "Enter when it was reported."
    if record.occurred_from is None and record.time_known != "unknown":
        errors["occurred_from"] = "Enter when it happened, or say that the time is not known."
    if record.latitude is None and not record.address.strip() and record.area_id is None:
        errors["address"] = "Enter an address or place a point on the map."
    if errors:
        raise ValidationError(errors)


def _take(record: CrimeRecord, step: Step, by: User) -> CrimeRecord:
    """The newest state of the record, locked, after asking whether `by` may make the step now."""
    current = CrimeRecord.objects.select_for_update().get(pk=record.pk)
    if not has_permission(by, step.action, current):
        raise PermissionDenied("You may not do that to this record.")
    if current.status not in step.sources:
        raise ValidationError(
            f"A record that is {current.get_status_display().lower()} cannot take this step."
        )
    return current


def _move(record: CrimeRecord, step: Step, by: User, reason: str = "") -> CrimeRecord:
    if step.needs_reason and not reason.strip():
        raise ValidationError({"reason": "Enter a reason."})
    was = record.status
    record.status = step.target
    record.version += 1
    record.updated_by = by
    record.save()
    StatusEvent.objects.create(
        record=record, from_status=was, to_status=step.target, at=timezone.now(), by=by, reason=reason
    )
    audit.record(step.event, by=by, obj=record, reason=reason, changes={"status": [was, step.target]})
    return record


def _apply(record: CrimeRecord, fields: Mapping[str, object]) -> dict[str, list]:
    """Set the fields, check times and point together, resolve the place; returns what changed."""
    if unknown := set(fields) - EDITABLE:
        raise TypeError(f"Not a field of a record: {', '.join(sorted(unknown))}.")
    changes, moved = {}, bool({"latitude", "longitude"} & set(fields))
    for name, value in _with_interval(record, fields).items():
        old = getattr(record, name)
        if old != value:
            shown = audit.digest if name in UNQUOTED else _plain
            changes[name] = [shown(old), shown(value)]
            setattr(record, name, value)
    if errors := _time_errors(record) | (_point_errors(record) if moved else {}):
        raise ValidationError(errors)
    if moved:
        _resolve_place(record)
    record.full_clean(exclude=["title"], validate_unique=False)
    return changes


def _with_interval(record: CrimeRecord, fields: Mapping[str, object]) -> Mapping[str, object]:
    """The fields to set: a time that has an end is not known exactly."""
    end = fields.get("occurred_to", record.occurred_to)
    known = fields.get("time_known", record.time_known)
    return {**fields, "time_known": TimeKnown.INTERVAL.value} if end and known == TimeKnown.EXACT else fields


def _time_errors(record: CrimeRecord) -> dict[str, str]:
    """What is wrong with from ≤ to ≤ reported ≤ now, by field."""
    errors = {}
    first, last, reported = record.occurred_from, record.occurred_to, record.reported_at
    if last and not first:
        errors["occurred_from"] = "Enter the start too, or clear the end."
    elif last and last < first:
        errors["occurred_to"] = "The end must not be before the start."
    if reported and (last or first) and reported < (last or first):
        errors["reported_at"] = "It cannot be reported before it happened."
    latest = timezone.now() + CLOCK_TOLERANCE
    for name in ("occurred_from", "occurred_to", "reported_at"):
        if (moment := getattr(record, name)) and moment > latest:
            errors[name] = "This time lies in the future."
    return errors


def _point_errors(record: CrimeRecord) -> dict[str, str]:
    latitude, longitude = record.latitude, record.longitude
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        return {missing: f"Enter the {missing} too, or leave both empty."}
    if latitude is not None and not record.jurisdiction.contains(latitude, longitude):
        return {"latitude": f"The point lies outside {record.jurisdiction}."}
    return {}


def _resolve_place(record: CrimeRecord) -> None:
    if record.latitude is None:
        record.area_id = record.grid_cell = record.h3_7 = record.h3_9 = None
        return
    found = place.Places(record.jurisdiction).resolve([record.latitude], [record.longitude])
    for name in ("area_id", "grid_cell", "h3_7", "h3_9"):
        value = int(getattr(found, name)[0])
        setattr(record, name, None if value == place.PlaceColumns.NO_VALUE else value)
    if record.precision == Precision.NONE:
        record.precision = Precision.EXACT


def _set_principal(record: CrimeRecord, category: OffenceCategory | None) -> None:
    if category is None:
        return
    Offence.objects.update_or_create(record=record, ordinal=1, defaults={"category": category})
    if category.protected and record.sensitivity != Sensitivity.PROTECTED:
        record.sensitivity = Sensitivity.PROTECTED
        record.save(update_fields=["sensitivity"])


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.datetime) else value
