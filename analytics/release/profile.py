"""What an area page says, put together from published figures."""

import datetime
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..models import StatRelease
from . import rates, reading, wording
from .choices import CellStatus, Cut, Level
from .rates import Total
from .reading import AreaTotals

# Where a hexagon lies in its area, by eighths of the compass from east, counter-clockwise.
COMPASS = ["east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east"]
# A hexagon this near to the middle, in sizes of a hexagon, is "centre" (H3-8 is about 0.9 km across).
CENTRE_KM = 0.6


@dataclass
class TypeRow:
    """One type of crime in the last whole year."""

    name: str
    value: int | None
    text: str
    share: float = 0
    part: float | None = None
    change: str = ""
    rate: float | None = None
    whole_rate: float | None = None
    difference: str = ""
    is_higher: bool = False


@dataclass
class MonthRow:
    month: str
    area_text: str
    whole_text: str
    area: float | None
    whole: float | None


@dataclass
class LevelRow:
    level: str
    number: int
    where: str


@dataclass
class Profile:
    """Everything the page shows of one area. Rates are for every 1,000 residents, None where unknown."""

    area: AreaTotals
    month: str
    whole_rate: float | None
    standing: str
    year: int
    types: list[TypeRow]
    months: list[MonthRow]
    finding: str
    latest: MonthRow
    latest_change: float | None
    levels: list[LevelRow] = field(default_factory=list)
    levels_year: int | None = None

    @property
    def with_rates(self) -> bool:
        return self.area.population is not None and self.whole_rate is not None

    @property
    def most_common(self) -> TypeRow | None:
        return next((row for row in self.types if row.value is not None), None)


def describe(release: StatRelease, area: AreaTotals, areas: list[AreaTotals]) -> Profile:
    """The profile of one of the release's areas; three queries."""
    population = reading.population(areas)
    figures = reading.monthly_figures(release, area.pk)
    whole = _totals([of["whole"] for of in figures.values()])
    whole_rate = rates.rate(whole[0].value, population)
    both_known = area.population is not None and population is not None
    months = _months(figures, area.population if both_known else None, population)
    known = [other.rate for other in areas if other.rate is not None]
    levels, levels_year = _levels(release, area.pk)
    values = [of["area"][0] for of in figures.values()]
    return Profile(
        area=area,
        month=wording.month(release.month),
        whole_rate=whole_rate,
        standing=wording.standing(area.rate, area.highest_rate, known),
        year=reading.last_whole_year(release),
        types=_types(release, area, population),
        months=months,
        finding=_finding(area, rates.change(whole[0].value, whole[1].value), release.jurisdiction.name),
        latest=months[-1],
        latest_change=rates.change(values[-1], values[-1 - reading.YEAR]),
        levels=levels,
        levels_year=levels_year,
    )


def _totals(figures: list[tuple[int | None, str]]) -> tuple[Total, Total]:
    """Totals of the last twelve months and the twelve before."""
    return _total(figures[-reading.YEAR :]), _total(figures[: -reading.YEAR])


def _total(figures: list[tuple[int | None, str]]) -> Total:
    values = [value for value, _ in figures if value is not None]
    few = sum(status == CellStatus.FEW for _, status in figures)
    return rates.total(sum(values), len(values), few, len(figures))


def _months(
    figures: dict[datetime.date, dict], population: int | None, whole_population: int | None
) -> list[MonthRow]:
    """Rates where residents are known, else the area's numbers alone (a city's would dwarf them)."""
    rows = []
    for month, of in figures.items():
        area, whole = of["area"], of["whole"]
        by_residents = population is not None
        rows.append(
            MonthRow(
                f"{month:%b %Y}",
                wording.figure(*area),
                wording.figure(*whole),
                rates.rate(area[0], population) if by_residents else area[0],
                rates.rate(whole[0], whole_population) if by_residents else None,
            )
        )
    return rows


def _finding(area: AreaTotals, whole_change: float | None, whole_name: str) -> str:
    if area.change is None:
        return "Recorded crime by month"
    moves = wording.movement(area.change)
    if whole_change is None:
        return f"{area.name} {moves}"
    whole_moves = wording.movement(whole_change)
    if moves == whole_moves:
        return f"{area.name} {moves}, like {whole_name} as a whole"
    return f"{area.name} {moves} while {whole_name} {whole_moves}"


def _types(release: StatRelease, area: AreaTotals, population: int | None) -> list[TypeRow]:
    """Types by number, most first; those shown for the whole jurisdiction alone are not among them."""
    last = reading.last_whole_year(release)
    cells = {
        (cell["cut"] == Cut.AREA_YEAR, cell["code"], cell["year"]): cell
        for cell in reading.yearly_figures(release, area.pk)
    }
    rows = []
    everything = cells.get((True, None, last), {}).get("value")
    largest = max(
        (cell["value"] or 0 for (own, code, year), cell in cells.items() if own and code and year == last),
        default=0,
    )
    for (own, code, year), cell in cells.items():
        if not own or code is None or year != last or cell["status"] not in {CellStatus.OK, CellStatus.FEW}:
            continue
        before = cells.get((True, code, last - 1), {}).get("value")
        whole = cells.get((False, code, last), {}).get("value")
        rate, whole_rate = rates.rate(cell["value"], area.population), rates.rate(whole, population)
        difference = rates.difference(rate, whole_rate)
        rows.append(
            TypeRow(
                name=cell["name"],
                value=cell["value"],
                text=wording.figure(cell["value"], cell["status"]),
                share=rates.share(cell["value"], largest) or 0,
                part=rates.share(cell["value"], everything),
                change=wording.signed(rates.change(cell["value"], before)),
                rate=rate,
                whole_rate=whole_rate,
                difference=wording.higher_or_lower(difference),
                is_higher=bool(difference and round(difference) > 0),
            )
        )
    return sorted(rows, key=lambda row: (-(row.value or 0), row.name))


def _levels(release: StatRelease, area: int) -> tuple[list[LevelRow], int | None]:
    """The map's hexagons in words: how many of each level, and in which part of the area."""
    import h3

    own = [
        (cell, level, year)
        for cell, level, area_id, year in reading.hexagon_levels(release)
        if area_id == area
    ]
    if not own:
        return [], None
    places = {cell: h3.cell_to_latlng(cell) for cell, _, _ in own}
    middle = [sum(axis) / len(places) for axis in zip(*places.values(), strict=True)]
    rows = []
    for level in reversed(Level):
        parts = Counter(_part(places[cell], middle) for cell, found, _ in own if found == level)
        if parts:
            rows.append(LevelRow(level.label, parts.total(), _in_order(parts)))
    return rows, own[0][2]


def _part(point: tuple[float, float], middle: list[float]) -> str:
    north = (point[0] - middle[0]) * 111.2
    east = (point[1] - middle[1]) * 111.2 * math.cos(math.radians(middle[0]))
    if math.hypot(north, east) <= CENTRE_KM:
        return "centre"
    return COMPASS[round(math.degrees(math.atan2(north, east)) / 45) % 8]


def _in_order(parts: Iterable[str]) -> str:
    return ", ".join(sorted(parts, key=["centre", *COMPASS].index))
