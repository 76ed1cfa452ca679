"""The register: its list, and each act on one record."""

from . import oracle
from .cast import RECORDS, Actor
from .row import Row, Status
from .world import World


def _step(sources: set[str], done: int, designated: bool = False, by_author: bool = False) -> Status:
    """A step of a record's life: 400 from another status, 403 without designation or authorship."""

    def status(actor: Actor, thing: str) -> int:
        record = RECORDS[thing]
        if record.status not in sources:
            return 400
        if (designated and not actor.may_register) or (by_author and not oracle.is_own(actor, record)):
            return 403
        return done

    return status


def _own_draft(done: int) -> Status:
    """Only its author changes a record, and only while it is open."""

    def status(actor: Actor, thing: str) -> int:
        record = RECORDS[thing]
        return done if oracle.is_own(actor, record) and record.status in ("draft", "returned") else 403

    return status


def _entry(world: World, thing: str) -> dict:
    """What a browser sends back from the entry form, with a new title."""
    record = world.records.get(thing)
    values = {
        "version": record.version if record else "",
        "category": world.category.pk,
        "kind": "fir",
        "title": "Shed broken open",
        "discovered": "reported",
        "sensitivity": "normal",
        "time_known": "exact",
        "occurred_from": "1/3/2026 2300",
        "reported_at": "2/3/2026 0900",
        "precision": "none",
    }
    return values | ({} if record else {"station": world.stations["STA"].pk})


NEW = {"title": "Shed broken open", "category": "burglary"}
REASON, VOID = {"reason": "Address is missing."}, {"reason": "duplicate", "note": "Entered twice."}
BEGUN = {"draft", "returned"}
DECIDED = {record.status for record in RECORDS.values()} - {"draft", "voided"}

RECORD_PAGES = [
    Row("records:home", "GET", "staff.home"),
    Row("records:list", "GET", "record.read"),
    Row("records:list", "GET", "record.read", query="?status=draft&status=registered", note="filtered"),
    Row("records:list", "GET", "record.read", query="?station=STB&area=1", note="other_station"),
    Row("records:search", "GET", "record.read", status=302),
    Row("records:search", "POST", "record.read", status=302, body={"q": "Zq"}),
    Row("records:new", "GET", "record.draft"),
    Row("records:new", "POST", "record.draft", status=302, body=_entry),
    Row("records:detail", "GET", "record.read", on="record", every=True),
    Row("records:print", "GET", "record.read", on="record"),
    Row("records:edit", "GET", "record.draft", on="record", status=_own_draft(200)),
    Row("records:edit", "POST", "record.draft", on="record", status=_own_draft(302), body=_entry),
    Row("records:submit", "GET", "record.submit", on="record"),
    Row(
        "records:submit",
        "POST",
        "record.submit",
        on="record",
        status=_step(BEGUN, 302, by_author=True),
        body={},
    ),
    Row("records:register", "GET", "record.register", on="record"),
    Row(
        "records:register",
        "POST",
        "record.register",
        on="record",
        status=_step({"submitted"}, 302, designated=True),
        body={},
    ),
    Row("records:return", "GET", "record.return", on="record"),
    Row(
        "records:return", "POST", "record.return", on="record", status=_step({"submitted"}, 302), body=REASON
    ),
    Row("records:void", "GET", "record.void", on="record"),
    Row("records:void", "POST", "record.void", on="record", status=_step(DECIDED, 302), body=VOID),
]

RECORD_API = [
    Row("api-record-list", "GET", "record.read"),
    Row("api-record-list", "GET", "record.read", query="?status=draft", note="filtered"),
    *(
        Row(
            "api-record-list",
            "POST",
            "record.draft",
            status=lambda actor, _, code=code: 201 if code in oracle.stations(actor, "record.draft") else 403,
            body=NEW | {"station": code},
            note=code,
        )
        for code in ("STA", "STB", "STC")
    ),
    Row("api-record-search", "POST", "record.read", body={"q": "Zq"}),
    Row("api-record-detail", "GET", "record.read", on="record", every=True),
    Row(
        "api-record-detail",
        "PATCH",
        "record.draft",
        on="record",
        status=_own_draft(200),
        body={"version": 1, "title": "Shed broken open"},
    ),
    Row(
        "api-record-submit",
        "POST",
        "record.submit",
        on="record",
        status=_step(BEGUN, 200, by_author=True),
        body={},
    ),
    Row(
        "api-record-register",
        "POST",
        "record.register",
        on="record",
        status=_step({"submitted"}, 200, designated=True),
        body={},
    ),
    Row(
        "api-record-return",
        "POST",
        "record.return",
        on="record",
        status=_step({"submitted"}, 200),
        body=REASON,
    ),
    Row("api-record-void", "POST", "record.void", on="record", status=_step(DECIDED, 200), body=VOID),
]
