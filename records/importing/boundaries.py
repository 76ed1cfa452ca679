"""Areas from a GeoJSON file of boundaries."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import ImportRefused, nearest

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# A tenth of a metre.
DECIMALS = 6


@dataclass(frozen=True)
class Boundary:
    """One area; its geometry in degrees WGS84, longitude before latitude."""

    name: str
    parent: str
    geometry: "BaseGeometry"


def read(path: Path, *, name_field: str = "", parent_field: str = "") -> list[Boundary]:
    """The polygons of a GeoJSON file, plain or gzip-compressed. Features of one name (and parent) are united.

    Without `name_field` the names are taken from the first property that tells all features apart in words.
    Raises ImportRefused for a file that is no GeoJSON of polygons or lacks a property that was asked for.
    """
    features = _features(path)
    name_field = name_field or _guess(path, features)
    for field in filter(None, (name_field, parent_field)):
        known = sorted({key for feature in features for key in feature["properties"]})
        if field not in known:
            raise ImportRefused(f"'{path.name}' has no property '{field}'{nearest(field, known)}.")
    parts: dict[tuple[str, str], list] = {}
    for feature in features:
        words = [
            _word(feature["properties"].get(field)) if field else "" for field in (name_field, parent_field)
        ]
        if words[0]:
            parts.setdefault((words[0], words[1]), []).append(feature["geometry"])
    if not parts:
        raise ImportRefused(f"'{path.name}': the property '{name_field}' is empty in every feature.")
    return [Boundary(*words, _united(path, geometries)) for words, geometries in parts.items()]


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        raw = path.read_bytes()
        data = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
    except OSError as error:
        raise ImportRefused(f"'{path}' cannot be read: {error.strerror or error}.") from error
    except (ValueError, EOFError) as error:
        raise ImportRefused(f"'{path.name}' is not JSON: {error}.") from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not features:
        raise ImportRefused(f"'{path.name}' is not a GeoJSON collection of features.")
    turn = _to_degrees(path, data.get("crs"))
    read = []
    for feature in features:
        properties, geometry = feature.get("properties") or {}, feature.get("geometry") or {}
        if geometry.get("type") in ("Polygon", "MultiPolygon"):
            read.append({"properties": properties, "geometry": turn(geometry)})
    if not read:
        raise ImportRefused(f"'{path.name}' holds no polygon.")
    return read


def _to_degrees(path: Path, crs: Any) -> Any:
    """From a GeoJSON geometry to a valid shape in degrees; older files may declare another system."""
    import shapely
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError
    from shapely.geometry import shape

    name = (crs or {}).get("properties", {}).get("name", "EPSG:4326")
    try:
        transformer = Transformer.from_crs(CRS.from_user_input(name), 4326, always_xy=True)
    except CRSError as error:
        raise ImportRefused(f"'{path.name}' declares the unknown coordinate system '{name}'.") from error

    def turn(geometry: dict[str, Any]) -> "BaseGeometry":
        try:
            drawn = shape(geometry)
        except (ValueError, TypeError, IndexError, shapely.errors.ShapelyError) as error:
            raise ImportRefused(f"'{path.name}' has a polygon that cannot be read: {error}.") from error
        degrees = shapely.transform(drawn, transformer.transform, interleaved=False)
        west, south, east, north = degrees.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise ImportRefused(f"'{path.name}' is not in degrees and declares no other coordinate system.")
        return degrees

    return turn


def _united(path: Path, geometries: Sequence["BaseGeometry"]) -> "BaseGeometry":
    import shapely

    whole = shapely.union_all([shapely.make_valid(geometry) for geometry in geometries])
    rounded = shapely.set_precision(whole, 10**-DECIMALS)
    polygons = [part for part in shapely.get_parts(rounded) if part.geom_type == "Polygon"]
    if not polygons:
        raise ImportRefused(f"'{path.name}' has a polygon without an area.")
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _guess(path: Path, features: list[dict[str, Any]]) -> str:
    keys = list(dict.fromkeys(key for feature in features for key in feature["properties"]))
    for key in keys:
        words = [feature["properties"].get(key) for feature in features]
        told_apart = len(set(map(str, words))) == len(words)
        if told_apart and all(isinstance(word, str) and not _is_number(word) for word in words):
            return key
    raise ImportRefused(
        f"No property of '{path.name}' names each feature: choose one with --name-field ({', '.join(keys)})."
    )


def _is_number(word: str) -> bool:
    return word.replace(".", "", 1).strip("-").isdigit() or not word.strip()


def _word(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())
