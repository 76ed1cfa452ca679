"""The metric grid that hotspots, risk surfaces and their evaluation share. Metres throughout."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

ROW_STRIDE = 65536
OUTSIDE = -1


@dataclass(frozen=True)
class GridSpec:
    """Square cells from a lower-left origin; row 0 has the lowest y.

    Cells are half-open, [left, right) by [bottom, top), so that each point has one cell. A cell's id is
    ``row * 65536 + column``; surfaces are arrays of shape (rows, columns).
    """

    origin_x: float
    origin_y: float
    cell_size_m: float
    columns: int
    rows: int

    def __post_init__(self) -> None:
        if not (self.cell_size_m > 0 and math.isfinite(self.cell_size_m)):
            raise ValueError(f"cell_size_m must be a positive number of metres, not {self.cell_size_m}")
        if not (0 < self.columns < ROW_STRIDE and 0 < self.rows < ROW_STRIDE):
            raise ValueError(f"A grid has 1 to {ROW_STRIDE - 1} columns and rows, not {self.shape}")

    @classmethod
    def over_box(
        cls, west: float, south: float, east: float, north: float, *, cell_size_m: float
    ) -> GridSpec:
        """The grid whose origin is the box's lower-left corner and whose cells cover the whole box."""
        return cls(
            west,
            south,
            cell_size_m,
            max(1, math.ceil((east - west) / cell_size_m)),
            max(1, math.ceil((north - south) / cell_size_m)),
        )

    @classmethod
    def covering(
        cls, x: ArrayLike, y: ArrayLike, *, cell_size_m: float, align_x: float = 0, align_y: float = 0
    ) -> GridSpec:
        """The smallest grid with a cell for every point; (align_x, align_y) is a crossing of its lines."""
        column = np.floor((np.asarray(x, float) - align_x) / cell_size_m)
        row = np.floor((np.asarray(y, float) - align_y) / cell_size_m)
        if not column.size:
            raise ValueError("A grid cannot cover no points")
        return cls(
            float(align_x + column.min() * cell_size_m),
            float(align_y + row.min() * cell_size_m),
            cell_size_m,
            int(column.max() - column.min()) + 1,
            int(row.max() - row.min()) + 1,
        )

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns), the shape of every surface on this grid."""
        return self.rows, self.columns

    @property
    def size(self) -> int:
        """Number of cells."""
        return self.rows * self.columns

    @property
    def edges(self) -> tuple[NDArray, NDArray]:
        """The x of the columns + 1 vertical lines and the y of the rows + 1 horizontal lines."""
        return (
            self.origin_x + self.cell_size_m * np.arange(self.columns + 1),
            self.origin_y + self.cell_size_m * np.arange(self.rows + 1),
        )

    @property
    def centres(self) -> tuple[NDArray, NDArray]:
        """The x of the column centres and the y of the row centres."""
        x, y = self.edges
        return x[:-1] + self.cell_size_m / 2, y[:-1] + self.cell_size_m / 2

    def cell_of(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
        """Cell ids of points; -1 outside the grid and for coordinates that are not finite."""
        column = np.floor((np.asarray(x, float) - self.origin_x) / self.cell_size_m)
        row = np.floor((np.asarray(y, float) - self.origin_y) / self.cell_size_m)
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        return np.where(
            inside, np.where(inside, row, 0) * ROW_STRIDE + np.where(inside, column, 0), OUTSIDE
        ).astype(np.int64)

    def row_column(self, cells: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows and columns of cell ids. Raises ValueError for a cell that is not in the grid."""
        cells = np.asarray(cells, np.int64)
        row, column = cells // ROW_STRIDE, cells % ROW_STRIDE
        if np.any((cells < 0) | (row >= self.rows) | (column >= self.columns)):
            raise ValueError(f"Not every cell is in the grid of {self.rows} rows and {self.columns} columns")
        return row, column

    def centre_of(self, cells: ArrayLike) -> tuple[NDArray, NDArray]:
        """x and y of the centres of cell ids, metres. Raises ValueError for a cell outside the grid."""
        row, column = self.row_column(cells)
        x, y = self.centres
        return x[column], y[row]

    def bounds_of(self, cell: int) -> tuple[float, float, float, float]:
        """(west, south, east, north) of one cell, metres."""
        row, column = self.row_column(cell)
        x, y = self.edges
        return float(x[column]), float(y[row]), float(x[column + 1]), float(y[row + 1])

    def counts(self, x: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None) -> NDArray[np.float64]:
        """Number (or summed weight) of points by cell, shape (rows, columns); points outside drop out."""
        cells = self.cell_of(x, y)
        inside = cells != OUTSIDE
        flat = (cells[inside] // ROW_STRIDE) * self.columns + cells[inside] % ROW_STRIDE
        weights = (
            None if weights is None else np.broadcast_to(np.asarray(weights, float), cells.shape)[inside]
        )
        return np.bincount(flat, weights, minlength=self.size).astype(float).reshape(self.shape)

    def values_at(self, surface: NDArray, x: ArrayLike, y: ArrayLike, *, outside: float = 0) -> NDArray:
        """The surface's value in each point's cell; ``outside`` where the point is in no cell."""
        cells = self.cell_of(x, y)
        inside = cells != OUTSIDE
        row, column = np.where(inside, cells // ROW_STRIDE, 0), np.where(inside, cells % ROW_STRIDE, 0)
        return np.where(inside, self._checked(surface)[row, column], outside)

    def refined(self, factor: int) -> GridSpec:
        """The same extent with each cell cut into ``factor`` by ``factor``."""
        return replace(
            self,
            cell_size_m=self.cell_size_m / factor,
            columns=self.columns * factor,
            rows=self.rows * factor,
        )

    def relaid(self, surface: NDArray, other: GridSpec) -> NDArray[np.float64]:
        """The surface on another grid whose lines coincide with this one's; new cells are 0.

        Raises ValueError when the other origin is not a whole number of cells away.
        """
        shift_x = (other.origin_x - self.origin_x) / self.cell_size_m
        shift_y = (other.origin_y - self.origin_y) / self.cell_size_m
        whole = math.isclose(shift_x, round(shift_x), abs_tol=1e-9) and math.isclose(
            shift_y, round(shift_y), abs_tol=1e-9
        )
        if not whole or other.cell_size_m != self.cell_size_m:
            raise ValueError("Surfaces move only between grids whose lines coincide")
        return self.values_at(surface, *np.meshgrid(*other.centres))

    def cells_meeting(self, geometry: BaseGeometry) -> NDArray[np.int64]:
        """Ids, in order, of the cells that share a positive area with a polygon in the grid's metres."""
        row, column = np.nonzero(self.mask(geometry))
        return row.astype(np.int64) * ROW_STRIDE + column

    def mask(self, outline: BaseGeometry | None) -> NDArray[np.bool_]:
        """True where a cell shares an area with the outline, shape (rows, columns); None: everywhere."""
        if outline is None:
            return np.ones(self.shape, dtype=bool)
        x, y = self.edges
        boxes = shapely.box(x[None, :-1], y[:-1, None], x[None, 1:], y[1:, None])
        shapely.prepare(outline)
        return shapely.intersects(outline, boxes) & ~shapely.touches(outline, boxes)

    def _checked(self, surface: NDArray) -> NDArray:
        surface = np.asarray(surface)
        if surface.shape != self.shape:
            raise ValueError(f"A surface of shape {surface.shape} does not fit a grid of {self.shape}")
        return surface


def points_in(geometry: BaseGeometry, x: ArrayLike, y: ArrayLike) -> NDArray[np.bool_]:
    """True for points inside the polygon or on its boundary."""
    shapely.prepare(geometry)
    return shapely.intersects_xy(geometry, np.asarray(x, float), np.asarray(y, float))
