"""Asks one thing as one actor and says what is wrong with the answer."""

import json
import re
import uuid
from collections import Counter
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils.encoding import force_str

from . import oracle
from .cast import ACTORS, KINDS, NAMES, RECORDS, Actor
from .expected import Row
from .walk import addresses
from .world import CANARY, CRIME_ID, MODEL_NUMBER, World

WRITES = re.compile(r'^\s*(INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?', re.IGNORECASE)
# What any request may leave behind: that it was made, the session it was made in, a failed log-in.
TRACES = {"accounts_auditevent", "django_session", "accounts_loginguard"}
# Columns that say when someone was last here.
SEEN_LAST = {"last_active_on", "last_login", "last_used_at", "used_on", "used_that_day"}
MISSING = {"record": 999_999, "run": uuid.UUID(int=1), "model": 999_999}
KIND_OF = {name: kind for kind, things in KINDS.items() for name in things}
VOLATILE = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*|/\d+/|[0-9a-f]{8}-[0-9a-f-]{27}')
RECORD_LINK = re.compile(r"/records/(\d+)/")

counted: Counter[str] = Counter()


@dataclass
class Answer:
    response: HttpResponse
    text: str
    changed: set[str]

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def shape(self) -> tuple[int, str, frozenset[str]]:
        """What tells two answers apart, apart from what they name."""
        return self.status, VOLATILE.sub(r"\1", self.text), frozenset(self.response.headers)


def ask(world: World, row: Row, actor: Actor, thing: str = "") -> Answer:
    """The answer to one request; whatever it wrote is taken back."""
    path = reverse(row.name, args=[key(world, row.on, thing)] if row.on else row.args) + row.query
    body = row.body(world, thing) if callable(row.body) else row.body
    return send(world, row.method, path, actor, body)


def key(world: World, kind: str, thing: str) -> object:
    return MISSING[kind] if thing == "missing" else world.things[kind][thing].pk


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
    strict = override_settings(REQUIRE_STAFF_MFA=actor.lacks_second_step)
    with strict, connection.execute_wrapper(_noting(touched)):
        response = getattr(client, method.lower())(path, **extra)
        text = force_str(response.getvalue(), errors="replace")
    after = _contents(touched)
    transaction.savepoint_rollback(mark)
    return Answer(response, text, {table for table in after if after[table] != _contents({table})[table]})


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
    if not oracle.letter(asking, row.action):
        return 403 if oracle.is_known(asking) else (401 if is_api else 302)
    if row.on and not oracle.exists(asking, row.on, thing):
        return 404
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
    found += leaks(world, answer, who(row, actor), thing)
    if row.on and expected == 404 and answer.status == 404 and thing != "missing":
        found += [] if answer.shape == _not_there(world, row, actor) else ["differs from what is not there"]
    where = f"{actor.name} {row.id} {thing}".strip()
    return [f"{where}: {fault}" for fault in found]


def _is_sent_away(answer: Answer) -> bool:
    return answer.status == 302 and "/login/" in answer.response.headers["Location"]


_shapes: dict[tuple, tuple] = {}


def _not_there(world: World, row: Row, actor: Actor) -> tuple:
    key = (id(world), row.id, actor.name)
    if key not in _shapes:
        _shapes[key] = ask(world, row, actor, "missing").shape
    return _shapes[key]


def leaks(world: World, answer: Answer, actor: Actor, asked: str = "") -> list[str]:
    """What stands in the answer and belongs to something that `actor` may not know of."""
    text, found = answer.text + answer.response.headers.get("Location", ""), set()
    for number, field in CANARY.findall(text):
        found.add((int(number), field.lower()))
    found |= {(int(number), "crime ID") for number in CRIME_ID.findall(text)}
    found |= {(int(number), "number") for number in MODEL_NUMBER.findall(text)}
    ids = {record.pk: name for name, record in world.records.items()}
    links = {ids[int(pk)] for pk in RECORD_LINK.findall(text) if int(pk) in ids} - {asked}
    found |= {(NAMES.index(name), "link") for name in links}
    return sorted(
        f"shows {field} of {NAMES[number]}"
        for number, field in found
        if not oracle.may_see_word(actor, KIND_OF[NAMES[number]], NAMES[number], field)
    )
