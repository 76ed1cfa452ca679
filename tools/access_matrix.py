#!/usr/bin/env python3
"""Writes docs/access-matrix.md from `accounts.roles` and the addresses; `--check`: is it current?"""

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "access-matrix.md"
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crimeportal.settings")

METHODS = ["get", "post", "put", "patch", "delete"]
HEAD = """# Who may do what

Written by `tools/access_matrix.py` from `accounts/roles.py` and the addresses of the portal; `make lint`
fails when it is not current. Code asks two questions only: `has_permission(user, action, obj)`
(`accounts/permissions.py`) and `Model.objects.visible_to(user)`. Rights come from postings and end with
them; whoever has none is a citizen.
"""
SCOPES = {
    "self": ("yes", "the action concerns no place: one's own account, one's own question"),
    "own": ("own", "what one entered or is assigned to"),
    "grant": ("by grant", "only where a grant for the one record says so"),
    "station": ("station", "the station of the posting"),
    "district": ("district", "the stations of the posting's district"),
    "all": ("everywhere", "every station"),
}
ONE_RECORD = """A grant, an emergency or an assignment opens one record to one person for {opened},
beyond their scope; in everything else they stay bound by it. A refusal closes one record to one person,
whatever else holds. Drafts are their author's alone. Protected records are open to their author, to who is
assigned or granted, and to who may register them while they wait for that decision. What someone may not
see answers as if it were not there.
"""
LIBRARIES = """Beside these stand the libraries' pages: `/accounts/` (log-in, second step, own sessions),
`/admin/` (for `admin.configure`), `/api/schema/` and `/api/docs/` (open to everyone).
"""


def table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows]) + "\n"


def scope_words() -> str:
    return table(["word", "what it reaches"], [[word, meaning] for word, meaning in SCOPES.values()])


def rights() -> str:
    from accounts.roles import ACTIONS, LABELS, MATRIX, PUBLIC_ACTIONS

    def cell(action: str, held: dict) -> str:
        if action in PUBLIC_ACTIONS:
            return "yes"
        return SCOPES[held[action].value][0] if action in held else "–"

    rows = [
        [words, f"`{action}`", *(cell(action, held) for held in MATRIX.values())]
        for action, words in ACTIONS.items()
    ]
    return table(["", "action", *(LABELS[role] for role in MATRIX)], rows)


def addresses() -> dict[str, list[tuple[str, str]]]:
    """Action → (method, address), of every view that names one."""
    from django.urls import get_resolver

    found = defaultdict(set)
    for path, pattern in _patterns(get_resolver()):
        view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
        for method, action in _asked(pattern.callback, view):
            found[action].add((_plain(path), method.upper()))
    return {action: sorted(pairs) for action, pairs in found.items()}


def _patterns(resolver: object, prefix: str = "") -> Iterator[tuple[str, object]]:
    for item in resolver.url_patterns:
        path = prefix + str(item.pattern)
        if hasattr(item, "url_patterns"):
            yield from _patterns(item, path)
        else:
            yield path, item


def _asked(callback: object, view: type | None) -> Iterator[tuple[str, str]]:
    """Each method that the view answers, with the action that it asks for."""
    plain = getattr(view, "required_action", "") or getattr(view, "action", "")
    if by_name := getattr(view, "actions_required", {}):
        for method, name in (getattr(callback, "actions", None) or {}).items():
            if name in by_name:
                yield method, by_name[name]
    elif isinstance(plain, str) and plain:
        answered = getattr(callback, "actions", None) or [
            name for name in METHODS if name in view.http_method_names and hasattr(view, name)
        ]
        yield from ((method, plain) for method in answered if method in METHODS)


def _plain(path: str) -> str:
    """A pattern as its reader writes it: `/records/<pk>/`."""
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", path.replace("^", "").replace("$", ""))
    return "/" + re.sub(r"<\w+:(\w+)>", r"<\1>", named)


def address_list() -> str:
    from accounts.roles import ACTIONS

    found = addresses()
    rows = [
        [ACTIONS[action], f"`{path}`", ", ".join(sorted(m for p, m in found[action] if p == path))]
        for action in ACTIONS
        if action in found
        for path in dict.fromkeys(path for path, _ in found[action])
    ]
    return table(["action", "address", "methods"], rows)


def document() -> str:
    from accounts.roles import ACTIONS, GRANTED_ACTIONS

    opened = ", ".join(f"`{action}`" for action in ACTIONS if action in GRANTED_ACTIONS)
    parts = [
        HEAD,
        "## Roles, actions, scopes\n",
        rights(),
        scope_words(),
        ONE_RECORD.format(opened=opened),
        "## Pages and endpoints\n",
        LIBRARIES,
        address_list(),
    ]
    return "\n".join(parts)


def main() -> int:
    import django

    django.setup()
    written = document()
    if "--check" in sys.argv[1:]:
        if not DOCUMENT.exists() or DOCUMENT.read_text() != written:
            print("docs/access-matrix.md is not current: run tools/access_matrix.py")
            return 1
        return 0
    DOCUMENT.write_text(written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
