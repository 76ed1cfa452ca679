"""Asks one thing as one actor and says what is wrong with the answer."""

import json
import re
from collections import Counter
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_str

from accounts.models import AuditEvent

from . import oracle
from .cast import ACTORS, KIND_OF, NAMES, RECORDS, Actor
from .row import Row
from .walk import addresses
from .world import CANARY, CRIME_ID, MODEL_NUMBER, World

WRITES = re.compile(r'^\s*(INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?', re.IGNORECASE)
# What any request may leave behind: that it was made, the session it was made in, a failed log-in.
TRACES = {"accounts_auditevent", "accounts_requestcount", "django_session", "accounts_loginguard"}
# Columns that say when someone was last here.
SEEN_LAST = {"last_active_on", "last_login", "last_used_at", "used_on", "used_that_day"}
# Ids, what was typed, and what the clock says: it tells no answer from another.
VOLATILE = re.compile(r'value="[^"]*"|next=[^"]*|[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{3}/2026/|\d+')
RECORD_LINK = re.compile(r"/records/(\d+)/")

counted: Counter[str] = Counter()


@dataclass
class Answer:
    response: HttpResponse
    text: str
    changed: set[str]
    refusals: int

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def shape(self) -> tuple[int, str, frozenset[str]]:
        """What tells two answers apart, apart from what they name."""
        return self.status, VOLATILE.sub("", self.text), frozenset(self.response.headers)


def ask(world: World, row: Row, actor: Actor, thing: str = "") -> Answer:
    """The answer to one request; whatever it wrote is taken back."""
    in_path = row.on and row.named_in == "path"
    path = reverse(row.name, args=[world.key(row.on, thing)] if in_path else row.args) + row.query
    if row.named_in == "query":
        path += f"?search={world.key(row.on, thing)}"
    body = row.body(world, thing) if callable(row.body) else row.body
    return send(world, row.method, path, actor, body)


def send(world: World, method: str, path: str, actor: Actor, body: dict | None = None) -> Answer:
    counted["cases"] += 1
    is_api = path.startswith("/api/")
    client = browser(world, actor, is_api)
    extra = {"headers": world.headers[actor.name]} if is_api or actor.by_key else {}
    if is_api and body is not None:
        extra |= {"data": json.dumps(body), "content_type": "application/json"}
    elif body is not None:
        extra |= {"data": body}
    touched: set[str] = set()
    mark = transaction.savepoint()
    with connection.execute_wrapper(_noting(touched)):
        response = getattr(client, method.lower())(path, **extra)
        text = force_str(response.getvalue(), errors="replace")
    after = _contents(touched)
    refusals = AuditEvent.objects.filter(action="access.refused").count()
    transaction.savepoint_rollback(mark)
    changed = {table for table in after if after[table] != _contents({table})[table]}
    return Answer(response, text, changed, refusals)


def browser(world: World, actor: Actor, is_api: bool) -> Client:
    """A browser with the actor's log-in and nothing else; API clients send a header and no cookie."""
    client = world.clients[actor.name]
    client.cookies.clear()
    if not is_api and actor.name in world.sessions:
        client.cookies.load(world.sessions[actor.name])
    return client


def _noting(touched: set[str]) -> object:
    def note(execute: object, sql: str, params: object, many: bool, context: dict) -> object:
        if found := WRITES.match(sql):
            touched.add(found.group(2))
        return execute(sql, params, many, context)

    return note


def _contents(tables: set[str]) -> dict[str, list]:
    """Every row of the tables; what each request may write is left out."""
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    found = {}
    for table in tables - TRACES:
        model = models[table]
        columns = [field.attname for field in model._meta.concrete_fields if field.name not in SEEN_LAST]
        found[table] = list(model._base_manager.order_by("pk").values_list(*columns))
    return found


def expected_status(row: Row, actor: Actor, thing: str) -> int:
    """What the description of roles says that the answer is."""
    is_api = addresses()[row.name].is_api
    asking = who(row, actor)
    if is_api and actor.disabled and not row.anonymous:
        return 401
    if actor.lacks_second_step and not addresses()[row.name].path.startswith(("api/", "account/")):
        return 302
    if not oracle.letter(asking, row.action):
        return 403 if oracle.is_known(asking) else (401 if is_api else 302)
    if row.on and not oracle.exists(asking, row.on, thing):
        return row.absent
    if row.on == "record" and not oracle.may(asking, row.action, RECORDS[thing]):
        return 403
    return row.answer(asking, thing)


def who(row: Row, actor: Actor) -> Actor:
    """Whom the address takes the actor for: pages know no keys."""
    nobody = row.anonymous or (actor.by_key and not addresses()[row.name].is_api)
    return ACTORS["anonymous"] if nobody else actor


def faults(world: World, row: Row, actor: Actor, thing: str = "") -> list[str]:
    """What is wrong with the answer to one request; empty when all is well."""
    answer, expected = ask(world, row, actor, thing), expected_status(row, actor, thing)
    found = []
    if answer.status != expected:
        found.append(f"answered {answer.status}, not {expected}")
    if expected >= 400 or row.method == "GET" or _is_sent_away(answer):
        found += [f"changed {table}" for table in sorted(answer.changed)]
    found += leaks(world, answer, row, who(row, actor), thing)
    refusals = _refusals_expected(row, who(row, actor), expected)
    if answer.refusals < refusals or (expected < 400 and answer.refusals):
        found.append(f"left {answer.refusals} refusals in the audit log")
    hidden = row.on and thing != "missing" and not oracle.exists(who(row, actor), row.on, thing)
    if hidden and answer.status == expected == row.absent:
        found += [] if answer.shape == _not_there(world, row, actor) else ["differs from what is not there"]
    where = f"{actor.name} {row.id} {thing}".strip()
    return [f"{where}: {fault}" for fault in found]


def _refusals_expected(row: Row, actor: Actor, expected: int) -> int:
    """One for a person who is refused, and for one who asks by its address for what is not there."""
    named = bool(row.args or (row.on and row.named_in == "path"))
    return int(oracle.is_known(actor) and (expected == 403 or (expected == 404 and named)))


def _is_sent_away(answer: Answer) -> bool:
    """Whether the answer is to log in, or to set up a second step, first."""
    return answer.status == 302 and answer.response.headers["Location"].startswith("/accounts/")


_shapes: dict[tuple, tuple] = {}


def _not_there(world: World, row: Row, actor: Actor) -> tuple:
    key = (id(world), row.id, actor.name)
    if key not in _shapes:
        _shapes[key] = ask(world, row, actor, "missing").shape
    return _shapes[key]


def leaks(world: World, answer: Answer, row: Row, actor: Actor, asked: str = "") -> list[str]:
    """What stands in the answer and belongs to something that `actor` may not know of."""
    text = answer.text + answer.response.headers.get("Location", "")
    shown = {(int(number), field.lower()) for number, field in CANARY.findall(text)}
    shown |= {(int(number), "crime ID") for number in CRIME_ID.findall(text)}
    shown |= {(int(number), "number") for number in MODEL_NUMBER.findall(text)}
    # Any number of a page may look like one of ours by chance.
    shown = {(number, field) for number, field in shown if number < len(NAMES)}
    ids = {record.pk: name for name, record in world.records.items()}
    linked = {ids[int(pk)] for pk in RECORD_LINK.findall(text) if int(pk) in ids}
    shown |= {(NAMES.index(name), "link") for name in linked}
    if asked in RECORDS:
        # What the address names, or the body by its number, is no news to who sent it.
        shown -= {(NAMES.index(asked), "link")}
        shown -= {(NAMES.index(asked), "crime ID")} if row.named_in == "body" else set()
    return sorted(
        f"shows {field} of {NAMES[number]}"
        for number, field in shown
        if not _may_see(row, actor, NAMES[number], field)
    )


def _may_see(row: Row, actor: Actor, name: str, field: str) -> bool:
    if oracle.may_see_word(actor, KIND_OF[name], name, field):
        return True
    return name in RECORDS and row.tells is not None and row.tells(actor, name, field)
