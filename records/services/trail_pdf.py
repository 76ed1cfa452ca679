"""A record's trail as a tagged PDF (PDF/UA-1), set by typst without any network."""

import json
import re
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from accounts.audit_export import WITHHELD
from accounts.audit_lines import Line, lines
from accounts.models import User
from accounts.zone import reading_zone

from ..models import CrimeRecord
from . import trail

TEMPLATE = settings.BASE_DIR / "templates" / "typst" / "trail.typ"
# 2,000 rows take about a second.
LARGEST = 2_000
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
NO_GLYPH = "Some characters have no glyph in the fonts of this server. The CSV holds them."


def trail_pdf(*, head: list[tuple[str, str]], record: CrimeRecord, user: User) -> bytes:
    """What `user` may know of the record's trail; the newest LARGEST events, and a line where that cut it."""
    events = list(trail.events_of(record, user).order_by("-pk")[: LARGEST + 1])
    cut = f"Cut after {LARGEST:,} events, the newest. The CSV holds more." if len(events) > LARGEST else ""
    zone = reading_zone(user)
    data = {
        "title": f"Audit trail of record {record.crime_id or record.pk}",
        "author": settings.SITE_NAME,
        "footer": f"Exported by {user}, {timezone.now():%Y-%m-%d %H:%M:%S} UTC",
        "head": head,
        "readers": [_reader(reader, zone) for reader in trail.readers(record, user)],
        "events": [_event(line) for line in lines(events[:LARGEST], user)],
        "notes": [cut] if cut else [],
    }
    return _set(data)


def _set(data: dict) -> bytes:
    """The PDF. One with a character that no font can show is tagged, too, but no PDF/UA, and says so."""
    # A large library that a worker needs only when someone asks for a file.
    import typst

    try:
        return typst.compile(str(TEMPLATE), **_options(data), pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return typst.compile(str(TEMPLATE), **_options(data | {"notes": [*data["notes"], NO_GLYPH]}))


def _options(data: dict) -> dict[str, object]:
    inputs = {"data": json.dumps(_printable(data))}
    return {"root": str(TEMPLATE.parent), "format": "pdf", "sys_inputs": inputs}


def _printable(value: object) -> object:
    """The same data with a sign in place of every control character."""
    if isinstance(value, dict):
        return {name: _printable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    return CONTROLS.sub("\ufffd", value)


def _reader(reader: trail.Reader, zone: object) -> list[str]:
    first, last = (_local(moment.astimezone(zone)) for moment in (reader.first, reader.last))
    return [reader.name, reader.posting, str(reader.times), first, last, "; ".join(reader.reasons)]


def _event(line: Line) -> dict[str, str]:
    event = line.event
    place = "not sealed yet" if event.sequence is None else f"no. {event.sequence}"
    return {
        "at": _local(line.at),
        "utc": f"{line.utc:%H:%M:%S} UTC, {place}",
        "who": event.actor_label,
        "posting": event.posting,
        "what": line.action_label,
        "outcome": line.outcome_label,
        "source": event.source,
        "reason": WITHHELD if line.withheld else line.reason,
        "changes": WITHHELD if line.withheld else "; ".join(map(str, line.changes)),
    }


def _local(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
