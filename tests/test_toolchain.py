"""The commands, requirement files and documented settings agree with each other."""

import re
import subprocess
from pathlib import Path

import pytest

from tools import lint_sizes

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ["core", "test", "e2e", "ml", "dist", "dev"]


def pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))


def direct(name: str) -> list[str]:
    lines = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-c"))]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirement_says_what_it_is_for(name):
    assert [line for line in direct(name) if not re.search(r"\S\s+# \S", line)] == []


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirement_is_pinned(name):
    wanted = {re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in direct(name)}
    assert wanted - set(pins(name)) == set()


@pytest.mark.parametrize("name", REQUIREMENTS[1:])
def test_extra_keeps_the_pins_of_the_core(name):
    core = pins("core")
    assert {key: pin for key, pin in pins(name).items() if core.get(key, pin) != pin} == {}


def test_every_setting_is_documented():
    source = "".join((ROOT / "crimeportal" / name).read_text() for name in ("settings.py", "env.py"))
    read = set(re.findall(r"""env\.\w+\(\s*"([A-Z_]+)"|\btext\("([A-Z_]+)"\)""", source))
    names = {name for pair in read for name in pair if name}
    documented = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert len(names) > 20
    assert names - documented == set()


def test_help_lists_every_target():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split()
    assert re.findall(r"^make (\S+)", listed, re.MULTILINE) == phony


def test_module_size_over_the_limit_is_a_complaint():
    sizes = {Path(f"{n}.py"): 50 for n in range(19)}
    assert lint_sizes.complaints({**sizes, Path("long.py"): 400}) == []
    assert lint_sizes.complaints({**sizes, Path("long.py"): 401}) == ["long.py: 401 lines, at most 400"]


def test_too_many_long_modules_are_a_complaint():
    sizes = {Path(f"{n}.py"): 270 if n < 2 else 50 for n in range(10)}
    assert "2 of 10 modules have 270 lines or more" in lint_sizes.complaints(sizes)[0]
