"""The map: 26 neighbourhoods in 4 districts on a coast, their borders shared to the last digit.

Voronoi cells around the gazetteer's sites are cut by coast and city edge and bent by one smooth field.
Each arc is bent once, so that neighbours share it exactly; coast, river, parks and roads bend alike.
All geometry is in metres of ``gazetteer.PROJECTION_EPSG`` unless a name says otherwise.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
import shapely.affinity
from shapely import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from crimeportal.demo import gazetteer as gaz

# The map is one place whatever the seed of its crime, so it has a seed of its own.
MAP_SEED = 1847
STEP_KM = 0.05
ARC_TOLERANCE_M = 3.0
WARP_OCTAVES = ((5.5, 0.22), (2.1, 0.09), (0.9, 0.035), (0.4, 0.016))  # wave length and amplitude, km


@dataclass(frozen=True)
class Neighbourhood:
    """A neighbourhood with its boundary."""

    place: gaz.Place
    polygon: Polygon


@dataclass(frozen=True)
class Geography:
    """The whole map."""

    neighbourhoods: tuple[Neighbourhood, ...]
    districts: dict[str, Polygon]
    stations: dict[str, Polygon]
    outline: Polygon
    sea: Polygon
    river: Polygon
    parks: dict[str, Polygon]
    roads: dict[str, LineString]


def to_metres(x_km: np.ndarray | float, y_km: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
    """Return projected metres of kilometres from the city's centre."""
    return gaz.CENTRE_EASTING_M + 1000 * np.asarray(x_km), gaz.CENTRE_NORTHING_M + 1000 * np.asarray(y_km)


@lru_cache(maxsize=1)
def _transformer():
    from pyproj import Transformer

    return Transformer.from_crs(gaz.PROJECTION_EPSG, 4326, always_xy=True)


def to_degrees(x_m: np.ndarray, y_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (latitude, longitude) in degrees WGS84 of projected metres."""
    longitude, latitude = _transformer().transform(x_m, y_m)
    return latitude, longitude


def geojson(geometry: BaseGeometry, decimals: int = 6) -> dict:
    """Return a geometry in metres as a GeoJSON geometry (longitude, latitude)."""

    def degrees(points: np.ndarray) -> np.ndarray:
        latitude, longitude = to_degrees(points[:, 0], points[:, 1])
        return np.column_stack([longitude, latitude]).round(decimals)

    return shapely.geometry.mapping(shapely.transform(geometry, degrees))


@lru_cache(maxsize=1)
def _waves() -> np.ndarray:
    """Rows of (wave number x, wave number y, phase, shift x, shift y): four plane waves an octave."""
    rng = np.random.default_rng(MAP_SEED)
    rows = []
    for length, amplitude in WARP_OCTAVES:
        for turn in rng.uniform(0, 2 * np.pi) + np.arange(4) * np.pi / 4:
            push = rng.uniform(0, 2 * np.pi)
            number = 2 * np.pi / (length * rng.uniform(0.8, 1.25))
            phase, size = rng.uniform(0, 2 * np.pi), amplitude / 2
            rows.append(
                (
                    number * np.cos(turn),
                    number * np.sin(turn),
                    phase,
                    size * np.cos(push),
                    size * np.sin(push),
                )
            )
    return np.array(rows)


def _bend(points_km: np.ndarray) -> np.ndarray:
    kx, ky, phase, dx, dy = _waves().T
    waves = np.sin(points_km[:, :1] * kx + points_km[:, 1:2] * ky + phase)
    bent = points_km + np.column_stack([waves @ dx, waves @ dy])
    return np.column_stack(to_metres(bent[:, 0], bent[:, 1])).round(1)


def warp(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry in kilometres as drawn on the map, in metres, bent by the displacement field."""
    return shapely.transform(shapely.segmentize(geometry, STEP_KM), _bend)


def _smooth(points: tuple, rounds: int = 3) -> np.ndarray:
    """Cut the corners of a line (Chaikin 1974); the ends stay."""
    line = np.array(points, float)
    for _ in range(rounds):
        a, b = line[:-1], line[1:]
        line = np.vstack(
            [line[:1], np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], 1).reshape(-1, 2), line[-1:]]
        )
    return line


def _sea_km() -> Polygon:
    return Polygon([*_smooth(gaz.COAST_KM), (30, -20), (-30, -20)])


def _arcs_km(land: Polygon) -> list[LineString]:
    """Borders between the sites' cells and the edge of the land, each arc once."""
    sites = MultiPoint([(p.x_km, p.y_km) for p in gaz.PLACES])
    cells = shapely.voronoi_polygons(sites, extend_to=land.buffer(5), only_edges=True)
    lines = shapely.union_all([cells, land.boundary])
    arcs = shapely.get_parts(shapely.line_merge(lines))
    return list(arcs[shapely.covers(land.buffer(1e-6), arcs)])


def _land_km() -> Polygon:
    blob = shapely.union_all([Point(p.x_km, p.y_km).buffer(1.02 + p.block_m / 400) for p in gaz.PLACES])
    town, sea = blob.buffer(0.7).buffer(-0.9), _sea_km()
    shore = sea.buffer(0.9).intersection(town.buffer(0.3))
    land = town.union(shore).difference(sea).buffer(-0.1).buffer(0.1)
    return max(shapely.get_parts(land), key=shapely.area)


def _neighbourhoods() -> tuple[Neighbourhood, ...]:
    faces = shapely.get_parts(
        shapely.polygonize([warp(arc).simplify(ARC_TOLERANCE_M) for arc in _arcs_km(_land_km())])
    )
    sites = [warp(Point(p.x_km, p.y_km)) for p in gaz.PLACES]
    found = [[face for face in faces if face.contains(site)] for site in sites]
    if len(faces) != len(sites) or any(len(match) != 1 for match in found):
        raise ValueError(f"the map fell into {len(faces)} areas for {len(sites)} sites")
    return tuple(Neighbourhood(p, shapely.normalize(f[0])) for p, f in zip(gaz.PLACES, found, strict=True))


def _park(x: float, y: float, a: float, b: float, turn: float) -> Polygon:
    unit = shapely.affinity.scale(Point(0, 0).buffer(1, quad_segs=6), a, b)
    return shapely.affinity.translate(shapely.affinity.rotate(unit, turn), x, y)


@lru_cache(maxsize=1)
def build() -> Geography:
    """Draw the map; the same for every seed of the crime on it."""
    parts = _neighbourhoods()

    def union(attribute: str) -> dict[str, Polygon]:
        keys = sorted({getattr(n.place, attribute) for n in parts})
        return {
            key: shapely.union_all([n.polygon for n in parts if getattr(n.place, attribute) == key])
            for key in keys
        }

    outline = shapely.union_all([n.polygon for n in parts])
    sea = warp(_sea_km()).difference(outline)
    river = warp(LineString(_smooth(gaz.RIVER_KM))).buffer(38).difference(sea)
    parks = {
        name: warp(_park(*shape)).intersection(outline).difference(river)
        for name, shape in gaz.PARKS_KM.items()
    }
    roads = {
        name: warp(LineString(_smooth(points, 2))).difference(sea) for name, points in gaz.ROADS_KM.items()
    }
    return Geography(parts, union("district"), union("station"), outline, sea, river, parks, roads)
