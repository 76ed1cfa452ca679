import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories

pytestmark = pytest.mark.django_db
BASE = "/api/v1/public"
PAGES = [
    "/",
    "/?q=wesst",
    "/?sort=rate",
    "/areas/TESTCITY/west/",
    "/areas/TESTCITY/west/figures.csv",
    "/data-and-methods/",
    f"{BASE}/releases/",
    f"{BASE}/areas/",
    f"{BASE}/categories/",
    f"{BASE}/stats/?cut=area_month&area=west",
    f"{BASE}/stats/?cut=hexagon_year",
    f"{BASE}/trends/?area=west",
    f"{BASE}/trends/",
    f"{BASE}/map/",
    f"{BASE}/map/?area=west",
]


@pytest.fixture
def released(full_city):
    full_city.build()
    return full_city


@pytest.fixture
def small(city):
    city.record(20, 2025, 1)
    city.build((2025, 1))
    return city


def errors(response) -> dict:
    return {error["field"]: error["detail"] for error in response.json()["errors"]}


@pytest.mark.parametrize("url", PAGES)
def test_public_url_reads_no_record_with_few_queries(client, released, url):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    statements = [query["sql"] for query in queries]
    assert not [sql for sql in statements if "records_crimerecord" in sql or 'records_offence"' in sql]
    # The area page: release, areas, months, types, hexagons. The API beside: the count of requests.
    assert len(statements) <= 7


def test_public_urls_are_all_tested():
    from analytics import urls_public
    from analytics.api import urls_public as api

    known = {
        "home",
        "area",
        "area_csv",
        "methods",
        "releases",
        "areas",
        "categories",
        "stats",
        "trends",
        "map",
    }
    assert {pattern.name for module in (urls_public, api) for pattern in module.urlpatterns} == known


def test_stats_cells_of_an_area(client, released):
    body = client.get(f"{BASE}/stats/?cut=area_year&area=west&year=2024").json()
    assert body["release"]["number"] == 1
    assert body["release"]["month"] == "2025-12"
    assert [(cell["category"], cell["value"], cell["text"]) for cell in body["cells"]] == [
        (None, 600, "600"),
        ("burglary", 480, "480"),
        ("theft", 120, "120"),
    ]
    assert len(body["caveats"]) == 6


def test_stats_fewer_than_five(client, released):
    body = client.get(f"{BASE}/stats/?cut=area_month&area=east&year=2024&month=3").json()
    assert body["cells"] == [
        {
            "value": None,
            "status": "few",
            "text": "fewer than 5",
            "area": "east",
            "hexagon": None,
            "category": None,
            "year": 2024,
            "month": 3,
            "level": None,
        }
    ]


def test_stats_hexagons_are_levels(client, released):
    cells = client.get(f"{BASE}/stats/?cut=hexagon_year&year=2024").json()["cells"]
    assert {cell["level"] for cell in cells} == {"lower", "highest"}
    assert {cell["value"] for cell in cells} == {None}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "cut"),
        ("cut=area_day", "cut"),
        ("cut=area_month", "year"),
        ("cut=area_month&area=west&category=theft", "category"),
        ("cut=area_year&area=west&month=3", "month"),
        ("cut=hexagon_year&area=west", "area"),
        ("cut=area_month&area=nowhere", "area"),
        ("cut=jurisdiction_month&category=nothing", "category"),
        ("cut=jurisdiction_month&year=x", "year"),
        ("cut=jurisdiction_month&street=Main", "street"),
        ("cut=jurisdiction_month&jurisdiction=NONE", "jurisdiction"),
    ],
)
def test_stats_unknown_combination_refused(client, small, query, field):
    response = client.get(f"{BASE}/stats/?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert list(errors(response)) == [field]


def test_stats_never_public_type_is_unknown(client, small):
    factories.make_category("informant", public_class="never")
    assert client.get(f"{BASE}/stats/?cut=jurisdiction_year&category=informant").status_code == 400


def test_trends_of_an_area(client, released):
    body = client.get(f"{BASE}/trends/?area=west").json()
    assert len(body["months"]) == 24
    assert body["months"][-1] == {"month": "2025-12", "value": 50, "status": "ok", "text": "50"}


def test_trends_of_a_type_in_the_whole(client, released):
    months = client.get(f"{BASE}/trends/?category=theft").json()["months"]
    assert {month["value"] for month in months} == {10}


def test_trends_of_a_type_in_an_area_refused(client, small):
    assert list(errors(client.get(f"{BASE}/trends/?area=west&category=theft"))) == ["category"]


def test_areas_with_totals(client, released):
    east, west = client.get(f"{BASE}/areas/").json()["areas"]
    assert (west["code"], west["value"], west["rate"], west["change_percent"]) == ("west", 600, 60.0, 0.0)
    assert (east["value"], east["fewer_than"], east["rate"]) == (None, 50, None)


def test_categories_leave_out_the_never_public(client, released):
    factories.make_category("homicide", public_class="broad")
    factories.make_category("informant", public_class="never")
    listed = {row["code"]: row["shown"] for row in client.get(f"{BASE}/categories/").json()}
    assert listed == {"burglary": "public", "theft": "public", "homicide": "broad"}


def test_map_of_all_areas(client, released):
    body = client.get(f"{BASE}/map/").json()
    levels = {area["properties"]["code"]: area["properties"]["level"] for area in body["areas"]["features"]}
    assert levels == {"east": 1, "west": 3}
    assert "cells" not in body


def test_map_around_an_area(client, released):
    body = client.get(f"{BASE}/map/?area=west").json()
    own = [area["properties"]["code"] for area in body["areas"]["features"] if area["properties"]["own"]]
    assert own == ["west"]
    cells = [cell["properties"] for cell in body["cells"]["features"]]
    assert {cell["level"] for cell in cells} == {1, 4}
    assert {cell["faint"] for cell in cells} == {True, False}
    assert not any("count" in cell or "value" in cell for cell in cells)


def test_map_before_the_first_release_has_boundaries_only(client, jurisdiction):
    factories.make_areas(jurisdiction, ("West End", "East"))
    body = client.get(f"{BASE}/map/?jurisdiction=TESTCITY").json()
    assert [area["properties"]["level"] for area in body["areas"]["features"]] == [None, None]


def test_answers_are_cached_by_release(client, small):
    url = f"{BASE}/areas/"
    first = client.get(url)
    assert first["Cache-Control"] == "public, max-age=300"
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    small.record(20, 2025, 2)
    small.build((2025, 2))
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_answers_before_any_release(client, areas):
    response = client.get(f"{BASE}/areas/")
    assert response.status_code == 404
    assert response.json()["detail"] == "No figures are published yet."
    assert client.get(f"{BASE}/releases/").json() == []


def test_jurisdiction_must_be_named_where_several_publish(client, small):
    other = factories.make_jurisdiction("OTHER")
    twin = type(small)(other, factories.make_station(other, "OTH"), factories.make_areas(other))
    twin.record(20, 2025, 1)
    twin.build((2025, 1))
    assert errors(client.get(f"{BASE}/areas/")) == {"jurisdiction": "Name one of TESTCITY, OTHER."}
    assert client.get(f"{BASE}/areas/?jurisdiction=other").json()["areas"][0]["value"] is None


def test_public_api_needs_no_log_in_and_sets_no_cookie(client, small):
    cache.clear()
    response = client.get(f"{BASE}/releases/")
    assert response.status_code == 200
    assert not response.cookies


def take_back(code: str, public_class: str) -> None:
    category = factories.make_category(code)
    category.public_class = public_class
    category.save()


@pytest.mark.parametrize(
    "url",
    [
        f"{BASE}/stats/?cut=jurisdiction_month&year=2024",
        f"{BASE}/stats/?cut=jurisdiction_year",
        f"{BASE}/stats/?cut=area_year&area=west",
        f"{BASE}/categories/",
        "/areas/TESTCITY/west/",
        "/areas/TESTCITY/west/figures.csv",
    ],
)
def test_type_taken_back_leaves_the_release_that_is_out(client, released, url):
    before = client.get(url)
    assert "theft" in before.content.decode().lower()
    take_back("theft", "never")
    tag = {"If-None-Match": before["ETag"]} if "ETag" in before else {}
    after = client.get(url, headers=tag)
    assert (after.status_code, "theft" in after.content.decode().lower()) == (200, False)


def test_type_that_became_broad_stays_in_years_of_the_whole_alone(client, released):
    take_back("theft", "broad")
    cuts = ("jurisdiction_year&year=2024", "jurisdiction_month&year=2024", "area_year&area=west")
    bodies = [client.get(f"{BASE}/stats/?cut={cut}").json() for cut in cuts]
    shown = ["theft" in {cell["category"] for cell in body["cells"]} for body in bodies]
    assert shown == [True, False, False]
