"""The map of the demo city: areas that tile it exactly, nested in districts."""

import numpy as np
import pytest
import shapely

from crimeportal.demo import gazetteer as gaz
from crimeportal.demo.geography import build, geojson, to_degrees
from crimeportal.demo.streets import addresses


@pytest.fixture(scope="module")
def city_map():
    return build()


def test_areas_are_26_valid_polygons_around_their_sites(city_map):
    assert len(city_map.neighbourhoods) == 26
    assert len({n.place.code for n in city_map.neighbourhoods}) == 26
    assert all(n.polygon.is_valid and n.polygon.geom_type == "Polygon" for n in city_map.neighbourhoods)


def test_areas_do_not_overlap_and_leave_no_gap(city_map):
    polygons = [n.polygon for n in city_map.neighbourhoods]
    assert sum(p.area for p in polygons) == pytest.approx(city_map.outline.area, abs=1e-3)
    assert city_map.outline.geom_type == "Polygon"
    assert len(city_map.outline.interiors) == 0


def test_neighbours_share_every_vertex_of_their_border(city_map):
    polygons = np.array([n.polygon for n in city_map.neighbourhoods])
    assert shapely.coverage_is_valid(polygons)


def test_each_area_lies_inside_its_district(city_map):
    assert len(city_map.districts) == 4
    for area in city_map.neighbourhoods:
        assert area.polygon.difference(city_map.districts[area.place.district]).area == pytest.approx(
            0, abs=1e-3
        )


def test_sea_touches_the_city_without_covering_it(city_map):
    assert city_map.outline.intersection(city_map.sea).area < 1
    assert city_map.outline.boundary.intersection(city_map.sea.buffer(1)).length > 10_000


def test_addresses_stand_in_their_area_and_on_land(city_map):
    places = addresses()
    polygons = np.array([n.polygon for n in city_map.neighbourhoods])
    assert len(places.x) > 20_000
    assert shapely.contains_xy(polygons[places.neighbourhood], places.x, places.y).all()
    assert not shapely.contains_xy(city_map.sea, places.x, places.y).any()


def test_geojson_puts_longitude_first(city_map):
    longitude, latitude = shapely.geometry.shape(geojson(city_map.outline)).centroid.coords[0]
    centre = to_degrees(np.array([gaz.CENTRE_EASTING_M]), np.array([gaz.CENTRE_NORTHING_M]))
    assert longitude == pytest.approx(centre[1][0], abs=0.05)
    assert latitude == pytest.approx(centre[0][0], abs=0.05)
