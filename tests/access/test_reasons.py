"""Where a reason is asked, nothing of what is not one's own is shown or changed before it was given."""

import pytest
from django.test.utils import override_settings

from . import oracle
from .cast import ACTORS, RECORDS, Actor
from .checks import Answer, ask, expected_status, leaks, who
from .expected import ROWS
from .row import Row
from .test_matrix import things
from .world import World

# Decisions about access show nothing that the record says, and ask for a reason of their own.
DECISIONS = {"record.grant", "access.review"}
NAMING = [
    row
    for row in ROWS
    if row.on in ("record", "person", "trail") and row.named_in == "path" and row.action not in DECISIONS
]
SEARCHES = [row for row in ROWS if row.on == "people_search" or row.name == "api-person-search"]


@pytest.mark.parametrize("row", [*NAMING, *SEARCHES], ids=lambda row: row.id)
def test_nothing_is_shown_or_done_until_a_reason_is_given(row, everything):
    found = []
    for actor in ACTORS.values():
        for thing in things(row, actor):
            expected = expected_status(row, actor, thing)
            asked = _is_known(row, actor, thing) and _is_asked(row, actor, thing)
            answer = _ask(everything, row, actor, thing)
            # What one may not do at all is refused, before or after a reason was asked.
            if answer.status not in ({428, 403} & {428, expected} if asked else {expected}):
                found.append(f"{actor.name} {row.id} {thing}: answered {answer.status}")
            found += _told(everything, answer, actor, thing) if answer.status == 428 else []
    assert found == []


def _ask(world: World, row: Row, actor: Actor, thing: str = "") -> Answer:
    with override_settings(CONSULTATION_REASON="session"):
        return ask(world, row, actor, thing)


def _is_known(row: Row, actor: Actor, thing: str) -> bool:
    """Whether the actor may do such things, and this one exists for them."""
    asking = who(row, actor)
    return bool(oracle.letter(asking, row.action)) and (not row.on or oracle.exists(asking, row.on, thing))


def _is_asked(row: Row, actor: Actor, thing: str) -> bool:
    """Whether it is outside the actor's assignment; an emergency access was given for a reason."""
    if row.on == "trail" and oracle.letter(actor, "audit.read") == "N":
        return False
    if row.on not in ("record", "trail"):
        return True
    record = RECORDS[thing]
    deciding = record.status == "submitted" and record.station in oracle.stations(actor, "record.register")
    in_emergency = (actor.person, "emergency") in record.grants
    return not (oracle.is_own(actor, record) or deciding or in_emergency)


def _told(world: World, answer: Answer, actor: Actor, thing: str) -> list[str]:
    """What the question says of anything, and what changed."""
    nobody, nothing = ACTORS["anonymous"], Row("none", "GET", "none")
    found = leaks(world, answer, nothing, nobody, thing) + [f"changed {table}" for table in answer.changed]
    return [f"{actor.name} {thing}: {fault}" for fault in found]
