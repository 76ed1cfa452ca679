"""`docs/security.md` answers every level 1 requirement, with files and tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "security.md"
# OWASP ASVS 5.0.0, level 1.
LEVEL_1 = re.findall(
    r"\S+",
    """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1
2.1.1 2.2.1 2.2.2 2.3.1
3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.5.3
4.1.1 4.4.1
5.2.1 5.2.2 5.3.1 5.3.2
6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2
7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2
8.1.1 8.2.1 8.2.2 8.3.1
9.1.1 9.1.2 9.1.3 9.2.1
10.4.1 10.4.2 10.4.3 10.4.4 10.4.5
11.3.1 11.3.2 11.4.1
12.1.1 12.2.1 12.2.2
13.4.1
14.2.1 14.3.1
15.1.1 15.2.1 15.3.1
""",
)
SHOWN, EXCUSED = {"met", "partly"}, {"not met", "not applicable", "deployer"}
SOURCE = re.compile(r"`((?:[\w.-]+/)+[\w.-]*|\.env\.example|\.dockerignore)`")


class Row(NamedTuple):
    id: str
    asks: str
    state: str
    how: str
    test: str


def rows() -> list[Row]:
    lines = PAGE.read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [Row(*row) for row in cells if re.fullmatch(r"\d+\.\d+\.\d+", row[0])]


ROWS = rows()


@cache
def functions(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if hasattr(node, "name")}


def by_row(test):
    return pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])(test)


def test_each_requirement_of_level_1_has_one_row_in_order():
    assert [row.id for row in ROWS] == LEVEL_1
    assert len(LEVEL_1) == 70


@by_row
def test_row_says_shortly_what_is_asked(row):
    assert 1 < len(row.asks.split()) <= 12


@by_row
def test_row_says_how_or_why_not(row):
    assert row.state in SHOWN | EXCUSED
    assert len(row.how) > 3
    if row.state in SHOWN:
        assert row.test
    else:
        assert len(row.how) > 20
        assert row.test == ""
    if row.state in {"partly", "not met"}:
        assert len(row.how.partition("Not met: ")[2]) > 20


@by_row
def test_row_names_sources_that_exist(row):
    named = SOURCE.findall(row.how)
    assert named or row.state in EXCUSED or "same page" in row.how
    assert [name for name in named if not (ROOT / name).exists()] == []


@by_row
def test_row_names_tests_that_exist(row):
    named = re.findall(r"`([^`]+)`", row.test)
    assert ", ".join(f"`{name}`" for name in named) == row.test
    for name in named:
        path, _, function = name.partition("::")
        assert function.startswith("test_")
        assert function in functions(ROOT / path)


def test_links_lead_somewhere():
    links = re.findall(r"\]\(([^)#]+)", PAGE.read_text("utf-8"))
    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "docs/deploy.md"])
def test_page_is_linked(page):
    assert re.search(r"\]\((docs/)?security\.md\)", (ROOT / page).read_text("utf-8"))
