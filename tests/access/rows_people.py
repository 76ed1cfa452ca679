"""People of the register, the reasons for looking at them, and saved searches."""

from . import oracle
from .cast import RECORDS, Actor
from .row import Row
from .world import World


def _told_by_search(actor: Actor, thing: str, field: str) -> bool:
    """Within the reach of a search name and crime ID are told, but of what is closed or singled out."""
    record = RECORDS[thing]
    tellable = not record.protected and record.status not in ("draft", "voided")
    within = record.station in oracle.stations(actor, "person.search")
    singled_out = any(person == actor.person for person, _ in record.grants)
    return field in ("person", "crime ID") and tellable and within and not singled_out


def _reason(world: World, thing: str) -> dict:
    return {"purpose": "court", "text": "Asked by the court.", "record": world.key("record", thing)}


def _asks_why(name: str, status: int) -> Row:
    return Row(name, "POST", "record.read", on="record", named_in="body", body=_reason, status=status)


NAMED = {"q": "Smith"}
PEOPLE = [
    Row("api-person-detail", "GET", "record.narrative", on="person"),
    Row("api-person-search", "POST", "person.search", body=NAMED, tells=_told_by_search),
    Row("api-record-list", "GET", "record.read", on="search", named_in="query", note="searched"),
    Row("records:people", "GET", "person.search"),
    Row("records:people", "POST", "person.search", body=NAMED, status=302),
    Row(
        "records:people",
        "GET",
        "person.search",
        on="people_search",
        named_in="query",
        absent=200,
        tells=_told_by_search,
        note="searched",
    ),
    Row("records:person", "GET", "record.narrative", on="person"),
    _asks_why("api-consultation-reasons", 201),
    Row("records:reason", "GET", "record.read", status=302),
    _asks_why("records:reason", 302),
]
