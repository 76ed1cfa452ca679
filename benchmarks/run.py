"""Runs every `benchmarks/bench_*.py`, prints name · value · unit · target · held, writes the rows as JSON.

Each module has `rows(size)`, which yields `Row`s; `size` is "small" (all of it within two minutes) or "full".
A target is a ratio to something measured in the same run where that can be, since machines differ.
"""

import argparse
import importlib
import json
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Row:
    """One figure. `held` is None where nothing is promised at this size."""

    name: str
    value: float
    unit: str
    target: str = ""
    held: bool | None = None


def modules(only: str) -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("bench_*.py") if only in path.stem)


def measured(module: str, size: str) -> Iterator[Row]:
    yield from importlib.import_module(f"benchmarks.{module}").rows(size)


def line(cells: Iterable[str]) -> str:
    name, value, unit, target, held = cells
    return f"{name:58} {value:>12} {unit:9} {target:34} {held}"


def shown(row: Row) -> str:
    held = {True: "yes", False: "NO", None: "-"}[row.held]
    return line((row.name, f"{row.value:,.4g}", row.unit, row.target or "-", held))


def write(rows: list[Row], path: Path) -> None:
    path.write_text("[\n" + ",\n".join(json.dumps(asdict(row)) for row in rows) + "\n]\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", choices=["small", "full"], default="full")
    parser.add_argument("--only", default="", help="part of a module's name")
    parser.add_argument("--output", type=Path, default=FOLDER / "results.json")
    options = parser.parse_args()
    rows, broken, start = [], [], time.monotonic()
    print(line(("name", "value", "unit", "target", "held")), flush=True)
    for module in modules(options.only):
        try:
            for row in measured(module, options.size):
                rows.append(row)
                print(shown(row), flush=True)
        except Exception:  # noqa: BLE001  one broken benchmark must not hide the others' figures
            traceback.print_exc()
            broken.append(module)
    write(rows, options.output)
    missed = [row.name for row in rows if row.held is False]
    print(f"{len(rows)} figures in {time.monotonic() - start:.0f} s, {len(missed)} targets missed")
    if broken:
        print(f"broken: {', '.join(broken)}", file=sys.stderr)
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
