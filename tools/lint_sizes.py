#!/usr/bin/env python3
"""Holds module sizes: none over 400 lines, nine in ten under 270. Tests and migrations are not counted."""

import subprocess
import sys
from pathlib import Path

LONGEST, USUAL, SHARE = 400, 270, 0.9
EXCLUDED = {"tests", "migrations"}


def modules() -> list[Path]:
    """Python files that git knows or would add, tests and migrations apart."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.py"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
    paths = (Path(name) for name in listed if name)
    return [path for path in paths if path.exists() and EXCLUDED.isdisjoint(path.parts)]


def complaints(sizes: dict[Path, int]) -> list[str]:
    found = [f"{path}: {size} lines, at most {LONGEST}" for path, size in sizes.items() if size > LONGEST]
    long = sorted((size, path) for path, size in sizes.items() if size >= USUAL)
    if len(long) > (1 - SHARE) * len(sizes):
        names = ", ".join(f"{path} ({size})" for size, path in long)
        found.append(f"{len(long)} of {len(sizes)} modules have {USUAL} lines or more: {names}")
    return found


def main() -> int:
    sizes = {path: len(path.read_text().splitlines()) for path in modules()}
    found = complaints(sizes)
    print("\n".join(found) or f"{len(sizes)} modules, the longest has {max(sizes.values())} lines")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
