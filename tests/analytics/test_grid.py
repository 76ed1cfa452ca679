import math

import numpy as np
import pytest
import shapely

from analytics.grid import GridSpec, points_in
from records.services.place import Places

GRID = GridSpec(1000, 2000, 250, columns=4, rows=3)


def test_cell_of_counts_rows_from_the_lowest_y():
    assert GRID.cell_of([1000, 1999.99, 1250], [2000, 2749.99, 2250]).tolist() == [
        0,
        2 * 65536 + 3,
        65536 + 1,
    ]


def test_cell_of_is_half_open_and_outside_is_minus_one():
    x = [1249.999, 1250, 2000, 999.999, 1500, np.nan, np.inf]
    y = [2000, 2000, 2000, 2000, 2750, 2000, 2000]
    assert GRID.cell_of(x, y).tolist() == [0, 1, -1, -1, -1, -1, -1]


def test_cell_of_equals_the_contract_formula_on_random_points():
    rng = np.random.default_rng(1)
    x, y = rng.uniform(900, 2100, 500), rng.uniform(1900, 2800, 500)

    def slow(px, py):
        column, row = math.floor((px - 1000) / 250), math.floor((py - 2000) / 250)
        return row * 65536 + column if 0 <= column < 4 and 0 <= row < 3 else -1

    assert GRID.cell_of(x, y).tolist() == [slow(px, py) for px, py in zip(x, y, strict=True)]


def test_centre_of_a_cell_lies_in_that_cell():
    cells = np.array([0, 3, 65536, 2 * 65536 + 3])
    x, y = GRID.centre_of(cells)
    assert x.tolist() == [1125, 1875, 1125, 1875]
    assert y.tolist() == [2125, 2125, 2375, 2625]
    assert GRID.cell_of(x, y).tolist() == cells.tolist()


@pytest.mark.parametrize("cell", [-1, 4, 3 * 65536])
def test_centre_of_a_cell_outside_is_refused(cell):
    with pytest.raises(ValueError, match="Not every cell is in the grid"):
        GRID.centre_of([cell])


def test_bounds_of_a_cell():
    assert GRID.bounds_of(65536 + 2) == (1500, 2250, 1750, 2500)


def test_counts_sums_weights_and_drops_points_outside():
    x, y = [1000, 1010, 1990, 0], [2000, 2010, 2740, 0]
    assert GRID.counts(x, y).tolist() == [[2, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
    assert GRID.counts(x, y, [0.5, 0.25, 3, 9])[[0, 2], [0, 3]].tolist() == [0.75, 3]


def test_values_at_points():
    surface = np.arange(12.0).reshape(3, 4)
    assert GRID.values_at(surface, [1000, 1999, 5000], [2000, 2749, 2000]).tolist() == [0, 11, 0]


def test_values_of_a_surface_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="does not fit"):
        GRID.values_at(np.zeros((4, 3)), [1000], [2000])


def test_over_box_covers_a_partial_last_cell():
    grid = GridSpec.over_box(0, 0, 1001, 750, cell_size_m=250)
    assert (grid.columns, grid.rows) == (5, 3)


def test_covering_gives_each_point_a_cell_on_aligned_lines():
    grid = GridSpec.covering([10, 760], [-10, 240], cell_size_m=250)
    assert grid == GridSpec(0, -250, 250, columns=4, rows=2)


def test_covering_no_points_is_refused():
    with pytest.raises(ValueError, match="no points"):
        GridSpec.covering([], [], cell_size_m=250)


@pytest.mark.parametrize(
    "wrong", [{"cell_size_m": 0}, {"columns": 0}, {"rows": 65536}, {"cell_size_m": math.nan}]
)
def test_a_grid_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"cell_size_m|columns and rows"):
        GridSpec(**({"origin_x": 0, "origin_y": 0, "cell_size_m": 250, "columns": 1, "rows": 1} | wrong))


def test_mask_leaves_out_cells_that_only_touch():
    assert GRID.mask(shapely.box(1250, 2000, 1500, 2250)).nonzero() == (np.array([0]), np.array([1]))


def test_mask_without_an_outline_is_everywhere():
    assert GRID.mask(None).all()


def test_cells_meeting_equals_intersecting_areas_one_by_one():
    outline = shapely.Polygon([(1100, 1900), (2100, 2300), (1300, 2700)])
    cells = [row * 65536 + column for row in range(3) for column in range(4)]
    slow = [c for c in cells if outline.intersection(shapely.box(*GRID.bounds_of(c))).area > 0]
    assert GRID.cells_meeting(outline).tolist() == slow


def test_refined_keeps_the_extent():
    fine = GRID.refined(5)
    assert (fine.cell_size_m, fine.shape) == (50, (15, 20))
    assert [edge[-1] for edge in fine.edges] == [edge[-1] for edge in GRID.edges]


def test_relaid_moves_values_to_the_same_place():
    other = GridSpec(1250, 2250, 250, columns=4, rows=2)
    surface = np.arange(12.0).reshape(3, 4)
    assert GRID.relaid(surface, other).tolist() == [[5, 6, 7, 0], [9, 10, 11, 0]]


@pytest.mark.parametrize("other", [GridSpec(1100, 2000, 250, 4, 3), GridSpec(1000, 2000, 125, 4, 3)])
def test_relaid_on_other_lines_is_refused(other):
    with pytest.raises(ValueError, match="lines coincide"):
        GRID.relaid(np.zeros(GRID.shape), other)


def test_points_in_includes_the_boundary():
    square = shapely.box(0, 0, 1, 1)
    assert points_in(square, [0, 0.5, 1, 1.01], [0, 0.5, 1, 1]).tolist() == [True, True, True, False]


def test_cells_are_those_that_records_are_stored_with(jurisdiction):
    rng = np.random.default_rng(2)
    latitude = rng.uniform(jurisdiction.south - 0.01, jurisdiction.north + 0.01, 300)
    longitude = rng.uniform(jurisdiction.west - 0.01, jurisdiction.east + 0.01, 300)
    places = Places(jurisdiction)
    grid = GridSpec(
        jurisdiction.grid_origin_x,
        jurisdiction.grid_origin_y,
        jurisdiction.cell_size_m,
        jurisdiction.grid_columns,
        jurisdiction.grid_rows,
    )
    stored = places.resolve(latitude, longitude).grid_cell
    assert grid.cell_of(*places.project(latitude, longitude)).tolist() == stored.tolist()
    assert len(set(stored.tolist())) > 1
