"""Every combination of role, place, state, sensitivity, relation and grant: the two questions agree."""

import datetime
import itertools

import pytest
from django.utils import timezone

from accounts.models import Station, User
from accounts.permissions import has_permission
from accounts.roles import Role
from records.models import AccessGrant, CrimeRecord
from tests.factories import make_station, make_user

PLACES = ["own", "sibling", "far"]
STATES = ["draft", "submitted", "returned", "registered", "voided"]
SENSITIVITIES = ["normal", "protected"]
RELATIONS = ["none", "author", "assigned"]
GRANTS = ["none", "allow", "deny", "emergency", "expired", "revoked"]
CASES = list(itertools.product(PLACES, STATES, SENSITIVITIES, RELATIONS, GRANTS))


def reads(role: Role, place: str, state: str, sensitivity: str, relation: str, grant: str) -> bool:
    """The rules of docs/access.md, written down a second time."""
    if role not in {"officer", "investigator", "supervisor", "district"} or grant == "deny":
        return False
    if grant in {"allow", "emergency"} or relation == "assigned":
        return True
    near = {"own", "sibling"} if role == "district" else {"own"}
    if place not in near:
        return False
    if relation == "author":
        return True
    if sensitivity == "protected":
        return state == "submitted" and role in {"supervisor", "district"}
    return state != "draft"


@pytest.fixture
def stations(jurisdiction, station_a, station_b) -> dict[str, Station]:
    south = make_station(jurisdiction, "SOUTH", kind="district")
    return {
        "own": station_a,
        "sibling": station_b,
        "far": make_station(jurisdiction, "STC", parent=south),
    }


@pytest.fixture
def stranger(db) -> User:
    return make_user("stranger")


def make_actor(role: Role, station: Station) -> User:
    if role is Role.CITIZEN:
        return make_user("actor")
    place = {Role.DISTRICT: station.parent}.get(role, station)
    return make_user("actor", role, None if role in Role.national() else place)


def make_cases(actor: User, stranger: User, stations: dict[str, Station]) -> dict[int, tuple]:
    """One record for each case; returns the cases by the records' keys."""
    records = CrimeRecord.objects.bulk_create(
        CrimeRecord(
            jurisdiction=stations[place].jurisdiction,
            station=stations[place],
            title="Case",
            status=state,
            sensitivity=sensitivity,
            created_by=actor if relation == "author" else stranger,
            investigator=actor if relation == "assigned" else None,
            void_reason="error" if state == "voided" else "",
            source="test",
            source_id=str(number),
        )
        for number, (place, state, sensitivity, relation, _) in enumerate(CASES)
    )
    AccessGrant.objects.bulk_create(
        make_grant(record, actor, stranger, case[4])
        for record, case in zip(records, CASES, strict=True)
        if case[4] != "none"
    )
    return {record.pk: case for record, case in zip(records, CASES, strict=True)}


def make_grant(record: CrimeRecord, actor: User, stranger: User, grant: str) -> AccessGrant:
    now, hour = timezone.now(), datetime.timedelta(hours=1)
    return AccessGrant(
        record=record,
        user=actor,
        given_by=stranger,
        kind=grant if grant in {"allow", "deny", "emergency"} else "allow",
        reason="Case",
        expires_at=now - hour if grant == "expired" else now + hour,
        revoked_at=now - hour if grant == "revoked" else None,
    )


def test_cases_are_more_than_a_thousand():
    assert len(CASES) * len(Role) == 4860


@pytest.mark.parametrize("role", list(Role))
def test_reading_follows_the_rules_one_by_one_and_in_bulk(role, stations, stranger):
    actor = make_actor(role, stations["own"])
    cases = make_cases(actor, stranger, stations)
    listed = set(CrimeRecord.objects.visible_to(actor).values_list("pk", flat=True))
    asked = {
        record.pk for record in CrimeRecord.objects.all() if has_permission(actor, "record.read", record)
    }
    expected = {pk for pk, case in cases.items() if reads(role, *case)}
    assert [cases[pk] for pk in listed ^ expected] == []
    assert [cases[pk] for pk in asked ^ expected] == []


@pytest.mark.parametrize("role", ["officer", "investigator", "supervisor", "district"])
def test_narratives_are_open_alike_one_by_one_and_in_bulk(role, stations, stranger):
    actor = make_actor(Role(role), stations["own"])
    cases = make_cases(actor, stranger, stations)
    listed = set(CrimeRecord.objects.naming_people_to(actor).values_list("pk", flat=True))
    visible = CrimeRecord.objects.visible_to(actor)
    asked = {record.pk for record in visible if has_permission(actor, "record.narrative", record)}
    assert [cases[pk] for pk in listed ^ asked] == []


@pytest.mark.parametrize("role", ["officer", "investigator", "supervisor", "district"])
def test_emergency_and_denial_give_no_more_than_reading(role, stations, stranger):
    """What an emergency opens beyond the role is reading alone; a denial leaves nothing."""
    actor = make_actor(Role(role), stations["own"])
    cases = make_cases(actor, stranger, stations)
    changing = ["record.void", "record.return", "record.register", "record.submit", "record.grant"]
    without = {case[:4]: pk for pk, case in cases.items() if case[4] == "none"}
    records = CrimeRecord.objects.in_bulk(cases)
    for pk, case in cases.items():
        if case[4] not in {"deny", "emergency"}:
            continue
        for action in changing:
            allowed = case[4] != "deny" and has_permission(actor, action, records[without[case[:4]]])
            assert has_permission(actor, action, records[pk]) == allowed, (action, case)
