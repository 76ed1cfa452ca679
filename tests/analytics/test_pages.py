import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from analytics.choices import Product
from analytics.models import ForecastPoint, Hotspot, ModelVersion, TrainingRun, ZoneRating
from records.models import Area
from tests.factories import make_category, make_jurisdiction, make_records, make_user

DASHBOARD = "/analytics/"
NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)


def make_run(jurisdiction, product="zones", status="done", **fields) -> TrainingRun:
    fields.setdefault("finished_at", timezone.now())
    return TrainingRun.objects.create(jurisdiction=jurisdiction, product=product, status=status, **fields)


def make_version(jurisdiction, product, **fields) -> ModelVersion:
    run = make_run(jurisdiction, product)
    fields = {"algorithm": "A method", "stage": "champion", "version": 1, **fields}
    return ModelVersion.objects.create(jurisdiction=jurisdiction, product=product, run=run, **fields)


@pytest.fixture
def models(jurisdiction, areas) -> None:
    """Models in use with outputs, as a training stores them."""
    zones = make_version(
        jurisdiction,
        "zones",
        metrics={"hit_rate": 0.4, "red_areas": 1, "areas": 2},
        baseline_metrics={"most_records": {"hit_rate": 0.3}},
        verdict="40 % against 30 %.",
        card={"basis": "per_km2", "records": 1234},
    )
    for rank, (area, level) in enumerate(zip(areas, ("red", "green"), strict=True), start=1):
        ZoneRating.objects.create(
            model_version=zones, area=area, level=level, rank=rank, rate=9, severity_rate=9, stability=0.5
        )
    hotspots = make_version(jurisdiction, "hotspots", card={"elbow": [[1, 2e6], [2, 1e6]]})
    Hotspot.objects.create(
        model_version=hotspots,
        cluster_id=0,
        latitude=52,
        longitude=3.99,
        count=77,
        radius_m=300,
        risk_level="high",
    )
    forecast = make_version(jurisdiction, "forecast", card={"monthly": {"2026-01": 90, "2026-02": 100}})
    ForecastPoint.objects.create(
        model_version=forecast, month=datetime.date(2026, 3, 1), value=110, low=95, high=125
    )


def test_dashboard_without_a_model_says_so(browse, officer):
    page = browse(officer).get(DASHBOARD).content.decode()
    assert "No model has been trained for Testcity yet." in page
    assert page.count("No trained model yet") == 7  # two tiles, the forecast, four cards


def test_dashboard_without_a_jurisdiction_says_so(browse, db):
    response = browse(make_user("lone", Role.ANALYST)).get(DASHBOARD)
    assert b"There is nothing to analyse yet." in response.content


def test_dashboard_shows_what_the_models_say(browse, analyst, models):
    response = browse(analyst).get(DASHBOARD)
    page = response.content.decode()
    assert page.count("No trained model yet") == 1  # the crime type has none
    assert "About 110 crimes a month are expected until March 2026" in page
    assert "8 in 10 chance of 95 to 125" in page
    assert response.context["high_zones"] == 1
    drawn = response.context["map_data"]
    zones = {one["properties"]["code"]: one["properties"]["zone"] for one in drawn["areas"]["features"]}
    assert zones == {"west": "red", "east": "green"}
    assert drawn["hotspots"][0]["text"] == "Hotspot 1: 77 records, high risk"


def test_dashboard_forecast_joins_the_recorded_line(browse, analyst, models):
    rows = browse(analyst).get(DASHBOARD).context["forecast_rows"]
    assert [row.get("value") for row in rows] == [90, 100, None]
    assert [row.get("forecast") for row in rows] == [None, 100, 110]


def test_dashboard_shows_metrics_beside_the_baseline(browse, analyst, models):
    products = browse(analyst).get(DASHBOARD).context["products"]
    [table] = next(one["card"] for one in products if one["key"] == "zones").tables
    assert table.columns == ["Zones", "Most records (baseline)"]
    assert table.rows == [("Hit rate", ["40.0%", "30.0%"])]


def test_dashboard_counts_up_to_the_last_record(browse, analyst, station_a):
    days = [0, 1, 27, 28, 30, 400]
    make_records(station_a, make_category(), [NOON - datetime.timedelta(days=day) for day in days])
    figures = browse(analyst).get(DASHBOARD).context["recorded"]
    assert (figures.recent, figures.before, figures.year) == (3, 2, 5)


def test_dashboard_counts_records_without_a_place(browse, analyst, station_a):
    records = make_records(station_a, make_category(), [NOON, NOON, NOON, NOON])
    records[0].latitude = records[0].longitude = None
    records[0].save()
    response = browse(analyst).get(DASHBOARD)
    assert response.context["recorded"].without_place == 1
    assert response.context["located_text"] == "75.0"


def test_dashboard_of_another_jurisdiction_is_not_found(browse, officer, analyst):
    make_jurisdiction("OTHER", bounds=(10, 10, 10.1, 10.1))
    url = f"{DASHBOARD}?jurisdiction=OTHER"
    assert browse(officer).get(url).status_code == 404
    assert browse(analyst).get(url).context["jurisdiction"].code == "OTHER"


@pytest.mark.parametrize("role", ["citizen", "custodian", "auditor", "administrator"])
def test_dashboard_refuses_roles_without_analytics(browse, request, role, jurisdiction):
    assert browse(request.getfixturevalue(role)).get(DASHBOARD).status_code == 403


def test_dashboard_sends_the_anonymous_to_log_in(browse, jurisdiction):
    assert browse().get(DASHBOARD).url.startswith(reverse("account_login"))


def test_dashboard_queries_do_not_grow_with_areas_and_hotspots(
    browse, analyst, models, jurisdiction, django_assert_num_queries
):
    client = browse(analyst)
    client.get(DASHBOARD)  # the first request of the day is noted
    # session, user, postings, jurisdictions, newest record, counts, zones, hotspots, areas, attribution,
    # versions, four last runs, forecast
    with django_assert_num_queries(DASHBOARD_QUERIES):
        client.get(DASHBOARD)
    zones = ModelVersion.objects.get(product="zones")
    new = make_areas_beside(jurisdiction)
    for rank, area in enumerate(new, start=3):
        ZoneRating.objects.create(
            model_version=zones, area=area, level="green", rank=rank, rate=1, severity_rate=1
        )
    with django_assert_num_queries(DASHBOARD_QUERIES):
        client.get(DASHBOARD)


DASHBOARD_QUERIES = 16


def make_areas_beside(jurisdiction):
    shapes = Area.objects.first()
    return [
        Area.objects.create(area_set=shapes.area_set, code=f"a{i}", name=f"A{i}", boundary=shapes.boundary)
        for i in range(20)
    ]


def test_retrain_queues_a_run_and_shows_it(browse, analyst, jurisdiction):
    response = browse(analyst).post("/analytics/retrain/", {"jurisdiction": "TESTCITY", "product": "zones"})
    run = TrainingRun.objects.get()
    assert (run.product, run.status, run.started_by) == ("zones", "queued", analyst)
    assert response.url == reverse("analytics:run", args=[run.pk])


def test_retrain_of_all_queues_one_run_a_product(browse, analyst, jurisdiction):
    browse(analyst).post("/analytics/retrain/", {"jurisdiction": "TESTCITY", "product": "all"})
    assert set(TrainingRun.objects.values_list("product", flat=True)) == set(Product.values)


def test_retrain_joins_a_run_that_is_under_way(browse, analyst, jurisdiction):
    client = browse(analyst)
    for _ in range(2):
        response = client.post("/analytics/retrain/", {"jurisdiction": "TESTCITY", "product": "zones"})
    assert TrainingRun.objects.count() == 1
    assert b"under way already" in client.get(response.url).content


@pytest.mark.parametrize("form", [{"product": "opera"}, {"jurisdiction": "NOWHERE", "product": "zones"}])
def test_retrain_of_something_unknown_is_not_found(browse, analyst, jurisdiction, form):
    assert browse(analyst).post("/analytics/retrain/", form).status_code == 404
    assert not TrainingRun.objects.exists()


@pytest.mark.parametrize("role", ["officer", "supervisor", "district", "citizen", "administrator"])
def test_retrain_refuses_everyone_but_analysts(browse, request, role, jurisdiction):
    client = browse(request.getfixturevalue(role))
    assert client.post("/analytics/retrain/", {"product": "zones"}).status_code == 403
    assert not TrainingRun.objects.exists()


def test_retrain_button_is_the_analyst_s_alone(browse, analyst, officer, models):
    assert b"Retrain all four" in browse(analyst).get(DASHBOARD).content
    assert b"Retrain all four" not in browse(officer).get(DASHBOARD).content


def test_run_page_works_without_script(browse, officer, jurisdiction):
    run = make_run(jurisdiction, status="running", step=2, steps=4, progress=25, message="Fitting")
    page = browse(officer).get(reverse("analytics:run", args=[run.pk])).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "Step 2 of 4. Fitting" in page


def test_run_status_is_what_the_progress_bar_reads(browse, officer, jurisdiction):
    run = make_run(jurisdiction, status="running", step=2, steps=4, progress=25, message="Fitting")
    answer = browse(officer).get(reverse("analytics:run_status", args=[run.pk])).json()
    assert answer == {
        "status": "running",
        "step": 2,
        "steps": 4,
        "progress": 25,
        "message": "Fitting",
        "error": "",
    }


def test_run_of_a_failed_training_says_why(browse, officer, jurisdiction):
    run = make_run(jurisdiction, status="failed", error="ValueError: no months")
    page = browse(officer).get(reverse("analytics:run", args=[run.pk])).content
    assert b"ValueError: no months" in page
    assert b"refresh" not in page


def test_run_of_another_jurisdiction_is_not_found(browse, officer):
    run = make_run(make_jurisdiction("OTHER", bounds=(10, 10, 10.1, 10.1)))
    for name in ("run", "run_status"):
        assert browse(officer).get(reverse(f"analytics:{name}", args=[run.pk])).status_code == 404
