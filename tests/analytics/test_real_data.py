"""The whole way on open data: import Boston, train everything, and look whether the figures are sane."""

import pytest
from django.core.management import call_command

from accounts.models import Jurisdiction
from analytics import prediction
from analytics.models import ModelVersion

pytestmark = pytest.mark.shared_data


@pytest.fixture
def boston(db, shared_data) -> Jurisdiction:
    folder = shared_data / "boston"
    call_command(
        "import_records",
        str(folder / "boston_2016_2017_top8.csv.gz"),
        mapping="boston_groups",
        boundaries=folder / "boston_police_districts.geojson.gz",
        verbosity=0,
    )
    return Jurisdiction.objects.get()


def test_boston_is_trained_with_the_figures_that_its_records_support(boston, retrain, analyst):
    for product in ("hotspots", "crime_type", "zones", "forecast"):
        assert retrain(boston, product).status == "done"
    staff = {version.product: version for version in ModelVersion.objects.filter(audience="staff")}

    crime_type = staff["crime_type"]
    split = crime_type.metrics["stratified"]
    assert 0.30 < split["accuracy"] < 0.33
    assert 0.60 < split["top3"] < 0.63
    assert 0.19 < crime_type.baseline_metrics["majority"]["stratified"]["accuracy"] < 0.21
    # Later time is harder than a random fifth.
    assert 0.26 < crime_type.metrics["later_time"]["accuracy"] < split["accuracy"]
    assert crime_type.card["gate"]["beats"] is True
    assert len(crime_type.card["classes"]) == 8

    hotspots = staff["hotspots"]
    assert hotspots.hotspots.count() == 10
    assert 0.1 < hotspots.clusters_hit_rate["value"] < 0.4
    assert 0.15 < hotspots.baseline_metrics["last_year"][2]["hit_rate"] < 0.25

    assert set(staff["zones"].zones.values_list("level", flat=True)) == {"red", "orange", "green"}
    assert staff["forecast"].card["months"] == 24

    answer = prediction.predict(
        user=analyst, hour=22, day_of_week=4, month=7, latitude=42.33, longitude=-71.08
    )
    assert (answer.abstained, answer.version) == (False, crime_type)
    assert sum(answer.probabilities.values()) == pytest.approx(1)
