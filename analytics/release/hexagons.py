"""The public grid: H3 hexagons of resolution 8, a kilometre wide, shown as levels, never as counts."""

import math
from collections import Counter
from collections.abc import Mapping

from accounts.models import Jurisdiction
from records.models import Area
from records.services.place import Places

from .choices import Level
from .rounding import BASE

RESOLUTION = 8
# Shares of hexagons below the levels medium, higher and highest.
SHARES = (0.5, 0.75, 0.9)
# A state's worth of hexagons says nothing on a map of levels.
MOST_HEXAGONS = 20_000


def levels(rounded: Mapping[str, int]) -> dict[str, str]:
    """A level for each hexagon from its rounded count (0 for "fewer than 5").

    The bounds are quantiles of the rounded counts, at least one rounding step apart and from 5 up, so that
    the lowest level always covers 0 to 4.
    """
    ordered = sorted(rounded.values())
    bounds: list[int] = []
    for share in SHARES:
        quantile = ordered[min(len(ordered) - 1, math.floor(share * len(ordered)))]
        bounds.append(max(quantile, bounds[-1] + BASE if bounds else BASE))
    words = Level.values
    return {cell: words[sum(value >= bound for bound in bounds)] for cell, value in rounded.items()}


def parents(counts: Mapping[tuple[int, int], int]) -> Counter[tuple[str, int]]:
    """Counts by (public hexagon, year) from counts by (H3 cell of a finer resolution, year)."""
    import h3.api.numpy_int as h3

    total: Counter[tuple[str, int]] = Counter()
    for (cell, year), count in counts.items():
        total[h3.int_to_str(h3.cell_to_parent(cell, RESOLUTION)), year] += count
    return total


def cover(jurisdiction: Jurisdiction) -> dict[str, int | None]:
    """Every hexagon that touches the jurisdiction, with or without crime, and the area that holds its middle.

    Empty where there would be more than MOST_HEXAGONS.
    """
    import h3
    import numpy as np
    from shapely import area, unary_union
    from shapely.geometry import box, mapping, shape

    boundaries = list(
        Area.objects.current(jurisdiction).lowest().exclude(boundary=None).values_list("boundary", flat=True)
    )
    if boundaries:
        geometry = unary_union([shape(boundary).buffer(0) for boundary in boundaries])
    elif jurisdiction.outline:
        geometry = shape(jurisdiction.outline)
    else:
        geometry = box(jurisdiction.west, jurisdiction.south, jurisdiction.east, jurisdiction.north)
    km2 = area(geometry) * 111.2**2 * math.cos(math.radians((jurisdiction.south + jurisdiction.north) / 2))
    if km2 / h3.average_hexagon_area(RESOLUTION) > MOST_HEXAGONS:
        return {}
    outline = h3.geo_to_h3shape(mapping(geometry))
    cells = sorted(h3.h3shape_to_cells_experimental(outline, RESOLUTION, contain="overlap"))
    if not cells:
        return {}
    middles = np.array([h3.cell_to_latlng(cell) for cell in cells])
    places = Places(jurisdiction).resolve(middles[:, 0], middles[:, 1])
    return {
        cell: None if found == places.NO_VALUE else found
        for cell, found in zip(cells, places.area_id.tolist(), strict=True)
    }


def outline(cell: str) -> dict:
    """GeoJSON polygon of a hexagon, longitude before latitude."""
    import h3

    ring = [[round(longitude, 5), round(latitude, 5)] for latitude, longitude in h3.cell_to_boundary(cell)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
