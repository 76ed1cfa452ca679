"""Each rule of access is removed once, and a test must notice.

MUTANTS=text judges those with the text in their id alone.
"""

import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from types import FrameType

import pytest

from .cast import ACTORS, Actor
from .checks import faults
from .equivalents import ELSEWHERE, EQUIVALENTS
from .expected import ROWS
from .mutants import ROOT, RULES, Mutant, mutants
from .row import Row
from .rules import rule_faults
from .test_matrix import things
from .world import World

pytestmark = pytest.mark.deep
AT_ONCE = os.cpu_count() or 1
# What is asked for, by whom.
Case = tuple[Row, Actor, str]
# What tells most rules apart is asked first.
FIRST = [
    *("api-record-list-GET", "api-audit-GET", "api-person-search-POST", "records:access-GET"),
    *("api-record-detail-GET", "records:detail-GET", "api-person-detail-GET"),
]


@pytest.fixture
def verdicts(everything) -> dict[str, str]:
    """Mutant → what noticed it; "" for one that lives."""
    every = [mutant for mutant in mutants() if os.environ.get("MUTANTS", "") in mutant.id]
    return _judge(everything, every, _asked_by(everything, every))


def test_every_removed_rule_is_noticed(verdicts):
    alive = {name for name, noticed in verdicts.items() if not noticed}
    print(f"{len(verdicts) - len(alive)} of {len(verdicts)} mutants killed")
    assert alive - set(EQUIVALENTS) == set()
    if "MUTANTS" not in os.environ:
        assert set(EQUIVALENTS) <= alive, "listed as equivalent, but noticed or gone"


def _asked_by(world: World, every: list[Mutant]) -> dict[tuple[str, str], list[Case]]:
    """The requests that run each function which has a mutant: only they can notice one."""
    functions = {(mutant.path, mutant.function) for mutant in every}
    names = {function for _, function in functions}
    found: dict[tuple[str, str], list[Case]] = defaultdict(list)
    ran: set[tuple[str, str]] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_qualname in names:
            ran.add((code.co_filename.removeprefix(f"{ROOT}/"), code.co_qualname))

    for case in _cases():
        ran.clear()
        sys.setprofile(note)
        fault = faults(world, *case)
        sys.setprofile(None)
        assert not fault
        for function in ran & functions:
            found[function].append(case)
    return found


def _cases() -> Iterator[Case]:
    def late(row: Row) -> int:
        return FIRST.index(row.id) if row.id in FIRST else len(FIRST)

    for row in sorted((row for row in ROWS if not row.few), key=late):
        for actor in ACTORS.values():
            for thing in things(row, actor):
                yield row, actor, thing


def _judge(
    world: World, waiting: list[Mutant], asked_by: dict[tuple[str, str], list[Case]]
) -> dict[str, str]:
    """Each in a process of its own: a copy of this one, with the world built and the connection open."""
    found, running = {}, {}
    waiting = waiting[::-1]
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            mutant = waiting.pop()
            cases = asked_by.get((mutant.path, mutant.function), [])
            reader, writer = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(reader)
                _end_with(writer, world, mutant, cases)
            os.close(writer)
            running[child] = mutant, reader, time.monotonic()
        child, status = os.wait()
        mutant, reader, began = running.pop(child)
        assert status == 0, f"{mutant.id} could not be judged"
        with os.fdopen(reader) as answer:
            found[mutant.id] = answer.read()
        seconds, verdict = time.monotonic() - began, found[mutant.id] or "ALIVE"
        print(f"{seconds:5.1f} s  {mutant.path}:{mutant.line}  {mutant.what}  ->  {verdict}", flush=True)
    return found


def _end_with(writer: int, world: World, mutant: Mutant, cases: list[Case]) -> None:
    """Write what noticed the mutant, and end without any of the clearing up that is the parent's."""
    status = 1
    try:
        mutant.apply()
        os.write(writer, _first_fault(world, mutant, cases).encode()[:500])
        status = 0
    finally:
        os._exit(status)


def _first_fault(world: World, mutant: Mutant, cases: list[Case]) -> str:
    try:
        return next(_faults(world, mutant, cases), "") or _noticed_elsewhere(mutant)
    except Exception as error:  # noqa: BLE001  a rule that ends in an error of any kind is noticed, too
        return f"raised {error!r}"


def _noticed_elsewhere(mutant: Mutant) -> str:
    """The tests of the function that fail without the rule; "" where none is named or none fails."""
    tests = next((tests for start, tests in ELSEWHERE.items() if mutant.id.startswith(start)), "")
    if not tests:
        return ""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.access.mutate", *tests.split()]
    ended = subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        cwd=ROOT,
        env=os.environ | {"MUTANT": mutant.id},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = [line for line in ended.stdout.splitlines() if line.startswith("FAILED")]
    return failed[0] if ended.returncode == 1 and failed else ""


def _faults(world: World, mutant: Mutant, cases: list[Case]) -> Iterator[str]:
    if mutant.path in RULES:
        for actor in ACTORS.values():
            yield from rule_faults(world, actor)
    for case in cases:
        yield from faults(world, *case)
