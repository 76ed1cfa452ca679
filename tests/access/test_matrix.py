"""Every actor asks for everything: the answer, what it changed, and what it shows."""

import pytest

from accounts.roles import MATRIX, PUBLIC_ACTIONS, Scope

from . import checks, oracle
from .cast import ACTORS, KINDS, RECORDS, TELLING, Actor
from .expected import ROWS
from .row import Row
from .walk import addresses

LETTERS = {
    Scope.OWN: "O",
    Scope.STATION: "S",
    Scope.DISTRICT: "D",
    Scope.ALL: "N",
    Scope.GRANT: "G",
    Scope.SELF: "P",
    None: "-",
}


def test_every_address_and_method_is_in_the_table():
    there = {(name, method) for name, address in addresses().items() for method in address.methods}
    assert there == {(row.name, row.method) for row in ROWS}


def test_table_names_each_case_once():
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_at_least_three_thousand_cases_are_judged():
    assert sum(len(things(row, actor)) for row in ROWS for actor in ACTORS.values()) >= 3_000


def test_matrix_says_what_the_description_of_roles_says():
    said = {
        action: {role: LETTERS[rights.get(action)] for role, rights in MATRIX.items()}
        for action in {action for rights in MATRIX.values() for action in rights}
    }
    assert said == oracle.RIGHTS
    assert {"public"} == PUBLIC_ACTIONS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_answer_is_what_the_description_of_roles_says(row: Row, everything):
    found = [
        fault
        for actor in ACTORS.values()
        for thing in things(row, actor)
        for fault in checks.faults(everything, row, actor, thing)
    ]
    assert not found, "\n".join(found)


def things(row: Row, actor: Actor) -> list[str]:
    """What to ask for. Who may not ask at all is answered before anything is looked for: two will do."""
    if not row.on:
        return [""]
    asking = checks.who(row, actor)
    names = list(KINDS[row.on])
    if not oracle.letter(asking, row.action):
        names = names[:1]
    elif not row.every and len(names) >= len(RECORDS):
        # The people of records are named after them.
        names = [name for name in names if name.removesuffix("_witness") in TELLING]
    return [*(names[:3] if row.few else names), "missing"]
