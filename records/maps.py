"""What the maps of the register draw: a jurisdiction's own boundaries and base, and points on them."""

from accounts.models import Jurisdiction

from .models import Area


def jurisdiction_map(jurisdiction: Jurisdiction) -> dict:
    """Base, area outlines and bounds in the form that the map script reads (docs/frontend.md)."""
    areas = Area.objects.current(jurisdiction).lowest().exclude(boundary=None)
    return {
        "base": base_features(jurisdiction),
        "areas": {
            "type": "FeatureCollection",
            "features": [area_feature(area) for area in areas.select_related("area_set")],
        },
        "bounds": [jurisdiction.south, jurisdiction.west, jurisdiction.north, jurisdiction.east],
        "attribution": ", ".join(
            jurisdiction.area_sets.filter(is_current=True).exclude(source="").values_list("source", flat=True)
        ),
    }


def base_features(jurisdiction: Jurisdiction) -> dict | None:
    """Water, parks and roads; where none were given, the outline as land."""
    if jurisdiction.basemap:
        return jurisdiction.basemap
    if not jurisdiction.outline:
        return None
    land = {"type": "Feature", "properties": {"kind": "land"}, "geometry": jurisdiction.outline}
    return {"type": "FeatureCollection", "features": [land]}


def area_feature(area: Area, **properties: object) -> dict:
    """One area as GeoJSON, with its name and where the name stands."""
    named = {"code": area.code, "name": area.name, "text": area.name}
    if area.latitude is not None and area.longitude is not None:
        named["point"] = [area.longitude, area.latitude]
    return {"type": "Feature", "properties": named | properties, "geometry": area.boundary}


def around(latitude: float, longitude: float, span: float = 0.012) -> list[float]:
    """Bounds (south, west, north, east) of a small map around a point, in degrees."""
    return [latitude - span, longitude - span * 1.5, latitude + span, longitude + span * 1.5]
