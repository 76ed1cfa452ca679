"""The public's grid of places: hexagons of about a kilometre (H3, resolution 8)."""

from typing import TYPE_CHECKING

from .release.hexagons import RESOLUTION

if TYPE_CHECKING:
    import numpy as np


def snap(latitude: "np.ndarray", longitude: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
    """Centres of the hexagons that hold the points; degrees WGS84, shape (n,), no missing values."""
    import numpy as np

    points = np.column_stack([np.atleast_1d(latitude), np.atleast_1d(longitude)])
    distinct, back = np.unique(points, axis=0, return_inverse=True)
    centres = np.array([snap_one(*point) for point in distinct.tolist()]).reshape(-1, 2)[back.reshape(-1)]
    return centres[:, 0], centres[:, 1]


def snap_one(latitude: float, longitude: float) -> tuple[float, float]:
    """The centre of the hexagon that holds the point, degrees WGS84."""
    import h3.api.numpy_int as h3

    return h3.cell_to_latlng(h3.latlng_to_cell(latitude, longitude, RESOLUTION))
