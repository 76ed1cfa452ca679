"""Each rule of access is removed once, and the tests of this package must notice."""

import os
import time
from collections.abc import Iterator

import pytest

from .cast import ACTORS
from .checks import faults
from .equivalents import EQUIVALENTS
from .expected import ROWS
from .mutants import Mutant, mutants
from .row import Row
from .rules import rule_faults
from .test_matrix import things
from .walk import addresses
from .world import World

pytestmark = pytest.mark.deep
AT_ONCE = 2
# What tells most rules apart is asked first.
FIRST = [
    *("api-record-list-GET", "api-audit-GET", "api-person-search-POST", "records:access-GET"),
    *("api-record-detail-GET", "records:detail-GET", "api-person-detail-GET"),
]


@pytest.fixture
def verdicts(everything) -> dict[str, str]:
    """Mutant → what noticed it; "" for one that lives."""
    return _judge(everything, mutants())


def test_every_removed_rule_is_noticed(verdicts):
    alive = {name for name, noticed in verdicts.items() if not noticed}
    print(f"{len(verdicts) - len(alive)} of {len(verdicts)} mutants killed")
    assert alive - set(EQUIVALENTS) == set()
    assert set(EQUIVALENTS) <= alive, "listed as equivalent, but noticed or gone"


def _judge(world: World, waiting: list[Mutant]) -> dict[str, str]:
    """Each in a process of its own: a copy of this one, with the world built and the connection open."""
    found, running = {}, {}
    waiting = waiting[::-1]
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            mutant = waiting.pop()
            reader, writer = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(reader)
                _end_with(writer, world, mutant)
            os.close(writer)
            running[child] = mutant, reader, time.monotonic()
        child, status = os.wait()
        mutant, reader, began = running.pop(child)
        assert status == 0, f"{mutant.id} could not be judged"
        with os.fdopen(reader) as answer:
            found[mutant.id] = answer.read()
        seconds = time.monotonic() - began
        print(
            f"{seconds:5.1f} s  {mutant.path}:{mutant.line}  {mutant.what}  ->  {found[mutant.id] or 'ALIVE'}"
        )
    return found


def _end_with(writer: int, world: World, mutant: Mutant) -> None:
    """Write what noticed the mutant, and end without any of the clearing up that is the parent's."""
    status = 1
    try:
        mutant.apply()
        os.write(writer, _first_fault(world, mutant).encode()[:500])
        status = 0
    finally:
        os._exit(status)


def _first_fault(world: World, mutant: Mutant) -> str:
    try:
        return next(_faults(world, mutant), "")
    except Exception as error:  # noqa: BLE001  a rule that ends in an error of any kind is noticed, too
        return f"raised {error!r}"


def _faults(world: World, mutant: Mutant) -> Iterator[str]:
    for actor in ACTORS.values():
        yield from rule_faults(world, actor)

    def late(row: Row) -> tuple[bool, int]:
        elsewhere = addresses()[row.name].view.__module__ != mutant.module
        return elsewhere, FIRST.index(row.id) if row.id in FIRST else len(FIRST)

    for row in sorted((row for row in ROWS if not row.few), key=late):
        for actor in ACTORS.values():
            for thing in things(row, actor):
                yield from faults(world, row, actor, thing)
