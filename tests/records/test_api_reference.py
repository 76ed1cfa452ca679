from tests.factories import make_areas, make_category, make_jurisdiction


def test_areas_are_listed_without_their_boundaries(api, areas):
    results = api().get("/api/v1/areas/", {"jurisdiction": "TESTCITY"}).json()["results"]
    assert [(area["code"], area["jurisdiction"]) for area in results] == [
        ("east", "TESTCITY"),
        ("west", "TESTCITY"),
    ]
    assert "boundary" not in results[0]


def test_areas_of_another_jurisdiction_are_left_out(api, areas):
    other = make_jurisdiction("OTHER", bounds=(10, 10, 10.1, 10.1))
    make_areas(other, ("Far",))
    results = api().get("/api/v1/areas/", {"jurisdiction": "OTHER"}).json()["results"]
    assert [area["code"] for area in results] == ["far"]


def test_area_has_its_boundary(api, areas):
    assert api().get(f"/api/v1/areas/{areas[0].pk}/").json()["boundary"]["type"] == "Polygon"


def test_areas_queries_do_not_grow_with_the_list(api, jurisdiction, django_assert_num_queries):
    make_areas(jurisdiction, tuple(f"A{i}" for i in range(30)))
    # the count of requests, areas
    with django_assert_num_queries(2):
        api().get("/api/v1/areas/")


def test_offence_categories_are_found_by_code(api, db):
    make_category("burglary", group="Property")
    assert api().get("/api/v1/offence-categories/burglary/").json()["group"] == "Property"
    assert len(api().get("/api/v1/offence-categories/").json()["results"]) == 1


def test_reference_data_cannot_be_written(api, supervisor, areas):
    assert api(supervisor).post("/api/v1/areas/", {}, format="json").status_code == 405
