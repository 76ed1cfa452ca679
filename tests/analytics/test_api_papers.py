"""`/api/predict_crime` and `/api/hotspots`: format, rights, refusals."""

import datetime
import json
import time

import pytest

from accounts.models import RequestCount
from analytics.api.serializers import PredictionSerializer
from analytics.models import Hotspot

QUESTION = {"hour": 3, "day_of_week": 2, "month": 5, "latitude": 51.988, "longitude": 3.98}


@pytest.fixture
def predict(api):
    return lambda user, **changes: api(user).post(
        "/api/predict_crime", {**QUESTION, **changes}, format="json"
    )


def test_prediction_has_the_published_format(city, retrain, predict, analyst):
    retrain(city, "crime_type")
    response = predict(analyst)
    body = response.json()
    assert response.status_code == 200
    assert body["predicted_crime_type"] == "Burglary"
    assert body["confidence"] == body["probabilities"]["Burglary"]
    assert sum(body["probabilities"].values()) == pytest.approx(1)
    assert sum(body["baseline"].values()) == pytest.approx(1)
    assert (body["abstained"], body["model_version"]["version"]) == (False, 1)
    assert set(body) == set(PredictionSerializer().fields)


def test_citizen_is_answered_by_the_public_model(city, retrain, predict, citizen):
    retrain(city, "crime_type")
    body = predict(citizen).json()
    assert (body["model_version"]["audience"], "Rape" in body["probabilities"]) == ("public", False)


def test_prediction_without_a_model_says_so(jurisdiction, predict, citizen):
    response = predict(citizen)
    body = response.json()
    assert (response.status_code, body["predicted_crime_type"], body["model_version"]) == (200, None, None)
    assert "No model has been trained" in body["caveat"]


def test_prediction_needs_a_log_in(jurisdiction, predict):
    assert predict(None).status_code == 401


@pytest.mark.parametrize("role", ["auditor", "administrator", "custodian"])
def test_prediction_is_refused_to_roles_without_the_right(role, request, predict):
    assert predict(request.getfixturevalue(role)).status_code == 403


def test_all_bad_fields_are_named_together(jurisdiction, predict, citizen):
    response = predict(citizen, hour=24, day_of_week=-1, month=13, latitude="nan", longitude=None)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert {error["field"] for error in response.json()["errors"]} == set(QUESTION)


@pytest.mark.parametrize("value", [float("inf"), "NaN", "Infinity", True, [1], {}, "", "north", 10**400, 91])
def test_latitude_that_is_none_is_refused(jurisdiction, api, citizen, value):
    content = json.dumps({**QUESTION, "latitude": value})
    response = api(citizen).post("/api/predict_crime", content, content_type="application/json")
    assert response.status_code == 400


@pytest.mark.parametrize("content", ["[]", "3", "null", '"text"', "{", ""])
def test_body_that_is_no_object_is_refused(jurisdiction, api, citizen, content):
    response = api(citizen).post("/api/predict_crime", content, content_type="application/json")
    assert response.status_code == 400


def test_point_outside_every_jurisdiction_is_422_naming_both_coordinates(jurisdiction, predict, citizen):
    response = predict(citizen, latitude=10.0)
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["latitude", "longitude"]


def test_six_hundred_predictions_a_minute_are_allowed_and_no_more(
    jurisdiction, predict, citizen, settings, time_machine
):
    assert settings.REQUESTS_PER_MINUTE["predict"] == 600
    time_machine.move_to(datetime.datetime(2026, 11, 21, 9, 0, tzinfo=datetime.UTC), tick=False)
    minute = int(time.time() // 60)
    RequestCount.objects.create(name=f"predict:user-{citizen.pk}", minute=minute, count=599)
    assert [predict(citizen, latitude=10.0).status_code for _ in range(2)] == [422, 429]


def test_hotspots_have_the_published_format(city, retrain, api, analyst):
    retrain(city, "hotspots")
    rows = api(analyst).get("/api/hotspots").json()
    assert len(rows) == 10
    assert {"cluster_id", "latitude", "longitude", "count", "radius_m", "risk_level"} <= set(rows[0])
    assert sum(row["count"] for row in rows) == 800
    assert (rows[0]["jurisdiction"], 0 < rows[0]["hit_rate"]["value"] <= 1) == ("TESTCITY", True)


def test_hotspots_for_a_citizen_are_the_public_ones(city, retrain, api, citizen):
    retrain(city, "hotspots")
    rows = api(citizen).get("/api/hotspots?jurisdiction=TESTCITY").json()
    expected = Hotspot.objects.current(city, "public").values_list("latitude", "longitude", "count")
    assert {(row["latitude"], row["longitude"], row["count"]) for row in rows} == set(expected)


def test_hotspots_before_any_training_are_an_empty_list_that_says_so(jurisdiction, api, citizen):
    response = api(citizen).get("/api/hotspots?jurisdiction=TESTCITY")
    assert (response.status_code, response.json()) == (200, [])
    assert response["Notice"] == "No hotspots have been trained here yet."


def test_hotspots_of_an_unknown_jurisdiction_are_refused_by_name(jurisdiction, api, citizen):
    response = api(citizen).get("/api/hotspots?jurisdiction=NOWHERE")
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "jurisdiction")


def test_hotspots_need_a_log_in(jurisdiction, api):
    assert api().get("/api/hotspots").status_code == 401


def test_prediction_asks_few_queries(city, retrain, predict, analyst, django_assert_max_num_queries):
    retrain(city, "crime_type")
    predict(analyst)
    # The count of requests; the jurisdictions that hold the point with their models in use; postings are
    # read once a user.
    with django_assert_max_num_queries(2):
        predict(analyst)
