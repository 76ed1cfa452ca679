import h3
import pytest

from analytics.release import hexagons
from tests import factories


def test_levels_lowest_covers_fewer_than_five():
    assert hexagons.levels({"a": 0, "b": 0, "c": 0}) == dict.fromkeys("abc", "lower")


def test_levels_by_rank_of_rounded_counts():
    rounded = {f"c{n}": value for n, value in enumerate([0, 0, 5, 10, 20, 25, 30, 40, 60, 95])}
    found = hexagons.levels(rounded)
    # Bounds: 25 (half), 40 (three quarters), 95 (nine tenths).
    assert [found[f"c{n}"] for n in range(10)] == ["lower"] * 5 + ["medium"] * 2 + ["higher"] * 2 + [
        "highest"
    ]


def test_levels_bounds_a_step_apart_in_an_even_city():
    assert set(hexagons.levels(dict.fromkeys("abcd", 10)).values()) == {"medium"}


def test_parents_add_up_within_the_public_hexagon():
    cell = h3.latlng_to_cell(52.0, 4.0, 8)
    children = [h3.str_to_int(child) for child in h3.cell_to_children(cell, 9)]
    counts = {(child, 2025): 2 for child in children}
    assert hexagons.parents(counts) == {(cell, 2025): 2 * len(children)}


@pytest.mark.django_db
def test_cover_holds_every_hexagon_with_its_area(jurisdiction):
    west, east = factories.make_areas(jurisdiction)
    cells = hexagons.cover(jurisdiction)
    assert cells[h3.latlng_to_cell(52.0, 3.98, 8)] == west.pk
    assert cells[h3.latlng_to_cell(52.0, 4.02, 8)] == east.pk
    # A corner's hexagon touches the city; its middle may lie outside.
    assert h3.latlng_to_cell(51.9801, 3.9701, 8) in cells


@pytest.mark.django_db
def test_cover_without_areas_is_the_bounds(jurisdiction):
    cells = hexagons.cover(jurisdiction)
    assert set(cells.values()) == {None}
    assert h3.latlng_to_cell(52.0, 4.0, 8) in cells


def test_outline_is_a_closed_ring_longitude_first():
    ring = hexagons.outline(h3.latlng_to_cell(52.0, 4.0, 8))["coordinates"][0]
    assert len(ring) == 7
    assert ring[0] == ring[-1]
    assert all(3.9 < longitude < 4.1 and 51.9 < latitude < 52.1 for longitude, latitude in ring)
