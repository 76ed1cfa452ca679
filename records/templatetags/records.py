"""How a record is named and its times are shown."""

import datetime

from django import template
from django.utils.formats import date_format

from ..choices import Status
from ..models import CrimeRecord

register = template.Library()

STATUS_TONES = {
    Status.SUBMITTED: "info",
    Status.RETURNED: "warn",
    Status.REGISTERED: "ok",
    Status.UNDER_INVESTIGATION: "violet",
    Status.ON_HOLD: "warn",
    Status.REOPENED: "violet",
    Status.VOIDED: "bad",
}


@register.filter
def record_name(record: CrimeRecord) -> str:
    """The crime ID; before registration its status and number, for imported ones the source and its id."""
    if record.crime_id:
        return record.crime_id
    return f"{record.source} {record.source_id[:16]}" if record.source else str(record)


@register.filter
def status_tone(record: CrimeRecord) -> str:
    """The kind of tag in which the status is shown; empty is grey."""
    return STATUS_TONES.get(record.status, "")


@register.filter
def local_time(moment: datetime.datetime | None, record: CrimeRecord) -> str:
    """Day and time in the time zone of the record's place."""
    return _formatted(moment, record, "j M Y, H:i")


@register.filter
def local_day(moment: datetime.datetime | None, record: CrimeRecord) -> str:
    return _formatted(moment, record, "j M Y")


@register.filter
def local_clock(moment: datetime.datetime | None, record: CrimeRecord) -> str:
    return _formatted(moment, record, "H:i")


def _formatted(moment: datetime.datetime | None, record: CrimeRecord, style: str) -> str:
    return date_format(moment.astimezone(record.jurisdiction.tz), style) if moment else ""
