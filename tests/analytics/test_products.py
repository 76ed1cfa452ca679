"""What each product finds in a city whose patterns are known, and what it gives to whom."""

import numpy as np
import pytest

from analytics import datasets, fingerprints
from analytics.models import ForecastPoint, Hotspot, ModelVersion, RiskCell, ZoneRating
from analytics.pipelines import PIPELINES
from analytics.places import snap_one
from analytics.products import crime_type
from records.models import CrimeRecord, Offence, OffenceCategory

from .conftest import EACH, PATTERNS


def champion(product: str, audience: str = "staff") -> ModelVersion:
    return ModelVersion.objects.champions().get(product=product, audience=audience)


def test_hotspots_for_staff_are_exact_and_count_every_record(city, retrain):
    retrain(city, "hotspots")
    rows = Hotspot.objects.current(city, "staff")
    assert (len(rows), sum(row.count for row in rows)) == (10, 4 * EACH)
    assert {row.risk_level for row in rows} == {"low", "medium", "high"}


def test_hotspots_for_the_public_are_snapped_rounded_and_without_hidden_categories(city, retrain):
    retrain(city, "hotspots")
    rows = Hotspot.objects.current(city, "public")
    for row in rows:
        latitude, longitude = snap_one(row.latitude, row.longitude)
        assert (row.latitude, row.longitude) == (round(latitude, 6), round(longitude, 6))
        assert (row.count % 5, row.radius_m % 100) == (0, 0)
    assert abs(sum(row.count for row in rows) - 3 * EACH) <= 2 * len(rows)
    hidden_latitude, hidden_longitude, _ = PATTERNS["rape"]
    assert all(
        abs(row.latitude - hidden_latitude) + abs(row.longitude - hidden_longitude) > 0.01 for row in rows
    )


def test_risk_cells_are_for_staff_and_sum_to_one(city, retrain):
    retrain(city, "hotspots")
    assert {cell.model_version.audience for cell in RiskCell.objects.all()} == {"staff"}
    assert sum(RiskCell.objects.values_list("value", flat=True)) == pytest.approx(1)


def test_hotspots_are_judged_beside_their_baselines(city, retrain):
    retrain(city, "hotspots")
    version = champion("hotspots")
    assert set(version.metrics) == {"kmeans", "kernel_density"}
    assert set(version.baseline_metrics) == {"last_year", "recent"}
    assert [score["area_share"] for score in version.metrics["kmeans"]] == [0.005, 0.01, 0.02, 0.05, 0.10]
    assert 0 < version.clusters_hit_rate["value"] <= 1
    assert [k for k, _ in version.card["elbow"]] == list(range(1, 16))


def test_hotspots_leave_out_what_the_police_discovered_and_state_its_share(city, retrain):
    found = CrimeRecord.objects.filter(source="theft")
    found.update(discovered="police")
    retrain(city, "hotspots")
    assert champion("hotspots").card["records"] == 3 * EACH
    assert champion("hotspots").card["police_discovered_share"] == 0.25


def test_crime_type_learns_patterns_and_beats_the_overall_shares(city, retrain):
    retrain(city, "crime_type")
    version = champion("crime_type")
    assert version.metrics["later_time"]["accuracy"] > 0.9
    assert version.baseline_metrics["majority"]["later_time"]["accuracy"] < 0.5
    assert set(version.metrics) == {"later_time", "stratified"}
    assert version.card["classes"] == ["Assault", "Burglary", "Rape", "Theft"]


def test_crime_type_for_the_public_knows_no_hidden_category(city, retrain):
    retrain(city, "crime_type")
    assert champion("crime_type", "public").card["classes"] == ["Assault", "Burglary", "Theft", "other"]


def test_shuffled_labels_do_not_beat_the_baseline(city, retrain):
    offences = list(Offence.objects.order_by("pk"))
    categories = np.random.default_rng(3).permutation([offence.category_id for offence in offences])
    for offence, category in zip(offences, categories.tolist(), strict=True):
        offence.category_id = category
    Offence.objects.bulk_update(offences, ["category"])
    retrain(city, "crime_type")
    for audience in ("staff", "public"):
        version = champion("crime_type", audience)
        assert (version.is_baseline, version.card["gate"]["beats"]) == (True, False)
        assert "baseline" in version.algorithm


def test_public_model_answers_other_where_no_category_is_public(city, retrain):
    OffenceCategory.objects.update(public_class="never")
    retrain(city, "crime_type")
    version = champion("crime_type", "public")
    assert (version.card["classes"], version.is_baseline) == (["other"], True)


def test_rare_types_are_folded_into_other_and_stated(city, retrain):
    few = Offence.objects.filter(record__source="theft").values_list("pk", flat=True)[:180]
    burglary = Offence.objects.filter(record__source="burglary").first().category_id
    Offence.objects.filter(pk__in=list(few)).update(category_id=burglary)
    retrain(city, "crime_type")
    card = champion("crime_type").card
    assert card["folded"]["Theft"] == 20
    assert "Theft" not in card["classes"]


def test_public_places_are_snapped_before_the_forest_sees_them(city):
    data = datasets.load(city, fingerprints.as_of(city)).seen_by("public")
    _, features, _, _ = crime_type.examples(data, PIPELINES["crime_type"].parameters)
    for latitude, longitude in features[:50, 3:].tolist():
        assert snap_one(latitude, longitude) == pytest.approx((latitude, longitude), abs=1e-9)


def test_zones_rank_every_area_once(city, retrain):
    retrain(city, "zones")
    rows = ZoneRating.objects.current(city).select_related("area")
    assert sorted(row.rank for row in rows) == [1, 2, 3, 4]
    first, last = rows[0], rows[3]
    assert (first.level, first.area.name in {"Quay", "Hill"}) == ("red", True)
    assert (last.level, last.area.name in {"Mill", "Gate"}) == ("green", True)
    assert champion("zones").card["basis"] == "per_1000_residents"
    assert 0 <= champion("zones").metrics["hit_rate"] <= 1


def test_forecast_gives_each_area_and_the_whole_a_value_within_its_interval(city, retrain):
    retrain(city, "forecast")
    rows = ForecastPoint.objects.current(city)
    months = sorted({str(row.month) for row in rows})
    assert months == ["2026-07-01", "2026-08-01"]
    assert len(rows) == 5 * len(months)
    assert all(0 <= row.low <= row.value <= row.high for row in rows)
    assert set(champion("forecast").card["monthly"]) == {
        *(f"2025-{month:02}" for month in range(3, 13)),
        *(f"2026-{month:02}" for month in range(1, 7)),
    }
