"""A mapping: the TOML file that says what the columns of a source mean (docs/importing.md has its shape)."""

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from . import checks, expressions
from .errors import ImportRefused, MappingError, nearest
from .expressions import Expression

BUNDLED = Path(__file__).parent / "mappings"
FIELDS = (
    "source_id",
    "occurred_from",
    "occurred_to",
    "reported_at",
    "offence",
    "offence_group",
    "latitude",
    "longitude",
    "x",
    "y",
    "address",
    "area",
    "district",
    "premises",
    "weapon",
    "narrative",
)
SECTIONS = ("source", "columns", "values", "missing", "aggregate", "indicators")
CONTENT = ("columns", "aggregate", "indicators")
NOTHING: Dictionary = MappingProxyType({})


@dataclass(frozen=True)
class Source:
    """Who publishes the file and how it is written. Bounds are south, west, north, east in degrees."""

    name: str
    timezone: str
    crs: str = "EPSG:4326"
    encoding: str = "utf-8"
    delimiter: str = ","
    duplicates: str = "keep"
    date_formats: tuple[str, ...] = ()
    bounds: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Table:
    """Figures by area and year: which columns hold the keys, and what each figure's column stands for."""

    year: Expression
    area: Expression
    parent: Expression | None
    figures: Dictionary[str, str]
    skip_rows: Dictionary[str, tuple[str, ...]]


@dataclass(frozen=True)
class Mapping:
    name: str
    digest: str
    source: Source
    columns: Dictionary[str, Expression] = field(default_factory=lambda: NOTHING)
    values: Dictionary[str, Dictionary[str, str]] = field(default_factory=lambda: NOTHING)
    missing: frozenset[str] = frozenset({""})
    aggregate: Table | None = None
    indicators: Table | None = None

    @property
    def point(self) -> tuple[str, str] | None:
        """The fields that hold the place, first eastward then northward."""
        for pair in (("x", "y"), ("longitude", "latitude")):
            if pair[0] in self.columns:
                return pair
        return None

    def named_columns(self) -> Iterator[tuple[str, str]]:
        """Every (where in the mapping, column of the file) pair that the mapping speaks of."""
        for name, expression in self.columns.items():
            yield from ((f"[columns] {name}", column) for column in expression.columns)
        for section in ("aggregate", "indicators"):
            table = getattr(self, section)
            if table is None:
                continue
            for key in ("year", "area", "parent"):
                expression = getattr(table, key)
                yield from (
                    (f"[{section}] {key}", column) for column in (expression.columns if expression else ())
                )
            yield from ((f"[{section}]", column) for column in (*table.figures, *table.skip_rows))


def bundled() -> list[str]:
    """Names of the mappings that come with the portal."""
    return sorted(path.stem for path in BUNDLED.glob("*.toml"))


def load(name_or_path: str | Path, *, section: str | None = None) -> Mapping:
    """Read and check a bundled mapping by name, or a TOML file by path.

    `section` names the content wanted ("indicators"); without it the mapping holds records or counts.
    Raises MappingError with every fault found.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = BUNDLED / f"{name_or_path}.toml"
    if not path.is_file():
        known = bundled()
        raise MappingError([f"There is no mapping '{name_or_path}'{nearest(str(name_or_path), known)}."])
    text = path.read_bytes()
    try:
        data = tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError([f"{path.name} is not valid TOML: {error}"]) from error
    mapping = build(data, name=path.stem, digest=hashlib.sha256(text).hexdigest())
    wanted = (section,) if section else ("columns", "aggregate")
    if not any(getattr(mapping, name) for name in wanted):
        have = next(name for name in CONTENT if getattr(mapping, name))
        raise MappingError(
            [f"Mapping '{path.stem}' has [{have}]; this command reads [{'] or ['.join(wanted)}]."]
        )
    return mapping


def build(data: Dictionary, *, name: str = "mapping", digest: str = "") -> Mapping:
    """A checked mapping from parsed TOML. Raises MappingError with every fault found."""
    problems = checks.sections(data, SECTIONS, CONTENT)
    source, faults = checks.source(data.get("source", {}))
    problems += faults
    columns, faults = checks.columns(data.get("columns", {}), FIELDS)
    problems += faults
    values, faults = checks.values(data.get("values", {}), (*FIELDS, "parent"))
    problems += faults
    missing, faults = checks.missing(data.get("missing", {}))
    problems += faults
    tables = {}
    for section, figures in (("aggregate", "counts"), ("indicators", "figures")):
        if section in data:
            tables[section], faults = checks.table(section, data[section], figures)
            problems += faults
    if problems:
        raise MappingError(problems)
    return Mapping(
        name=name,
        digest=digest,
        source=Source(**source),
        columns=MappingProxyType(columns),
        values=MappingProxyType(values),
        missing=missing,
        **{section: Table(**table) for section, table in tables.items()},
    )


def check_header(mapping: Mapping, header: Sequence[str]) -> None:
    """Refuse a file that lacks a column of the mapping or has it twice; names bundled mappings that fit."""
    problems = []
    for where, column in mapping.named_columns():
        if column not in header:
            problems.append(f"{where}: the file has no column '{column}'{nearest(column, header)}.")
        elif header.count(column) > 1:
            problems.append(f"{where}: the file has the column '{column}' {header.count(column)} times.")
    if problems:
        fitting = [name for name in bundled() if name != mapping.name and _fits(name, header)]
        if fitting:
            problems.append(f"Bundled mappings whose columns this file has: {', '.join(fitting)}.")
        raise MappingError(dict.fromkeys(problems))


def _fits(name: str, header: Sequence[str]) -> bool:
    try:
        mapping = build(tomllib.loads((BUNDLED / f"{name}.toml").read_text(encoding="utf-8")), name=name)
    except ImportRefused:
        return False
    return all(header.count(column) == 1 for _, column in mapping.named_columns())


__all__ = ["Mapping", "Source", "Table", "build", "bundled", "check_header", "expressions", "load"]
