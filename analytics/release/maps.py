"""Maps of public figures, in the form that the map script reads (docs/frontend.md)."""

from django.urls import reverse

from accounts.models import Jurisdiction
from records.maps import area_feature, base_features

from ..models import StatRelease
from . import hexagons, rates, reading, wording
from .choices import Level

# How far around an area its map goes, in sizes of the area.
MARGIN = 0.35
LEVEL_NUMBER = {word: number for number, word in enumerate(Level.values, start=1)}


def overview(jurisdiction: Jurisdiction, release: StatRelease | None) -> dict:
    """All areas, coloured by their rate (by their number where residents are not known)."""
    totals = {total.pk: total for total in reading.area_totals(release)} if release else {}
    with_rates = reading.population(totals.values()) is not None
    values = {pk: total.middle_rate if with_rates else total.recent.middle for pk, total in totals.items()}
    quarter = rates.quarters(values)
    features = [
        area_feature(
            area,
            level=quarter.get(area.pk),
            text=_area_text(totals.get(area.pk), area.name),
            url=reverse("public:area", args=[jurisdiction.code, area.code]) if release else None,
        )
        for area in reading.area_shapes(jurisdiction)
    ]
    return _map(jurisdiction, features) | {"bounds": _whole(jurisdiction)}


def around_area(jurisdiction: Jurisdiction, release: StatRelease, own: int) -> dict:
    """One area outlined, its hexagons by level, and those around it faint."""
    areas = list(reading.area_shapes(jurisdiction))
    features = [
        area_feature(
            area, own=area.pk == own, url=reverse("public:area", args=[jurisdiction.code, area.code])
        )
        for area in areas
    ]
    shape = next((area.boundary for area in areas if area.pk == own), None)
    bounds = _around(shape) if shape else _whole(jurisdiction)
    cells = []
    for cell, level, area_id, year in reading.hexagon_levels(release):
        outline = hexagons.outline(cell)
        if not _meets(bounds, outline):
            continue
        properties = {
            "level": LEVEL_NUMBER[level],
            "text": f"{Level(level).label} level of recorded crime in {year}",
            "faint": area_id != own,
        }
        cells.append({"type": "Feature", "properties": properties, "geometry": outline})
    return _map(jurisdiction, features) | {
        "cells": {"type": "FeatureCollection", "features": cells},
        "bounds": bounds,
    }


def _map(jurisdiction: Jurisdiction, features: list[dict]) -> dict:
    sources = jurisdiction.area_sets.filter(is_current=True).exclude(source="")
    names = ", ".join(
        f"{source} ({licence})" if licence else source
        for source, licence in sources.values_list("source", "licence")
    )
    return {
        "base": base_features(jurisdiction),
        "areas": {"type": "FeatureCollection", "features": features},
        "attribution": f"Boundaries: {names}" if names else "",
    }


def _area_text(total: reading.AreaTotals | None, name: str) -> str:
    if total is None:
        return name
    if total.highest_rate is not None:
        return f"{name}: {wording.rate(total.rate, total.highest_rate)} for every 1,000 residents"
    return f"{name}: {wording.total(total.recent)}"


def _whole(jurisdiction: Jurisdiction) -> list[float]:
    return [jurisdiction.south, jurisdiction.west, jurisdiction.north, jurisdiction.east]


def _around(boundary: dict) -> list[float]:
    """South, west, north, east of a polygon or multipolygon with a margin."""
    polygons = boundary["coordinates"] if boundary["type"] == "MultiPolygon" else [boundary["coordinates"]]
    points = [point for polygon in polygons for point in polygon[0]]
    west, east = min(point[0] for point in points), max(point[0] for point in points)
    south, north = min(point[1] for point in points), max(point[1] for point in points)
    tall, wide = (north - south) * MARGIN, (east - west) * MARGIN
    return [south - tall, west - wide, north + tall, east + wide]


def _meets(bounds: list[float], outline: dict) -> bool:
    south, west, north, east = bounds
    tall, wide = north - south, east - west
    return any(
        south - tall <= latitude <= north + tall and west - wide <= longitude <= east + wide
        for longitude, latitude in outline["coordinates"][0]
    )
