"""Writing the demo city month by month in one transaction, so that a broken run leaves nothing behind."""

import json
import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
from django.db import transaction

from accounts import audit
from accounts.models import AuditEvent, Jurisdiction
from crimeportal.demo import gazetteer as gaz
from crimeportal.demo.access import decide
from crimeportal.demo.cases import Cases
from crimeportal.demo.city import STATIONS, City
from crimeportal.demo.incidents import STEPS, Incidents
from crimeportal.demo.rows import OFFENCE, RECORD, STATUS_EVENT, RowMaker
from crimeportal.demo.setup import Frame, found_city
from crimeportal.demo.truth import truth
from records.importing import bulk
from records.models import CrimeRecord, Offence, RegisterCounter, StatusEvent

AUDITED_RECORDS = 200
ACTS = {
    "draft": audit.Action.RECORD_DRAFTED,
    "submitted": audit.Action.RECORD_SUBMITTED,
    "returned": audit.Action.RECORD_RETURNED,
    "registered": audit.Action.RECORD_REGISTERED,
    "voided": audit.Action.RECORD_VOIDED,
}


class OtherCity(Exception):
    """A demo city of other parameters is there already."""


def parameters(city: City) -> dict[str, list]:
    """Return what makes a city, in the form of an audit event's changes."""
    values = {"seed": city.seed, "incidents": city.count, "years": city.years, "end": str(city.end)}
    return {name: [None, value] for name, value in values.items()}


def is_there(city: City) -> bool:
    """Whether this very city is in the database. Raises OtherCity if the jurisdiction holds another."""
    jurisdiction = Jurisdiction.objects.filter(code=gaz.CODE).first()
    if jurisdiction is None:
        return False
    seeded = AuditEvent.objects.filter(
        action=audit.Action.DEMO_SEEDED, object_type=jurisdiction._meta.label, object_id=str(jurisdiction.pk)
    ).last()
    if seeded and seeded.changes == parameters(city):
        return True
    there = (
        ", ".join(f"{name} {seeded.changes[name][1]}" for name in parameters(city))
        if seeded
        else "made by other means"
    )
    raise OtherCity(
        f"{gaz.CODE} is there already ({there}). Use another DATABASE_URL, or remove this database first."
    )


def write(city: City, truth_path: Path, tell: Callable[[str], None]) -> None:
    """Write the city and its truth; ``tell`` is told each step as it ends. Seals the audit events."""
    with transaction.atomic():
        frame = found_city(city.start.item(), int(str(city.end)[:4]))
        tell("jurisdiction, stations, areas, categories, users")
        maker = RowMaker(city, frame)
        tell(f"streets and {len(maker.latitude):,} addresses")
        series = _write_records(city, frame, maker, tell)
        decide(frame)
        _write_truth(truth_path, truth(city, maker.places.grid_cell, series))
        tell(f"truth in {truth_path}")
        audit.record(audit.Action.DEMO_SEEDED, by=None, obj=frame.jurisdiction, changes=parameters(city))
    tell(f"{audit.seal():,} audit events sealed")


def _write_records(
    city: City, frame: Frame, maker: RowMaker, tell: Callable[[str], None]
) -> dict[int, list[str]]:
    """Write all blocks and the counters; return the crime IDs of each series."""
    cases, series, last = Cases(), defaultdict(list), defaultdict(int)
    total, told, recent = 0, 0, []
    for block in city.records():
        keys = bulk.allocate(CrimeRecord, len(block))
        records, offences = maker.rows(block, keys)
        bulk.insert(CrimeRecord, RECORD, records)
        bulk.insert(Offence, OFFENCE, offences)
        bulk.insert(StatusEvent, STATUS_EVENT, maker.status_events(block, keys))
        cases.add(block, keys)
        for row in np.flatnonzero((block.series >= 0) & (block.number > 0)).tolist():
            series[int(block.series[row])].append(records[row][RECORD.index("crime_id")])
        _count(last, city, block)
        recent = [*recent, *((key, block, row) for row, key in enumerate(keys))][-AUDITED_RECORDS:]
        total += len(block)
        if total - told >= 100_000 or total == city.count:
            told = total
            tell(f"{total:,} records")
    for (station, year), number in sorted(last.items()):
        RegisterCounter.objects.create(station=frame.stations[STATIONS[station]], year=year, last=number)
    _audit_recent(recent, city, frame)
    return series


def _count(last: dict[tuple[int, int], int], city: City, block: Incidents) -> None:
    station = city.station_of[block.address]
    for key in {(s, y) for s, y in zip(station.tolist(), block.year.tolist(), strict=True) if y}:
        rows = (station == key[0]) & (block.year == key[1])
        last[key] = max(last[key], int(block.number[rows].max()))


def _audit_recent(recent: list[tuple[int, Incidents, int]], city: City, frame: Frame) -> None:
    """Write the acts of the newest records one by one, as the register itself would have."""
    for key, block, row in recent:
        code = STATIONS[city.station_of[block.address[row]]]
        before = None
        for step in np.flatnonzero(~np.isnat(block.steps[row])).tolist():
            after = STEPS[step]
            if after in ACTS:
                role = "officer" if after in ("draft", "submitted") else "supervisor"
                audit.record(
                    ACTS[after],
                    by=frame.staff[role, code],
                    object_type=CrimeRecord._meta.label,
                    object_id=str(key),
                    station=frame.stations[code],
                    reason="Demo city" if after in ("returned", "voided") else "",
                    changes={"status": [before, after]},
                )
            before = after


def _write_truth(path: Path, values: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(values))
    os.replace(part, path)
