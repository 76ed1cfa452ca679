"""Lists, counts and searches hold what the same person may open, and nothing else."""

import pytest

from . import oracle
from .cast import ACTORS, RECORDS
from .checks import send
from .world import CRIME_ID, World

READERS = [actor for actor in ACTORS.values() if oracle.letter(actor, "record.read")]


def readable(actor: oracle.Actor) -> set[str]:
    return {name for name, record in RECORDS.items() if oracle.reads(actor, record)}


def named(world: World, rows: list[dict]) -> set[str]:
    names = {record.pk: name for name, record in world.records.items()}
    return {names[row["id"]] for row in rows}


@pytest.mark.parametrize("actor", READERS, ids=lambda actor: actor.name)
def test_list_holds_exactly_what_one_may_open(actor, everything):
    answer = send(everything, "GET", "/api/v1/records/", actor)
    assert named(everything, answer.response.json()["results"]) == readable(actor)


@pytest.mark.parametrize("actor", READERS, ids=lambda actor: actor.name)
def test_search_finds_exactly_what_one_may_open(actor, everything):
    answer = send(everything, "POST", "/api/v1/records/search/", actor, {"q": "Zq"})
    assert named(everything, answer.response.json()["results"]) == readable(actor)


@pytest.mark.parametrize("status", ["draft", "submitted", "voided"])
@pytest.mark.parametrize("actor", READERS, ids=lambda actor: actor.name)
def test_filter_counts_only_what_one_may_open(actor, status, everything):
    answer = send(everything, "GET", f"/api/v1/records/?status={status}", actor)
    expected = {name for name in readable(actor) if RECORDS[name].status == status}
    assert named(everything, answer.response.json()["results"]) == expected


@pytest.mark.parametrize("actor", [a for a in READERS if not a.by_key and not a.lacks_second_step])
def test_page_of_the_list_names_exactly_what_one_may_open(actor, everything):
    names = list(RECORDS)
    text = send(everything, "GET", "/records/", actor).text
    shown = {names[int(number)] for number in CRIME_ID.findall(text)}
    numbered = {name for name in readable(actor) if everything.records[name].crime_id}
    assert shown == numbered


def test_another_stations_filter_is_refused(everything):
    answer = send(everything, "GET", "/api/v1/records/?station=STC", ACTORS["officer"])
    assert answer.status == 400
