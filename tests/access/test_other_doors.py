"""Methods that no address has code for, and the pages of libraries: they show nothing, nothing changes."""

import re

import pytest
from django.urls import get_resolver, reverse

from . import oracle
from .cast import ACTORS, KINDS, MODELS, RECORDS, RUNS, Actor
from .checks import leaks, send
from .expected import ROWS
from .row import Row
from .walk import METHODS, addresses, patterns
from .world import World

SOME = [
    ACTORS[name] for name in ("anonymous", "citizen", "officer", "supervisor", "key_records", "administrator")
]
BY_ADDRESS = {row.name: row for row in ROWS}
PAGES = [path for path, _, _ in patterns(get_resolver()) if path.startswith(("admin/", "accounts/"))]
LIBRARY = [path for path in PAGES if path not in {address.path for address in addresses().values()}]
CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<\w+>[^)]*\)")
# What the pages of one's own account may write.
OWN = {"account_emailaddress", "mfa_authenticator"}


@pytest.mark.parametrize("name", BY_ADDRESS)
def test_method_without_code_is_refused_to_everyone(name, everything):
    row = BY_ADDRESS[name]
    methods = set(METHODS) - addresses()[name].methods
    assert [
        fault
        for method in sorted(methods)
        for actor in SOME
        for fault in _faults(everything, method, _path(everything, row), actor, {302, 401, 403, 404, 405})
    ] == []


@pytest.mark.parametrize("name", BY_ADDRESS)
def test_options_tell_nothing_and_change_nothing(name, everything):
    path = _path(everything, BY_ADDRESS[name])
    allowed = {200, 302, 401, 403, 404, 405}
    found = [fault for actor in SOME for fault in _faults(everything, "OPTIONS", path, actor, allowed)]
    assert found == []


@pytest.mark.parametrize("path", [path for path in LIBRARY if path.startswith("admin/")])
def test_admin_is_closed_to_all_but_administrators(path, everything):
    for actor in ACTORS.values():
        may = bool(oracle.letter(actor, "admin.configure")) and not actor.by_key
        for method in METHODS if not may else ["GET"]:
            allowed = {200, 302, 400, 403, 404} if may else {302, 403, 404, 405}
            found = _faults(everything, method, _filled(everything, path), actor, allowed)
            # Administrators look after runs and models; of records they see nothing.
            assert [fault for fault in found if not (may and fault.endswith((*RUNS, *MODELS)))] == []


@pytest.mark.parametrize("path", [path for path in LIBRARY if path.startswith("accounts/")])
def test_pages_of_one_s_own_account_know_no_case(path, everything):
    for actor in ACTORS.values():
        for method in ("GET", "POST"):
            # One address may try so many log-ins only.
            allowed = {200, 302, 400, 401, 403, 404, 405, 409, 410, 429}
            found = _faults(everything, method, _filled(everything, path), actor, allowed, OWN)
            assert found == []


def _path(world: World, row: Row) -> str:
    if not row.on or row.named_in != "path":
        return reverse(row.name, args=row.args)
    return reverse(row.name, args=[world.key(row.on, next(iter(KINDS[row.on])))])


def _filled(world: World, path: str) -> str:
    """The path with something there in the place of each variable: numbers are those of a station."""
    number = str(world.stations["STA"].pk)
    return "/" + CONVERTER.sub(number, path).replace("^", "").replace("$", "").replace("\\", "")


def _faults(
    world: World,
    method: str,
    path: str,
    actor: Actor,
    allowed: set[int],
    own: frozenset[str] | set[str] = frozenset(),
) -> list[str]:
    body = None if method in ("GET", "OPTIONS") else {}
    answer = send(world, method, path, actor, body)
    found = [] if answer.status in allowed else [f"answered {answer.status}"]
    found += [f"changed {table}" for table in sorted(answer.changed - own)]
    found += leaks(world, answer, Row("none", method, "none"), actor, asked=next(iter(RECORDS)))
    return [f"{actor.name} {method} {path}: {fault}" for fault in found]
