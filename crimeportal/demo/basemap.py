"""What lies under the areas on the maps of Port Ellery: sea, river, parks, roads."""

import shapely
from shapely.geometry.base import BaseGeometry

from crimeportal.demo.geography import build, geojson
from crimeportal.demo.streets import addresses

MARGIN_M = 9_000
COARSE_M, FINE_M = 12.0, 6.0
LONG_STREET_M = 520.0


def _feature(kind: str, name: str, geometry: BaseGeometry, **properties: str) -> dict:
    return {
        "type": "Feature",
        "properties": {"kind": kind, "name": name, **properties},
        "geometry": geojson(geometry, decimals=5),
    }


def basemap() -> dict:
    """Return a GeoJSON FeatureCollection in degrees; each feature has a kind and a name, roads a class."""
    city, streets = build(), addresses()
    frame = shapely.box(*city.outline.buffer(MARGIN_M).bounds)
    features = [
        _feature("land", "Port Ellery", city.outline.simplify(FINE_M)),
        _feature("water", "The sea", city.sea.intersection(frame).simplify(FINE_M)),
        _feature("water", "River Ellery", city.river.intersection(frame).simplify(FINE_M)),
    ]
    features += [_feature("park", name, park.simplify(FINE_M)) for name, park in city.parks.items()]
    lines = [line.simplify(COARSE_M) for line in streets.lines if line.length > LONG_STREET_M]
    features.append(_feature("road", "Streets", shapely.MultiLineString(lines), **{"class": "B"}))
    for name, road in city.roads.items():
        features.append(_feature("road", name, road.intersection(frame).simplify(FINE_M), **{"class": "A"}))
    return {"type": "FeatureCollection", "features": features}
