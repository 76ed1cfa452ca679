"""Making a jurisdiction with a grid that fits its bounds."""

import math

from django.db import transaction

from accounts import audit
from accounts.models import Jurisdiction, User


def utm_epsg(latitude: float, longitude: float) -> int:
    """EPSG code of the WGS84 UTM zone that holds a point in degrees."""
    zone = min(int((longitude + 180) // 6) + 1, 60)
    return (32600 if latitude >= 0 else 32700) + zone


@transaction.atomic
def create(
    *,
    code: str,
    name: str,
    time_zone: str,
    bounds: tuple[float, float, float, float],
    by: User | None,
    projection_epsg: int | None = None,
    cell_size_m: int = 250,
    outline: dict | None = None,
    basemap: dict | None = None,
) -> Jurisdiction:
    """A jurisdiction whose grid covers `bounds` (south, west, north, east in degrees).

    The projection defaults to the UTM zone of the middle; the grid's origin lies at multiples of the cell.
    """
    from pyproj import Transformer

    south, west, north, east = bounds
    epsg = projection_epsg or utm_epsg((south + north) / 2, (west + east) / 2)
    # Meridians and parallels bend in the projection: the box is taken along its edges, not at its corners.
    left, bottom, right, top = Transformer.from_crs(4326, epsg, always_xy=True).transform_bounds(
        west, south, east, north, densify_pts=21
    )
    origin_x = math.floor(left / cell_size_m) * cell_size_m
    origin_y = math.floor(bottom / cell_size_m) * cell_size_m
    jurisdiction = Jurisdiction(
        code=code,
        name=name,
        time_zone=time_zone,
        projection_epsg=epsg,
        cell_size_m=cell_size_m,
        grid_origin_x=origin_x,
        grid_origin_y=origin_y,
        grid_columns=math.ceil((right - origin_x) / cell_size_m),
        grid_rows=math.ceil((top - origin_y) / cell_size_m),
        south=south,
        west=west,
        north=north,
        east=east,
        outline=outline,
        basemap=basemap,
    )
    jurisdiction.full_clean()
    jurisdiction.save()
    audit.record(audit.Action.CONFIGURED, by=by, obj=jurisdiction, changes={"code": [None, code]})
    return jurisdiction
