"""Figures about areas (population, households …) by area and year, matched by name."""

from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.models import Jurisdiction, User

from ..models import Area, AreaIndicator
from . import bulk, reading
from . import mapping as mappings
from .figures import FigureReader, Figures
from .mapping import Mapping
from .names import AreaNames
from .reading import Reject

POPULATION = "population"
Key = tuple[int, int, str]


@dataclass
class Report:
    """Names as the file has them; approximate ones with the area taken and the score of 100."""

    exact: list[str] = field(default_factory=list)
    approximate: list[tuple[str, str, float]] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    taken_already: list[str] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicate: int = 0
    rejects: list[Reject] = field(default_factory=list)


@transaction.atomic
def run(*, file: Path, mapping: Mapping, jurisdiction: Jurisdiction, by: User | None) -> Report:
    """Import the figures of a file; all of it or, with ImportRefused, nothing.

    An area's population is that of its newest year.
    """
    source, report = mapping.source, Report()
    with reading.open_table(file, encoding=source.encoding, delimiter=source.delimiter) as table:
        mappings.check_header(mapping, table.header)
        reader = FigureReader(mapping, mapping.indicators, table.header, whole=False)
        taken: list[Figures] = []
        for chunk in table.chunks():
            figures, rejects = reader.read(chunk)
            taken += figures
            report.rejects += rejects
    report.duplicate = reader.counts["duplicate"]
    areas = _match(taken, AreaNames(jurisdiction), report)
    values = {
        (areas[row.parent, row.area], row.year, name[:60]): value
        for row in taken
        if (row.parent, row.area) in areas
        for name, value in row.values.items()
    }
    _store(values, report)
    _set_population({area for area, _, name in values if name == POPULATION})
    audit.record(
        audit.Action.IMPORTED,
        by=by,
        obj=jurisdiction,
        changes={
            "file": [None, file.name],
            "created": [None, report.created],
            "updated": [None, report.updated],
        },
    )
    return report


def _match(taken: list[Figures], names: AreaNames, report: Report) -> dict[tuple[str, str], int]:
    """Areas by (parent, name). An area goes to its exact name first, then to the most similar one."""
    wanted = list(dict.fromkeys((row.parent, row.area) for row in taken))
    found = [(key, match) for key in wanted if (match := names.find(*key))]
    areas: dict[tuple[str, str], int] = {}
    used: set[int] = set()
    for key, match in sorted(found, key=lambda pair: -pair[1].score):
        label = _label(key)
        if match.area in used:
            report.taken_already.append(label)
            continue
        used.add(match.area)
        areas[key] = match.area
        if match.score == 100:
            report.exact.append(label)
        else:
            report.approximate.append((label, match.name, match.score))
    matched = {key for key, _ in found}
    report.unmatched = [_label(key) for key in wanted if key not in matched]
    return areas


def _label(key: tuple[str, str]) -> str:
    return " / ".join(part for part in key if part)


def _store(values: dict[Key, float], report: Report) -> None:
    stored: dict[Key, tuple[int, float]] = {}
    for part in bulk.batches({area for area, *_ in values}, 5_000):
        rows = AreaIndicator.objects.filter(area__in=part).values_list("area", "year", "name", "pk", "value")
        stored |= {tuple(row[:3]): tuple(row[3:]) for row in rows}
    new = [(*key, value) for key, value in values.items() if key not in stored]
    changed = [
        (stored[key][0], value) for key, value in values.items() if key in stored and stored[key][1] != value
    ]
    bulk.insert(AreaIndicator, ["area_id", "year", "name", "value"], new)
    bulk.update(AreaIndicator, ["value"], changed)
    report.created, report.updated = len(new), len(changed)
    report.unchanged = len(values) - len(new) - len(changed)


def _set_population(areas: set[int]) -> None:
    figures = AreaIndicator.objects.filter(area__in=areas, name=POPULATION)
    newest = dict(figures.values_list("area").annotate(newest=Max("year")))
    rows = [(f.area_id, round(f.value)) for f in figures if f.year == newest[f.area_id]]
    bulk.update(Area, ["population"], rows)
