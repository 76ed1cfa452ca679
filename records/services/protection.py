"""Protecting one record by hand, and opening it to its station again."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.permissions import Access, has_permission

from ..choices import Sensitivity
from ..models import CrimeRecord
from .access import may_decide


@transaction.atomic
def protect(*, record: CrimeRecord, by: User, reason: str) -> CrimeRecord:
    """Close the record to all but those who entered or investigate it or are let in one by one.

    Raises PermissionDenied when `by` may not give access to it, ValidationError without a reason or when
    it is protected already.
    """
    current = _taken(record, by)
    if current.sensitivity == Sensitivity.PROTECTED:
        raise ValidationError("This record is protected already.", code="protected")
    return _set(current, Sensitivity.PROTECTED, by, reason)


@transaction.atomic
def unprotect(*, record: CrimeRecord, by: User, reason: str) -> CrimeRecord:
    """Open the record to its station again.

    Only who may read it without an emergency does so: else it would be letting oneself in. Raises as
    `protect` does, and ValidationError while one of its offences is of a protected category.
    """
    current = _taken(record, by)
    if not may_unprotect(by, current):
        raise PermissionDenied("Only who may read a protected record opens it to its station.")
    if current.sensitivity != Sensitivity.PROTECTED:
        raise ValidationError("This record is not protected.", code="open")
    if current.offences.filter(category__protected=True).exists():
        raise ValidationError(
            "An offence of this record is of a protected category, so it stays protected.", code="category"
        )
    return _set(current, Sensitivity.NORMAL, by, reason)


def may_unprotect(user: User, record: CrimeRecord) -> bool:
    """Whether `user` opens a protected record to its station: decides on it and reads it otherwise than by
    an emergency, which gives an hour; this would outlast it, whatever its review finds."""
    reads = has_permission(user, "record.read", record) and record.access_for(user) is not Access.READING
    return reads and may_decide(user, record)


def _taken(record: CrimeRecord, by: User) -> CrimeRecord:
    """The newest state of the record, locked, if `by` decides who sees it."""
    current = CrimeRecord.objects.select_for_update().get(pk=record.pk)
    if not may_decide(by, current):
        raise PermissionDenied("You may not decide who sees this record.")
    return current


def _set(record: CrimeRecord, sensitivity: Sensitivity, by: User, reason: str) -> CrimeRecord:
    if not reason.strip():
        raise ValidationError({"reason": "Enter a reason."})
    was, record.sensitivity = record.sensitivity, sensitivity.value
    record.version += 1
    record.updated_by = by
    record.save(update_fields=["sensitivity", "version", "updated_by", "updated_at"])
    audit.record(
        audit.Action.RECORD_UPDATED,
        by=by,
        obj=record,
        reason=reason.strip(),
        changes={"sensitivity": [was, record.sensitivity]},
    )
    return record
