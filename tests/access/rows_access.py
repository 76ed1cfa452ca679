"""Decisions on who sees one record: given, refused, taken back, broken open, reviewed."""

from . import oracle
from .cast import GRANTS, RECORDS, Actor
from .row import Row, Status
from .world import World

LATER = "2026-12-01T00:00:00Z"
REASON = {"reason": "Works on the case."}
FINDING = {"finding": "justified", "note": "Asked the officer."}


def _told_of_decisions(actor: Actor, thing: str, field: str) -> bool:
    """Which record a decision is about is told by its number to who gives or reviews access there."""
    record = RECORDS[thing]
    reach = oracle.stations(actor, "record.grant") | oracle.stations(actor, "access.review")
    return field in ("crime ID", "link") and record.station in reach and not oracle.is_denied(actor, record)


def _decision(world: World, thing: str) -> dict:
    return {"user": "colleague", "kind": "allow", "expires_at": LATER, **REASON}


def _numbered_decision(world: World, thing: str) -> dict:
    return _decision(world, thing) | {"number": str(world.key("record", thing))}


def _form(world: World, thing: str) -> dict:
    number = str(world.key("record", thing))
    return {"number": number, "person": "colleague", "effect": "deny", "last_day": "1/12/2026", **REASON}


def _emergency(world: World, thing: str) -> dict:
    return {"crime_id": world.number(thing), "purpose": "safety", "text": "A child is missing."}


def _broken_open(done: int) -> Status:
    """Only what is registered, not refused, and not read anyway."""

    def status(actor: Actor, thing: str) -> int:
        record = RECORDS[thing]
        early = record.status in ("draft", "submitted", "returned")
        whole = oracle.reads(actor, record) and oracle.may(actor, "record.narrative", record)
        return 400 if early or whole or oracle.is_denied(actor, record) else done

    return status


def _taken_back(done: int) -> Status:
    """Nobody decides about their own access."""
    return lambda actor, thing: 400 if GRANTS[thing][1] == actor.person else done


def _opens_for_good(done: int) -> Status:
    """Who reads a protected record by an emergency alone does not open it to the station."""
    return lambda actor, thing: 403 if (actor.person, thing) == ("supervisor", "emergency_station") else done


ACCESS = [
    Row("records:access", "GET", "access.review", tells=_told_of_decisions),
    Row("records:record_access", "GET", "record.grant", on="record", tells=_told_of_decisions),
    Row("records:protect", "GET", "record.grant", on="record", status=_opens_for_good(200)),
    Row("records:protect", "POST", "record.grant", on="record", body=REASON, status=_opens_for_good(302)),
    Row("records:give", "GET", "record.grant"),
    Row(
        "records:give",
        "POST",
        "record.grant",
        on="decided",
        named_in="body",
        body=_form,
        status=302,
        absent=400,
    ),
    Row("records:revoke", "GET", "record.grant", on="grant", tells=_told_of_decisions),
    Row(
        "records:revoke",
        "POST",
        "record.grant",
        on="grant",
        body=REASON,
        status=_taken_back(302),
        tells=_told_of_decisions,
    ),
    Row("records:review", "GET", "access.review", on="review", tells=_told_of_decisions),
    Row("records:review", "POST", "access.review", on="review", body=FINDING, status=302),
    Row("records:emergency", "GET", "record.break_glass"),
    Row(
        "records:emergency",
        "POST",
        "record.break_glass",
        on="numbered",
        named_in="body",
        body=_emergency,
        status=_broken_open(302),
        absent=400,
    ),
    Row("api-grant-list", "GET", "access.review", tells=_told_of_decisions),
    Row(
        "api-grant-list",
        "POST",
        "record.grant",
        on="decided",
        named_in="body",
        body=_numbered_decision,
        status=201,
        absent=400,
    ),
    Row(
        "api-grant-revoke",
        "POST",
        "record.grant",
        on="grant",
        body=REASON,
        status=_taken_back(200),
        tells=_told_of_decisions,
    ),
    Row("api-record-grants", "GET", "record.grant", on="record"),
    Row("api-record-grants", "POST", "record.grant", on="record", body=_decision, status=201),
    Row(
        "api-emergency",
        "POST",
        "record.break_glass",
        on="numbered",
        named_in="body",
        body=_emergency,
        status=_broken_open(201),
        absent=400,
    ),
    Row("api-review-list", "GET", "access.review", tells=_told_of_decisions),
    Row("api-review-detail", "GET", "access.review", on="review", tells=_told_of_decisions),
    Row(
        "api-review-detail",
        "POST",
        "access.review",
        on="review",
        body=FINDING,
        tells=_told_of_decisions,
    ),
]
