"""Finding an area by a name that a person types."""

from dataclasses import dataclass, field

from rapidfuzz import fuzz, process, utils

from .reading import AreaTotals

# Of 100; below it names have little more than a letter or two in common.
NEAR = 62
MOST = 5


@dataclass
class Found:
    """The one area meant, or those whose names come near."""

    match: AreaTotals | None = None
    near: list[AreaTotals] = field(default_factory=list)


def find(asked: str, areas: list[AreaTotals]) -> Found:
    """An area by its whole name or code, or by a part of its name that no other has; else near misses."""
    wanted = " ".join(utils.default_process(asked).split())
    names = [utils.default_process(area.name) for area in areas]
    exact = [area for area, name in zip(areas, names, strict=True) if wanted in {name, area.code.casefold()}]
    if len(exact) == 1:
        return Found(exact[0])
    within = [area for area, name in zip(areas, names, strict=True) if wanted and wanted in name]
    if len(within) == 1:
        return Found(within[0])
    if within:
        return Found(near=within[:MOST])
    scored = process.extract(wanted, names, scorer=fuzz.WRatio, score_cutoff=NEAR, limit=MOST)
    return Found(near=[areas[index] for _, _, index in scored])
