"""The cast in the database, built once; every record carries words that are found nowhere else."""

import datetime
import re
import uuid
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY
from django.test import Client
from django.utils import timezone

from accounts import audit
from accounts import services as accounts
from accounts.models import ApiKey, ChainCheck, Posting, Station, User
from accounts.services import api_key
from analytics.models import ForecastPoint, Hotspot, ModelVersion, TrainingRun, ZoneRating
from records.models import (
    AccessGrant,
    AccessReview,
    Area,
    CrimeRecord,
    Involvement,
    Offence,
    OffenceCategory,
    Person,
    Property,
    StatusEvent,
)
from records.services import search_query

from .. import factories
from . import cast
from .cast import ACTORS, BACKGROUND, MODELS, RECORDS, RUNS, Actor, word

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CANARY = re.compile(r"Zq(\d\d)([a-z]+)qZ", re.IGNORECASE)
MODEL_NUMBER = re.compile(r"\b70000(\d\d)\b")
CRIME_ID = re.compile(r"/2026/9900(\d\d)\b")
REPORTED = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)


@dataclass
class World:
    stations: dict[str, Station] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    category: OffenceCategory | None = None
    records: dict[str, CrimeRecord] = field(default_factory=dict)
    # What else can be asked for, by kind and name: runs, models, grants …
    things: dict[str, dict[str, object]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def key(self, kind: str, name: str) -> object:
        """What names a thing in an address; for "missing", what names none."""
        if name == "missing":
            return uuid.UUID(int=1) if kind in ("run", "search", "people_search") else 999_999
        things = self.records if kind in ("decided", "numbered", "trail") else self.things[kind]
        return things[name].pk

    def number(self, name: str) -> str:
        """A crime ID, or one that no record has."""
        return (name in self.records and self.records[name].crime_id) or "STA/2026/999999"


def build() -> World:
    world = World()
    _places(world)
    for actor in [*ACTORS.values(), *BACKGROUND]:
        if actor.role and not actor.acts_for:
            world.users[actor.name] = _person(world, actor)
    world.category = factories.make_category()
    for name in RECORDS:
        world.records[name] = _record(world, name)
    _analytics(world)
    world.things["record"] = world.records
    _belongings(world)
    for actor in ACTORS.values():
        _log_in(world, actor)
    return world


def _places(world: World) -> None:
    for code in ("TESTCITY", "FARTOWN"):
        jurisdiction = factories.make_jurisdiction(code)
        factories.make_areas(jurisdiction)
        for unit in cast.UNITS:
            if cast.JURISDICTION_OF[unit] == code:
                world.stations[unit] = factories.make_station(jurisdiction, unit, kind="district")
        for name, unit in cast.DISTRICT_OF.items():
            if cast.JURISDICTION_OF[unit] == code:
                world.stations[name] = factories.make_station(jurisdiction, name, parent=world.stations[unit])


def _person(world: World, actor: Actor) -> User:
    if actor.role == "citizen":
        return factories.make_user(actor.name)
    station = world.stations.get(actor.station)
    user = factories.make_user(
        actor.name,
        actor.role,
        station,
        may_register=actor.may_register,
        may_investigate=actor.role == "investigator",
    )
    if not actor.lacks_second_step:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    if actor.posting_ended:
        Posting.objects.filter(user=user).update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    return user


def _record(world: World, name: str) -> CrimeRecord:
    plan, index = RECORDS[name], list(RECORDS).index(name)
    station, author = world.stations[plan.station], world.users[plan.author]
    numbered = plan.status not in ("draft", "submitted", "returned")
    record = CrimeRecord.objects.create(
        jurisdiction=station.jurisdiction,
        station=station,
        crime_id=f"{plan.station}/2026/9900{index:02d}" if numbered else None,
        title=word(name, "title"),
        address=word(name, "address"),
        narrative=word(name, "narrative"),
        modus_operandi=word(name, "method"),
        premises=word(name, "premises"),
        occurred_from=REPORTED - datetime.timedelta(hours=10),
        reported_at=REPORTED,
        registered_at=REPORTED + datetime.timedelta(hours=1) if numbered else None,
        latitude=52.0,
        longitude=3.99,
        status=plan.status,
        sensitivity="protected" if plan.protected else "normal",
        void_reason="duplicate" if plan.status == "voided" else "",
        investigator=world.users[plan.investigator] if plan.investigator else None,
        created_by=author,
        updated_by=author,
    )
    Offence.objects.create(record=record, category=world.category)
    StatusEvent.objects.create(
        record=record, to_status=plan.status, at=REPORTED, by=author, reason=word(name, "reason")
    )
    person = Person.objects.create(given_names=word(name, "person"), family_name="Smith")
    Involvement.objects.create(record=record, person=person, role="witness")
    Property.objects.create(record=record, description=word(name, "property"))
    world.things.setdefault("person", {})[f"{name}_witness"] = person
    event = audit.record(audit.Action.RECORD_UPDATED, by=author, obj=record, reason=word(name, "reason"))
    world.things.setdefault("event", {})[f"{name}_event"] = event
    _grants(world, record, plan, name)
    return record


def _grants(world: World, record: CrimeRecord, plan: cast.Record, name: str) -> None:
    now, giver = timezone.now(), world.users["colleague"]
    for person, kind in plan.grants:
        grant = _grant(world, record, name, person, kind, giver, expires_at=now + datetime.timedelta(hours=1))
        world.things.setdefault("grant", {})[f"{name}_{kind}_{person}"] = grant
        if kind == "emergency":
            review = AccessReview.objects.create(grant=grant, due_at=now + datetime.timedelta(days=3))
            world.things.setdefault("review", {})[f"review_of_{name}_{kind}_{person}"] = review
    for person, kind in plan.past:
        # Each of them both ways: one that ran out, one that was taken back.
        _grant(world, record, name, person, kind, giver, expires_at=now - datetime.timedelta(seconds=1))
        later = now + datetime.timedelta(hours=1)
        _grant(world, record, name, person, kind, giver, expires_at=later, revoked_at=now, revoked_by=giver)


def _grant(
    world: World, record: CrimeRecord, name: str, person: str, kind: str, giver: User, **fields: object
) -> AccessGrant:
    user = world.users[person]
    return AccessGrant.objects.create(
        record=record,
        user=user,
        kind=kind,
        reason=word(name, "grant"),
        given_by=user if kind == "emergency" else giver,
        **fields,
    )


def _analytics(world: World) -> None:
    jurisdictions = {station.jurisdiction.code: station.jurisdiction for station in world.stations.values()}
    runs = world.things["run"] = {
        name: TrainingRun.objects.create(
            jurisdiction=jurisdictions[code], product="hotspots", status="done", message=word(name, "message")
        )
        for name, code in RUNS.items()
    }
    by_place = {run.jurisdiction.code: run for run in runs.values()}
    world.things["model"] = {
        name: _model(by_place[code], audience, stage, name)
        for name, (code, audience, stage) in MODELS.items()
    }


def _model(run: TrainingRun, audience: str, stage: str, name: str) -> ModelVersion:
    """A version whose outputs are all found by its algorithm's name or number."""
    number = 7_000_000 + cast.NAMES.index(name)
    version = ModelVersion.objects.create(
        jurisdiction=run.jurisdiction,
        product="hotspots",
        audience=audience,
        version=number,
        algorithm=word(name, "algorithm"),
        card={"as_of": "2026-03-01", "basis": word(name, "basis")},
        stage=stage,
        run=run,
    )
    Hotspot.objects.create(
        model_version=version,
        cluster_id=1,
        latitude=52.0,
        longitude=3.99,
        count=number,
        radius_m=200,
        risk_level="high",
    )
    area = Area.objects.filter(area_set__jurisdiction=run.jurisdiction).first()
    ZoneRating.objects.create(
        model_version=version, area=area, level="red", rank=1, rate=1.5, severity_rate=2.5
    )
    ForecastPoint.objects.create(
        model_version=version, month=datetime.date(2026, 4, 1), value=10, low=5, high=15
    )
    return version


def _belongings(world: World) -> None:
    """What belongs to one person each: tokens, keys, searches; and accounts as things to act on."""
    users, things = world.users, world.things
    things["token"] = {name: accounts.issue_token(by=users[owner])[1] for name, owner in cast.TOKENS.items()}
    things["key"] = {
        name: _key(world, Actor(name, scopes=frozenset({"analytics.predict"}), acts_for=owner))
        for name, owner in cast.KEYS.items()
    }
    things["search"] = {
        name: search_query.save(terms="Zq", kind="records", by=users[owner])
        for name, owner in cast.SEARCHES.items()
    }
    things["people_search"] = {
        name: search_query.save(terms="Smith", kind="people", by=users[owner])
        for name, owner in cast.PEOPLE_SEARCHES.items()
    }
    things["user"] = {name: users[owner] for name, owner in cast.USERS.items()}
    things["check"] = {"check": ChainCheck.objects.create(asked_by=users["auditor"])}


def _log_in(world: World, actor: Actor) -> None:
    client = world.clients[actor.name] = Client(raise_request_exception=False)
    world.headers[actor.name] = {}
    if not actor.role:
        return
    if actor.by_key:
        text = api_key.collect(key=_key(world, actor), by=world.users[actor.acts_for])
        world.headers[actor.name] = {"Authorization": f"Api-Key {text}"}
        return
    user = world.users[actor.name]
    client.force_login(user, backend=BACKEND)
    assert client.session[BACKEND_SESSION_KEY] == BACKEND
    world.sessions[actor.name] = client.cookies.output(header="")
    text, _ = accounts.issue_token(by=user)
    world.headers[actor.name] = {"Authorization": f"Bearer {text}"}
    if actor.disabled:
        User.objects.filter(pk=user.pk).update(status="disabled")


def _key(world: World, actor: Actor) -> ApiKey:
    return api_key.issue(
        owner=world.users[actor.acts_for],
        name=actor.name,
        scopes=sorted(actor.scopes),
        quota=1_000_000,
        expires_at=timezone.now() + datetime.timedelta(days=30),
        by=None,
    )
