"""Models, runs, hotspots, zones and forecasts at /api/v1/."""

import pytest

from analytics.models import ModelVersion, TrainingRun

from .. import factories

LISTS = ["models/", "runs/", "zones/", "forecasts/"]


@pytest.fixture
def trained(city, retrain):
    for product in ("hotspots", "zones", "forecast"):
        retrain(city, product)
    return city


def test_models_are_listed_with_their_figures_beside_the_baselines(trained, api, officer):
    results = api(officer).get("/api/v1/models/?product=hotspots&audience=staff").json()["results"]
    assert len(results) == 1
    assert set(results[0]["baseline_metrics"]) == {"last_year", "recent"}
    assert results[0]["stage"] == "champion"


def test_runs_are_listed_newest_first(trained, api, officer):
    results = api(officer).get("/api/v1/runs/").json()["results"]
    assert [run["product"] for run in results] == ["forecast", "zones", "hotspots"]


def test_zones_are_features_with_boundaries(trained, api, officer):
    body = api(officer).get("/api/v1/zones/?jurisdiction=TESTCITY").json()
    assert (body["type"], len(body["features"])) == ("FeatureCollection", 4)
    first = body["features"][0]
    assert (first["type"], first["geometry"]["type"]) == ("Feature", "Polygon")
    assert (first["properties"]["rank"], first["properties"]["basis"]) == (1, "per_1000_residents")


def test_forecasts_give_the_whole_and_each_area(trained, api, officer):
    rows = api(officer).get("/api/v1/forecasts/").json()
    assert {row["area"] for row in rows} == {None, "quay", "mill", "gate", "hill"}


def test_hotspot_features_are_exact_for_staff_and_public_for_citizens(trained, api, officer, citizen):
    def total(user) -> int:
        features = api(user).get("/api/v1/hotspots/").json()["features"]
        return sum(feature["properties"]["count"] for feature in features)

    assert total(officer) == 800
    assert 580 <= total(citizen) <= 620


@pytest.mark.parametrize("path", LISTS)
def test_lists_are_refused_to_citizens(path, api, citizen, jurisdiction):
    assert api(citizen).get(f"/api/v1/{path}").status_code == 403


@pytest.mark.parametrize("path", [*LISTS, "hotspots/"])
def test_lists_need_a_log_in(path, api, jurisdiction):
    assert api().get(f"/api/v1/{path}").status_code == 401


@pytest.mark.parametrize("path", [*LISTS, "hotspots/"])
def test_lists_work_before_any_training(path, api, analyst):
    assert api(analyst).get(f"/api/v1/{path}").status_code == 200


def test_staff_see_no_runs_or_exact_figures_of_another_jurisdiction(trained, api):
    elsewhere = factories.make_station(factories.make_jurisdiction("ELSEWHERE"), "ELS")
    visitor = api(factories.make_user("visitor", "officer", elsewhere))
    assert visitor.get("/api/v1/runs/").json()["results"] == []
    assert visitor.get("/api/v1/zones/").json()["features"] == []
    assert {m["audience"] for m in visitor.get("/api/v1/models/").json()["results"]} == {"public"}
    assert visitor.get(f"/api/v1/runs/{TrainingRun.objects.first().pk}/").status_code == 404


def test_analyst_asks_for_a_retraining_and_joins_it(jurisdiction, api, analyst):
    wish = {"jurisdiction": "TESTCITY", "product": "zones"}
    first = api(analyst).post("/api/v1/runs/", wish, format="json")
    second = api(analyst).post("/api/v1/runs/", wish, format="json")
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json()["id"] == second.json()["id"]
    assert first["Location"].endswith(f"/api/v1/runs/{first.json()['id']}/")


def test_officer_may_not_ask_for_a_retraining(api, officer):
    wish = {"jurisdiction": "TESTCITY", "product": "zones"}
    assert api(officer).post("/api/v1/runs/", wish, format="json").status_code == 403
    assert TrainingRun.objects.count() == 0


def test_retraining_of_what_does_not_exist_is_refused_by_field(api, analyst):
    wish = {"jurisdiction": "NOWHERE", "product": "nothing"}
    response = api(analyst).post("/api/v1/runs/", wish, format="json")
    assert {error["field"] for error in response.json()["errors"]} == {"jurisdiction", "product"}


def test_citizen_sees_no_staff_version_through_the_queryset(trained, citizen):
    assert set(ModelVersion.objects.visible_to(citizen).values_list("audience", flat=True)) == {"public"}
    assert not ModelVersion.objects.visible_to(None).exists()
