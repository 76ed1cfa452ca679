"""Decisions about access and emergencies of the demo city, made by its own people through the services."""

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.permissions import has_permission
from crimeportal.demo.setup import Frame
from records.choices import BEFORE_REGISTRATION, Purpose, ReviewFinding, Sensitivity
from records.models import AccessGrant, CrimeRecord
from records.services import access, consultation

LASTS = datetime.timedelta(days=90)


def decide(frame: Frame) -> None:
    """Two grants, a denial, an emergency that waits for its review and one that was reviewed.

    What the city is too small for is left out. Where a second step is required nobody has one yet, and
    nobody decides anything.
    """
    supervisor = frame.staff["supervisor", "CENT"]
    if not has_permission(supervisor, "record.grant"):
        return
    ends = timezone.now() + LASTS
    normal = list(_newest(frame, "CENT", Sensitivity.NORMAL)[:3])
    for record, kind, role, unit, reason in [
        (_at(normal, 0), access.grant, "officer", "MILL", "The same van was seen at a theft in Mill."),
        (_at(normal, 1), access.deny, "officer", "CENT", "Related to the complainant."),
        (
            _newest(frame, "CENT", Sensitivity.PROTECTED).first(),
            access.grant,
            "investigator",
            "CENT",
            "Leads the inquiry.",
        ),
    ]:
        if record:
            kind(record=record, user=frame.staff[role, unit], by=supervisor, reason=reason, expires_at=ends)
    _emergencies(frame, _at(normal, 2), _newest(frame, "HARB", Sensitivity.PROTECTED).first())


def _emergencies(frame: Frame, waiting: CrimeRecord | None, judged: CrimeRecord | None) -> None:
    if waiting:
        _open(waiting, frame.staff["investigator", "HARB"], "A witness was threatened this evening.")
    if judged:
        made = _open(judged, frame.staff["supervisor", "MILL"], "A missing child may be at this address.")
        access.review(
            review=made.review,
            by=frame.staff["supervisor", "HARB"],
            finding=ReviewFinding.JUSTIFIED,
            note="The duty desk confirms the search; the child was found.",
        )


def _open(record: CrimeRecord, by: User, text: str) -> AccessGrant:
    made = access.break_glass(crime_id=record.crime_id, by=by, purpose=Purpose.SAFETY, text=text)
    consultation.record_read(record=record, by=by, reason=f"{Purpose.SAFETY.label}: {text}")
    return made


def _newest(frame: Frame, unit: str, sensitivity: Sensitivity) -> QuerySet[CrimeRecord]:
    registered = CrimeRecord.objects.exclude(status__in=BEFORE_REGISTRATION).exclude(crime_id=None)
    return registered.filter(station=frame.stations[unit], sensitivity=sensitivity).order_by("-pk")


def _at(records: list[CrimeRecord], index: int) -> CrimeRecord | None:
    return records[index] if index < len(records) else None
