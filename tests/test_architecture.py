"""Rules of the house that a machine can hold."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.admin import site
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.roles import MATRIX, PUBLIC_ACTIONS

ROOT = Path(__file__).resolve().parent.parent
ACTIONS = PUBLIC_ACTIONS | {action for rights in MATRIX.values() for action in rights}
# Pages of libraries, each with a guard of its own, and the few of ours that need no right.
OUTSIDE_THE_MATRIX = re.compile(r"^(accounts/|admin/|api/schema/|api/docs/|welcome/$|\^api/$)")


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for item in resolver.url_patterns:
        path = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from patterns(item, path)
        else:
            yield path, item


OURS = [(path, item) for path, item in patterns(get_resolver()) if not OUTSIDE_THE_MATRIX.match(path)]


@pytest.mark.parametrize(("path", "item"), OURS, ids=[path for path, _ in OURS])
def test_every_address_declares_an_action_of_the_matrix(path, item):
    view = getattr(item.callback, "view_class", None) or getattr(item.callback, "cls", None)
    assert view is not None, f"{path} is served by a function"
    declared = set(getattr(view, "actions_required", {}).values())
    declared |= {getattr(view, "required_action", None) or getattr(view, "action", None)} - {None, ""}
    assert declared, f"{path} declares no action"
    assert declared <= ACTIONS


def test_the_map_of_addresses_was_walked():
    assert len(OURS) > 20


def test_heavy_libraries_are_not_imported_at_start():
    code = (
        "import sys, django; django.setup(); import crimeportal.urls; from django.urls import get_resolver;"
        "get_resolver().url_patterns;"
        "heavy = ('sklearn', 'pandas', 'scipy', 'shapely', 'pyproj', 'statsmodels');"
        "print([name for name in heavy if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert result.stdout.strip() == "[]"


def test_every_admin_model_is_ours():
    assert {model._meta.app_label for model in site._registry} == {"accounts", "records", "analytics"}


def test_templates_hold_no_inline_script_or_style():
    bad = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\sstyle=|\son[a-z]+=\"", re.I
    )
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for match in bad.finditer(path.read_text())
    ]
    assert found == []


# By their whole name as it is written; what runs text, a shell, or a hash that is broken.
DANGEROUS = re.compile(
    r"eval|exec|compile|__import__|mark_safe|SafeString|(\w+\.)*(extra|RawSQL)"
    r"|os\.(system|popen|exec\w+|spawn\w+)|(pickle|marshal|shelve|dill)\.\w+|yaml\.(load|unsafe_load)"
    r"|hashlib\.(md5|sha1|new)|random\.(random|choice|randint|randrange|choices|getrandbits)"
)
SOURCES = [
    path
    for app in ("accounts", "records", "analytics", "crimeportal")
    for path in sorted((ROOT / app).rglob("*.py"))
]


def dangerous_calls(source: str) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = [ast.unparse(call.func) for call in calls if DANGEROUS.fullmatch(ast.unparse(call.func))]
    shells = [
        ast.unparse(call.func)
        for call in calls
        for keyword in call.keywords
        if keyword.arg == "shell" and ast.unparse(keyword.value) != "False"
    ]
    return names + shells


def test_code_runs_no_text_and_uses_no_broken_hash():
    found = {str(path.relative_to(ROOT)): dangerous_calls(path.read_text()) for path in SOURCES}
    assert len(found) > 100
    assert {path: calls for path, calls in found.items() if calls} == {}


@pytest.mark.parametrize(
    "source",
    ["eval(x)", "os.system(x)", "hashlib.md5(x)", "subprocess.run(x, shell=True)", "User.objects.extra(x)"],
)
def test_search_for_dangerous_calls_finds_one(source):
    assert dangerous_calls(source) != []
