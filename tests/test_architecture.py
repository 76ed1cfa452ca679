"""Rules of the house that a machine can hold."""

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
OUTSIDE_THE_MATRIX = re.compile(r"^(accounts/|admin/|api/schema/|api/docs/|health$|welcome/$|\^?api/\.\*)")


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
