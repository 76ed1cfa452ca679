"""Streets and addresses: blocks of the neighbourhood's own size and turn, cut by water, parks and each other.

Crime happens at addresses, so that points fall in lines along streets and near repeats hit real neighbours.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, MultiLineString

from crimeportal.demo import gazetteer as gaz
from crimeportal.demo.geography import MAP_SEED, Geography, Neighbourhood, build

HOUSE_EVERY_M = 28.0
SETBACK_M = 9.0
SHORTEST_STREET_M = 60.0


@dataclass(frozen=True)
class Addresses:
    """Every address of the city; arrays of one length, metres in the city's projection."""

    x: np.ndarray
    y: np.ndarray
    neighbourhood: np.ndarray  # index into Geography.neighbourhoods
    street: np.ndarray  # index into names and lines
    number: np.ndarray
    names: tuple[str, ...]
    lines: tuple[LineString, ...]


def _grid(area: Neighbourhood, rng: np.random.Generator) -> list[LineString]:
    """Long streets a block apart, joined by cross streets at uneven places."""
    block, reach = area.place.block_m, np.sqrt(area.polygon.area) * 1.5
    turn = rng.uniform(-0.5, 0.5)
    rows = np.arange(-reach, reach, block) + rng.normal(0, block / 12, len(np.arange(-reach, reach, block)))
    along = np.arange(-reach, reach, 60.0)
    bow, phase = rng.uniform(20, 90), rng.uniform(0, 6.3)
    length = rng.uniform(1800, 3200)

    def place(u: np.ndarray, v: np.ndarray) -> LineString:
        bent = v + bow * np.sin(2 * np.pi * u / length + phase)
        centre = area.polygon.centroid
        x = centre.x + u * np.cos(turn) - bent * np.sin(turn)
        y = centre.y + u * np.sin(turn) + bent * np.cos(turn)
        return LineString(np.column_stack([x, y]).round(1))

    lines = [place(along, np.full(len(along), v)) for v in rows]
    for low, high in pairwise(rows):
        crossings = np.cumsum(rng.uniform(0.9, 2.3, int(3 * reach / block)) * block) - reach
        lines += [place(np.array([u, u]), np.array([low, high])) for u in crossings if u < reach]
    return lines


def _street_lines(map_: Geography, area: Neighbourhood, rng: np.random.Generator) -> list[LineString]:
    blocked = shapely.union_all(
        [map_.river, *map_.parks.values(), *(r.buffer(25) for r in map_.roads.values())]
    )
    free = area.polygon.difference(blocked).buffer(-12)
    pieces = shapely.get_parts(shapely.intersection(MultiLineString(_grid(area, rng)), free))
    return [
        p
        for p in shapely.get_parts(shapely.line_merge(MultiLineString(list(pieces))))
        if p.length > SHORTEST_STREET_M
    ]


def _main_lines(map_: Geography, area: Neighbourhood) -> list[tuple[str, LineString]]:
    found = []
    for name, road in map_.roads.items():
        for piece in shapely.get_parts(road.difference(map_.river).intersection(area.polygon)):
            if isinstance(piece, LineString) and piece.length > SHORTEST_STREET_M:
                found.append((name, piece))
    return found


def _names(count: int, rng: np.random.Generator) -> list[str]:
    """Return names that no two streets of one neighbourhood share."""
    every = [f"{stem} {kind}" for stem in gaz.STREET_STEMS for kind in gaz.STREET_KINDS]
    return [every[i] for i in rng.permutation(len(every))[:count]]


def _houses(line: LineString) -> tuple[np.ndarray, np.ndarray]:
    """Return (x, y) of the houses of a street, odd on one side and even on the other, and their numbers."""
    at = np.arange(HOUSE_EVERY_M / 2, line.length, HOUSE_EVERY_M)
    here = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, at + 1.0))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(line, at - 1.0))
    along = (ahead - behind) / np.maximum(np.hypot(*(ahead - behind).T), 1e-9)[:, None]
    side = np.where(np.arange(len(at)) % 2 == 0, SETBACK_M, -SETBACK_M)[:, None]
    return here + side * np.column_stack([-along[:, 1], along[:, 0]]), np.arange(1, len(at) + 1)


@lru_cache(maxsize=1)
def addresses() -> Addresses:
    """Lay out every street and address; the same for every seed of the crime on them."""
    map_, rng = build(), np.random.default_rng(MAP_SEED + 1)
    streets: list[tuple[str, LineString, int]] = []
    for index, area in enumerate(map_.neighbourhoods):
        lines = _street_lines(map_, area, rng)
        streets += [(name, line, index) for name, line in zip(_names(len(lines), rng), lines, strict=False)]
        streets += [(name, line, index) for name, line in _main_lines(map_, area)]
    houses = [_houses(line) for _, line, _ in streets]
    counts = [len(number) for _, number in houses]
    points = np.vstack([xy for xy, _ in houses]).round(1)
    area = np.repeat([area for _, _, area in streets], counts)
    boundaries = np.array([n.polygon for n in map_.neighbourhoods])
    shapely.prepare(boundaries)
    # A house set back from a road on a border may stand beyond it.
    inside = shapely.contains_xy(boundaries[area], points) & ~shapely.contains_xy(map_.sea, points)
    return Addresses(
        x=points[inside, 0],
        y=points[inside, 1],
        neighbourhood=area[inside],
        street=np.repeat(np.arange(len(streets)), counts)[inside],
        number=np.concatenate([number for _, number in houses])[inside],
        names=tuple(name for name, _, _ in streets),
        lines=tuple(line for _, line, _ in streets),
    )
