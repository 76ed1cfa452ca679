"""Reviewed by hand: for each address and method, which action on what, and what who may do it is answered.

An address that is missing here fails `test_every_address_and_method_is_in_the_table`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import oracle
from .cast import RECORDS, Actor
from .world import World

Status = Callable[[Actor, str], int]


@dataclass(frozen=True)
class Row:
    """`on` is the kind of thing that the address names; `status` answers who may do it.

    `body` is sent as a form to a page, as JSON to the API. `args` are those of an address that names no
    thing with rights of its own. `anonymous` says that nobody's log-in is looked at.
    """

    name: str
    method: str
    action: str
    on: str = ""
    status: int | Status = 200
    body: Callable[[World, str], dict] | dict | None = None
    args: tuple = ()
    query: str = ""
    anonymous: bool = False
    note: str = ""

    @property
    def id(self) -> str:
        return f"{self.name}-{self.method}{'-' + self.note if self.note else ''}"

    def answer(self, actor: Actor, thing: str) -> int:
        return self.status(actor, thing) if callable(self.status) else self.status


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

PUBLIC = [
    Row("public:home", "GET", "public"),
    Row("public:area", "GET", "public", args=("TESTCITY", "west"), status=404, note="unreleased"),
    Row("public:area_csv", "GET", "public", args=("TESTCITY", "west"), status=404, note="unreleased"),
    Row("public:methods", "GET", "public"),
    Row("public_api:releases", "GET", "public"),
    Row("public_api:areas", "GET", "public", query="?jurisdiction=TESTCITY", status=404),
    Row("public_api:categories", "GET", "public"),
    Row("public_api:stats", "GET", "public", query="?cut=area_month&jurisdiction=TESTCITY", status=404),
    Row("public_api:trends", "GET", "public", query="?jurisdiction=TESTCITY", status=404),
    Row("public_api:map", "GET", "public", query="?jurisdiction=TESTCITY"),
    Row("api-area-list", "GET", "public"),
    Row("api-area-detail", "GET", "public", args=("1",)),
    Row("api-category-list", "GET", "public"),
    Row("api-category-detail", "GET", "public", args=("burglary",)),
]

RECORD_PAGES = [
    Row("records:home", "GET", "staff.home"),
    Row("records:list", "GET", "record.read"),
    Row("records:list", "GET", "record.read", query="?status=draft&status=registered", note="filtered"),
    Row("records:list", "GET", "record.read", query="?station=STB&area=1", note="other_station"),
    Row("records:search", "GET", "record.read", status=302),
    Row("records:search", "POST", "record.read", status=302, body={"q": "Zq"}),
    Row("records:new", "GET", "record.draft"),
    Row("records:new", "POST", "record.draft", status=302, body=_entry),
    Row("records:detail", "GET", "record.read", on="record"),
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
    Row("api-record-detail", "GET", "record.read", on="record"),
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

POINT = {"hour": 12, "day_of_week": 1, "month": 6, "latitude": 52.0, "longitude": 3.99}


def _retrained(code: str, done: int) -> Status:
    return lambda actor, _: done if code in oracle.jurisdictions(actor, "analytics.view") else 404


ANALYTICS = [
    Row("analytics:dashboard", "GET", "analytics.view"),
    *(
        Row(
            "analytics:dashboard",
            "GET",
            "analytics.view",
            query=f"?jurisdiction={code}",
            status=_retrained(code, 200),
            note=code,
        )
        for code in ("TESTCITY", "FARTOWN", "NOWHERE")
    ),
    Row(
        "analytics:retrain",
        "POST",
        "analytics.retrain",
        status=302,
        body={"jurisdiction": "FARTOWN", "product": "zones"},
    ),
    Row("analytics:run", "GET", "analytics.view", on="run"),
    Row("analytics:run_status", "GET", "analytics.view", on="run"),
    Row("analytics:predict", "GET", "analytics.predict"),
    Row("analytics:predict", "GET", "analytics.predict", query="?jurisdiction=FARTOWN", note="elsewhere"),
    Row("analytics:predict", "POST", "analytics.predict", body=POINT),
    Row("predict_crime", "POST", "analytics.predict", body=POINT),
    Row("hotspots", "GET", "analytics.hotspots"),
    Row("hotspot-collection", "GET", "analytics.hotspots"),
    Row("zone-collection", "GET", "analytics.view"),
    Row("forecast-list", "GET", "analytics.view"),
    Row("model-list", "GET", "analytics.view"),
    Row("model-detail", "GET", "analytics.view", on="model"),
    Row("run-list", "GET", "analytics.view"),
    Row(
        "run-list",
        "POST",
        "analytics.retrain",
        status=202,
        body={"jurisdiction": "FARTOWN", "product": "zones"},
    ),
    Row("run-detail", "GET", "analytics.view", on="run"),
]

SIGN_UP = {"username": "newcomer", "email": "newcomer@example.org", "password": "correct horse battery"}
ACCOUNTS = [
    Row("register", "POST", "public", anonymous=True, status=201, body=SIGN_UP),
    Row("login", "POST", "public", anonymous=True, status=401, body={"username": "x", "password": "y"}),
    Row("logout", "POST", "account.own", status=204),
]

ROWS = [*PUBLIC, *RECORD_PAGES, *RECORD_API, *ANALYTICS, *ACCOUNTS]
