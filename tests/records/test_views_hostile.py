import pytest

HUGE = "9" * 40


@pytest.mark.parametrize(
    "path",
    [
        f"/records/{HUGE}/",
        f"/records/{HUGE}/edit/",
        f"/records/{HUGE}/submit/",
        f"/api/v1/records/{HUGE}/",
        "/api/v1/records/x/",
    ],
)
def test_record_with_an_impossible_number_is_not_found(browse, officer, path):
    assert browse(officer).get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        f"area={HUGE}",
        "area=%00",
        "station=%00",
        "category=%00",
        "status=%00",
        "reported_from=0001-01-01",
        "reported_to=31/12/9999",
        "reported_from=%00",
        "before=-1&after=x",
        f"after={HUGE}",
        f"before={'9' * 4_400}",  # more digits than Python reads as one number
    ],
)
def test_list_with_a_hostile_query_is_still_a_page(browse, officer, areas, query):
    assert browse(officer).get(f"/records/?{query}").status_code == 200


@pytest.mark.parametrize("query", ["jurisdiction=%00", f"jurisdiction={HUGE}", "jurisdiction=%F0%9F%92%A9"])
def test_prediction_page_with_a_hostile_query_is_still_a_page(browse, citizen, jurisdiction, query):
    assert browse(citizen).get(f"/predict/?{query}").status_code == 200


@pytest.mark.parametrize(
    "body", ["[]", "null", "1", '"text"', "{", '{"title": {"$ne": 1}}', '{"latitude": 1e400, "title": "x"}']
)
def test_api_with_a_hostile_body_is_refused(api, officer, station_a, body):
    response = api(officer).post("/api/v1/records/", body, content_type="application/json")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
