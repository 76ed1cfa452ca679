"""The staff dashboard's map: zones as colours with letters, hotspots as circles."""

from collections.abc import Iterable

from accounts.models import Jurisdiction
from records.maps import jurisdiction_map

from .models import Hotspot, ZoneRating


def risk_map(jurisdiction: Jurisdiction, zones: Iterable[ZoneRating], hotspots: Iterable[Hotspot]) -> dict:
    """What the map script draws (docs/frontend.md); either may be empty."""
    rating = {zone.area.code: zone for zone in zones}
    drawn = jurisdiction_map(jurisdiction)
    for feature in drawn["areas"]["features"]:
        named = feature["properties"]
        if zone := rating.get(named["code"]):
            named["zone"] = zone.level
            named["text"] = f"{named['name']}: {zone.get_level_display().lower()}, rank {zone.rank}"
    drawn["hotspots"] = [
        {
            "latitude": spot.latitude,
            "longitude": spot.longitude,
            "radius_m": spot.radius_m,
            "risk_level": spot.risk_level,
            "text": f"Hotspot {spot.cluster_id + 1}: {spot.count} records, {spot.risk_level} risk",
        }
        for spot in hotspots
    ]
    return drawn
