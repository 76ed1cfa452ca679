"""How a record is named and its times are shown."""

import datetime

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.formats import date_format

from accounts.permissions import has_permission

from ..choices import GrantKind, Status
from ..models import AccessGrant, CrimeRecord
from ..querysets import SOURCE_ID_SHOWN
from ..services import access

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
GRANT_TONES = {GrantKind.ALLOW: "ok", GrantKind.DENY: "bad", GrantKind.EMERGENCY: "warn"}

# label, URL name, whether this reader may open it
RECORD_PAGES = [
    ("Overview", "records:detail", lambda user, record: True),
    ("Access", "records:record_access", access.may_decide),
    ("Audit trail", "records:trail", lambda user, record: has_permission(user, "audit.read")),
    ("Print", "records:print", lambda user, record: has_permission(user, "record.read", record)),
]


@register.simple_tag(takes_context=True)
def record_links(context: RequestContext, record: CrimeRecord) -> list[dict[str, object]]:
    """The pages of a record that the reader may open: label, url, and whether it is the one shown."""
    request = context["request"]
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {"label": label, "url": reverse(name, args=[record.pk]), "current": name == here}
        for label, name, opens in RECORD_PAGES
        if opens(request.user, record)
    ]


@register.simple_tag(takes_context=True)
def emergency_until(context: RequestContext, record: CrimeRecord) -> datetime.datetime | None:
    """When the reader's emergency access to the record ends; None without one."""
    own = record.access_grants.in_force().filter(user=context["request"].user, kind=GrantKind.EMERGENCY)
    return own.values_list("expires_at", flat=True).first()


@register.filter
def record_name(record: CrimeRecord) -> str:
    """The crime ID; before registration its status and number, for imported ones the source and its id."""
    if record.crime_id:
        return record.crime_id
    return f"{record.source} {record.source_id[:SOURCE_ID_SHOWN]}" if record.source else str(record)


@register.filter
def status_tone(record: CrimeRecord) -> str:
    """The kind of tag in which the status is shown; empty is grey."""
    return STATUS_TONES.get(record.status, "")


@register.filter
def grant_tone(grant: AccessGrant) -> str:
    """The kind of tag in which a decision about access is shown; what has ended is grey."""
    return GRANT_TONES[GrantKind(grant.kind)] if grant.is_in_force else ""


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
