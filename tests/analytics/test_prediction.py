import datetime

import numpy as np
import pytest

from analytics import prediction, registry
from analytics.models import ModelVersion
from records.models import CrimeRecord, OffenceCategory

from .. import factories
from .conftest import PATTERNS

BURGLARY_AT_NIGHT = {"hour": 3, "day_of_week": 2, "month": 5, "latitude": 51.988, "longitude": 3.98}


def ask(user, **changes) -> prediction.Answer:
    return prediction.predict(user=user, **{**BURGLARY_AT_NIGHT, **changes})


@pytest.mark.parametrize("code", PATTERNS)
def test_prediction_names_the_type_of_its_place_and_hour(city, retrain, analyst, code):
    retrain(city, "crime_type")
    latitude, longitude, hour = PATTERNS[code]
    answer = ask(analyst, hour=hour, latitude=latitude, longitude=longitude)
    assert (answer.predicted, answer.abstained) == (code.capitalize(), False)
    assert sum(answer.probabilities.values()) == pytest.approx(1)
    assert answer.confidence == max(answer.probabilities.values()) > 0.5


def test_fast_forest_gives_what_scikit_learn_gives(city, retrain):
    retrain(city, "crime_type")
    models = registry.load(ModelVersion.objects.get(audience="staff"))
    version = ModelVersion.objects.get(audience="staff")
    rows = np.array([[3, 2, 5, 51.988, 3.98], [22, 6, 12, 52.01, 4.02]], dtype=np.float32)
    fast = [prediction.CrimeTypeModel(version, models).forest(row[None]) for row in rows]
    assert np.allclose(fast, models["rf_model"].predict_proba(rows), atol=1e-12)


def test_citizen_is_answered_for_the_middle_of_the_hexagon(city, retrain, citizen):
    retrain(city, "crime_type")
    here, nearby = ask(citizen), ask(citizen, latitude=51.9881, longitude=3.9801)
    assert here == nearby
    assert (here.audience, "Rape" in here.probabilities) == ("public", False)
    assert (here.latitude, here.longitude) != (51.988, 3.98)


def test_where_no_category_is_public_a_citizen_is_told_other(city, retrain, citizen):
    OffenceCategory.objects.update(public_class="never")
    retrain(city, "crime_type")
    assert ask(citizen).probabilities == {"other": 1.0}


def test_staff_of_another_jurisdiction_are_answered_as_the_public_is(city, retrain):
    elsewhere = factories.make_station(
        factories.make_jurisdiction("ELSEWHERE", bounds=(10, 10, 11, 11)), "ELS"
    )
    visitor = factories.make_user("visitor", "officer", elsewhere)
    retrain(city, "crime_type")
    assert ask(visitor).audience == "public"


def test_outside_the_training_support_the_baseline_answers(city, retrain, analyst):
    retrain(city, "crime_type")
    answer = ask(analyst, latitude=52.0195, longitude=3.9995)
    assert (answer.abstained, answer.probabilities) == (True, answer.baseline)
    assert answer.caveat.startswith("Too few crimes")


def worked_back(shares: dict[str, float], reference: dict[str, float]) -> dict[str, float]:
    """Counts of a place, from its smoothed shares and those of a place without records at the same hours."""
    number = 20 / min(shares[name] / reference[name] for name in shares) - 20
    return {name: shares[name] * (number + 20) - 20 * reference[name] for name in shares}


def test_citizen_cannot_work_back_to_the_count_of_a_place(city, station_a, retrain, citizen, analyst):
    moment = datetime.datetime(2026, 5, 4, 13, tzinfo=datetime.UTC)
    factories.make_records(
        station_a, factories.make_category("theft"), [moment], latitude=52.0, longitude=4.0, source="lone"
    )
    retrain(city, "crime_type")

    def attack(user) -> float:
        here = ask(user, hour=15, latitude=52.0, longitude=4.0)
        empty = ask(user, hour=15, latitude=52.0195, longitude=3.9995)
        return worked_back(here.baseline, empty.baseline)["Theft"]

    assert attack(analyst) == pytest.approx(1)
    assert attack(citizen) == pytest.approx(0)


def test_citizen_is_told_whole_per_cents_that_sum_to_one(city, retrain, citizen):
    retrain(city, "crime_type")
    answer = ask(citizen)
    for shares in (answer.probabilities, answer.baseline):
        assert all(share == round(share, 2) for share in shares.values())
        assert sum(shares.values()) == pytest.approx(1)


def test_point_outside_every_jurisdiction_is_refused(city, analyst):
    with pytest.raises(prediction.OutsideEveryJurisdiction):
        ask(analyst, latitude=10.0)


def test_without_a_model_the_answer_says_so(city, analyst):
    answer = ask(analyst)
    assert (answer.predicted, answer.confidence, answer.version) == (None, None, None)
    assert answer.caveat.startswith("No model has been trained for TESTCITY yet.")


def test_refused_file_is_answered_without_a_model(city, retrain, analyst, settings):
    retrain(city, "crime_type")
    settings.ARTEFACT_HMAC_KEY = "k" * 64
    answer = ask(analyst)
    assert (answer.version, answer.caveat.startswith("The model's file did not pass")) == (None, True)


def test_file_out_of_reach_is_answered_without_a_model(city, retrain, analyst, monkeypatch):
    retrain(city, "crime_type")
    monkeypatch.setattr(registry.default_storage, "open", lambda *_: 1 / 0)
    answer = ask(analyst)
    assert (answer.version, answer.caveat.startswith("The model's file cannot be read")) == (None, True)


def test_new_champion_answers_at_once(city, retrain, analyst):
    retrain(city, "crime_type")
    assert ask(analyst).version.version == 1
    CrimeRecord.objects.filter(source="theft").first().save()
    retrain(city, "crime_type")
    assert ask(analyst).version.version == 2


def test_baseline_in_use_answers_and_is_labelled(city, retrain, analyst):
    retrain(city, "crime_type")
    ModelVersion.objects.update(is_baseline=True)
    answer = ask(analyst)
    assert (answer.abstained, answer.probabilities) == (False, answer.baseline)
    assert answer.caveat.startswith("No model beat the baseline")


def test_overlapping_jurisdictions_are_told_apart_by_outline(city, retrain, analyst):
    around = factories.make_jurisdiction(
        "AROUND", bounds=(51.9, 3.9, 52.1, 4.1), outline=factories.box(3.9, 51.9, 3.96, 52.1)
    )
    retrain(city, "crime_type")
    assert ask(analyst).jurisdiction == "TESTCITY"
    around.outline = factories.box(3.9, 51.9, 4.1, 52.1)
    around.save()
    assert ask(analyst).jurisdiction == "AROUND"


def test_night_hour_is_local(station_a):
    """22:30 UTC in June is 0:30 in the city."""
    from analytics import datasets

    moment = datetime.datetime(2026, 6, 1, 22, 30, tzinfo=datetime.UTC)
    factories.make_records(station_a, factories.make_category(), [moment])
    data = datasets.load(station_a.jurisdiction, datetime.date(2026, 7, 1))
    assert str(data.local(data.events.drawn)[0]).startswith("2026-06-02T00:30")
