"""From a point to its area, its metric grid cell and its H3 cells; used wherever a point enters."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from accounts.models import GRID_STRIDE, Jurisdiction

from ..models import Area

if TYPE_CHECKING:
    import numpy as np

H3_COARSE, H3_FINE = 7, 9
# From here on it is quicker to seek the points in each area (prepared once) than the areas of each point:
# 10,000 points in Boston's police districts take 7 ms against 179.
MANY_POINTS = 200


@dataclass(frozen=True)
class PlaceColumns:
    """One entry a point; NO_VALUE marks "none" (outside the grid, or in no area)."""

    area_id: "np.ndarray"
    grid_cell: "np.ndarray"
    h3_7: "np.ndarray"
    h3_9: "np.ndarray"

    NO_VALUE = -1


class Places:
    """Resolves points of one jurisdiction. Build it once, use it for many points."""

    def __init__(self, jurisdiction: Jurisdiction) -> None:
        self.jurisdiction = jurisdiction

    @cached_property
    def _transformer(self) -> object:
        from pyproj import Transformer

        return Transformer.from_crs(4326, self.jurisdiction.projection_epsg, always_xy=True)

    @cached_property
    def _areas(self) -> tuple[list[int], list, object]:
        from shapely import STRtree
        from shapely.geometry import shape

        areas = list(
            Area.objects.current(self.jurisdiction)
            .lowest()
            .exclude(boundary=None)
            .values_list("pk", "boundary")
        )
        shapes = [shape(boundary) for _, boundary in areas]
        return [pk for pk, _ in areas], shapes, STRtree(shapes)

    def project(self, latitude: "np.ndarray", longitude: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
        """Metres east and north in the jurisdiction's projection."""
        return self._transformer.transform(longitude, latitude)

    def unproject(self, x: "np.ndarray", y: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
        """Latitude and longitude in degrees WGS84 of metres in the jurisdiction's projection."""
        longitude, latitude = self._transformer.transform(x, y, direction="INVERSE")
        return latitude, longitude

    def resolve(self, latitude: "np.ndarray", longitude: "np.ndarray") -> PlaceColumns:
        """Place columns of points given in degrees WGS84; both arrays of shape (n,), no missing values."""
        import numpy as np

        latitude = np.asarray(latitude, dtype=float)
        longitude = np.asarray(longitude, dtype=float)
        fine, coarse = self._h3(latitude, longitude)
        return PlaceColumns(
            area_id=self._area_ids(latitude, longitude),
            grid_cell=self._grid_cells(latitude, longitude),
            h3_7=coarse,
            h3_9=fine,
        )

    def _grid_cells(self, latitude: "np.ndarray", longitude: "np.ndarray") -> "np.ndarray":
        import numpy as np

        area = self.jurisdiction
        x, y = self.project(latitude, longitude)
        column = np.floor((x - area.grid_origin_x) / area.cell_size_m)
        row = np.floor((y - area.grid_origin_y) / area.cell_size_m)
        inside = (column >= 0) & (column < area.grid_columns) & (row >= 0) & (row < area.grid_rows)
        return np.where(inside, row * GRID_STRIDE + column, PlaceColumns.NO_VALUE).astype(np.int64)

    def _area_ids(self, latitude: "np.ndarray", longitude: "np.ndarray") -> "np.ndarray":
        import numpy as np
        from shapely import STRtree, points

        ids, shapes, tree = self._areas
        result = np.full(len(latitude), PlaceColumns.NO_VALUE, dtype=np.int64)
        if ids and len(latitude):
            # "intersects" takes a point on a shared border into both; the first area keeps it.
            place = points(longitude, latitude)
            if len(latitude) > MANY_POINTS:
                area, point = STRtree(place).query(shapes, predicate="intersects")
            else:
                point, area = tree.query(place, predicate="intersects")
            order = np.lexsort((area, point))
            point, area = point[order], area[order]
            result[point[::-1]] = np.asarray(ids)[area[::-1]]
        return result

    @staticmethod
    def _h3(latitude: "np.ndarray", longitude: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
        import h3.api.numpy_int as h3
        import numpy as np

        # Recorded places repeat (addresses, block centres): each distinct point is indexed once.
        pairs, back = np.unique(np.column_stack([latitude, longitude]), axis=0, return_inverse=True)
        fine = [h3.latlng_to_cell(lat, lon, H3_FINE) for lat, lon in pairs.tolist()]
        coarse = [h3.cell_to_parent(cell, H3_COARSE) for cell in fine]
        back = back.reshape(-1)
        return np.asarray(fine, dtype=np.int64)[back], np.asarray(coarse, dtype=np.int64)[back]
