"""Asks the rules themselves, without a request between: the two questions, of everyone and everything."""

from collections.abc import Iterator
from dataclasses import replace

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.test.utils import override_settings

from accounts.models import User
from accounts.permissions import has_permission, jurisdiction_ids, may_everywhere, station_ids
from analytics.models import ModelVersion
from records.models import CrimeRecord

from . import oracle
from .cast import DISTRICT_OF, MODELS, RECORDS, Actor
from .world import World

# Who decides on access to a record is asked of a list alone, `administered_by`: they need not read it.
ABOUT_RECORDS = [
    action for action in oracle.RIGHTS if action.startswith("record.") and action != "record.grant"
]
# Kinds of things whose model answers `visible_to`.
LISTED = ["record", "person", "run", "model", "grant", "review", "event"]


def rule_faults(world: World, actor: Actor) -> Iterator[str]:
    """What the rules say of `actor` and the description of roles does not."""
    user = _user(world, actor)
    for action in ["public", *oracle.RIGHTS]:
        if has_permission(user, action) != bool(oracle.letter(actor, action)):
            yield f"{actor.name}: {action} is answered the other way"
        if actor.role:
            yield from _places(world, actor, user, action)
    if actor.lacks_second_step:
        yield from _where_none_is_required(world, actor)
    for what, found, expected in _lists(world, actor, user):
        for name in sorted(found ^ expected):
            yield f"{actor.name}: {name} is {'among' if name in found else 'not among'} {what}"
    for action in ABOUT_RECORDS if oracle.is_known(actor) else []:
        for name, record in RECORDS.items():
            if has_permission(user, action, _again(world.records[name])) != oracle.may(actor, action, record):
                yield f"{actor.name}: {action} of {name} is answered the other way"


def _where_none_is_required(world: World, actor: Actor) -> Iterator[str]:
    """The lack of a second step takes nothing then."""
    secured = replace(actor, lacks_second_step=False)
    with override_settings(REQUIRE_STAFF_MFA=False):
        user = _user(world, actor)
        for action in oracle.RIGHTS:
            if has_permission(user, action) != bool(oracle.letter(secured, action)):
                yield f"{actor.name}: {action} is answered the other way where no second step is required"


def _user(world: World, actor: Actor) -> User | AnonymousUser:
    """The person as a request of theirs would find them."""
    if not actor.role:
        return AnonymousUser()
    user = User.objects.get(pk=world.users[actor.person].pk)
    user.limited_to = actor.scopes
    return user


def _again(record: CrimeRecord) -> CrimeRecord:
    return CrimeRecord.objects.get(pk=record.pk)


def _places(world: World, actor: Actor, user: User, action: str) -> Iterator[str]:
    letter = oracle.letter(actor, action)
    near = set() if letter == "N" else oracle.stations(actor, action)
    designated = near if actor.may_register else set()
    if _stations(world, station_ids(user, action)) != near:
        yield f"{actor.name}: {action} reaches other stations"
    if _stations(world, station_ids(user, action, designation="may_register")) != designated:
        yield f"{actor.name}: {action} by designation reaches other stations"
    if may_everywhere(user, action) != (letter == "N"):
        yield f"{actor.name}: {action} everywhere is answered the other way"
    if jurisdiction_ids(user, action) != _jurisdictions(world, actor, action):
        yield f"{actor.name}: {action} reaches other jurisdictions"


def _stations(world: World, pks: set[int]) -> set[str]:
    return {name for name in DISTRICT_OF if world.stations[name].pk in pks}


def _jurisdictions(world: World, actor: Actor, action: str) -> set[int] | None:
    """That of the posting which grants the action; None for a posting without a place."""
    if oracle.letter(actor, action) in ("", "*") or actor.role == "citizen" or actor.posting_ended:
        return set()
    return {world.stations[actor.station].jurisdiction_id} if actor.station else None


def _lists(world: World, actor: Actor, user: User) -> Iterator[tuple[str, set[str], set[str]]]:
    """What a list is called, what it holds, and what it should."""
    for kind in LISTED:
        things = world.things[kind]
        model = type(next(iter(things.values())))
        expected = {name for name in things if oracle.exists(actor, kind, name)}
        yield f"the {kind}s to see", _names(things, model.objects.visible_to(user)), expected
    records = CrimeRecord.objects
    decided = {name for name, record in RECORDS.items() if oracle.decides(actor, record)}
    named = {name for name, record in RECORDS.items() if _names_people(actor, record)}
    yield "the records to decide on", _names(world.records, records.administered_by(user)), decided
    yield "the records with people", _names(world.records, records.naming_people_to(user)), named
    shown = {name for name in MODELS if _is_shown(actor, name)}
    yield "the models in use", _names(world.things["model"], ModelVersion.objects.shown_to(user)), shown


def _names(things: dict[str, object], found: QuerySet) -> set[str]:
    names = {thing.pk: name for name, thing in things.items()}
    return {names[pk] for pk in found.values_list("pk", flat=True) if pk in names}


def _names_people(actor: Actor, record: object) -> bool:
    return oracle.reads(actor, record) and oracle.may(actor, "record.narrative", record)


def _is_shown(actor: Actor, name: str) -> bool:
    """Staff see the exact model of their own place, everyone else the public one."""
    place, audience, stage = MODELS[name]
    if stage != "champion" or not oracle.letter(actor, "analytics.hotspots"):
        return False
    return audience == ("staff" if place in oracle.jurisdictions(actor, "analytics.view") else "public")
