"""The line: what an officer enters reaches the citizen, counted and rounded, and nothing else of it does."""

import datetime
import json

import numpy as np
import pytest
from django.core.management import call_command

from accounts import audit
from analytics.choices import Product
from analytics.models import ModelVersion, StatRelease, TrainingRun
from records.models import CrimeRecord
from tests.factories import make_areas, make_category, make_records

POSTED_AT = "2026-03-19 09:00:00+00:00"
ENTERED_AT = "2026-03-20 09:00:00+00:00"
AFTER_THE_DELAY = "2026-05-05 09:00:00+00:00"
SECRET_NAME = "Zebulon Quartermaine"
MARCH = "/api/v1/public/stats/?cut=area_month&area=west&year=2026&month=3"


@pytest.fixture
def before_it_begins(time_machine):
    """The log tells events in the order of their times: people are posted before they act."""
    time_machine.move_to(POSTED_AT)


@pytest.fixture
def history(before_it_begins, jurisdiction, station_a):
    """Two years of imported records, spread over three areas."""
    make_areas(jurisdiction, ("West", "Middle", "East"))
    rng = np.random.default_rng(1)
    start = datetime.datetime(2024, 3, 1, tzinfo=datetime.UTC)
    moments = [start + datetime.timedelta(days=float(day)) for day in np.sort(rng.uniform(0, 729, 1_500))]
    for number, code in enumerate(["burglary", "theft", "assault"]):
        part = moments[number::3]
        make_records(
            station_a,
            make_category(code),
            part,
            latitude=rng.uniform(51.985, 52.015, len(part)).tolist(),
            longitude=rng.uniform(3.975, 4.025, len(part)).tolist(),
        )


def enter_and_register(api, officer, supervisor, number):
    """One record through the API, as its author and then as the supervisor."""
    minute = datetime.timedelta(minutes=number)
    happened = datetime.datetime(2026, 3, 15, 22, 0, tzinfo=datetime.UTC) + minute
    draft = {
        "station": "STA",
        "category": "burglary",
        "title": f"Window forced {number}",
        "occurred_from": happened.isoformat(),
        "reported_at": (happened + datetime.timedelta(hours=9)).isoformat(),
        "latitude": 52.00123 + number / 100_000,
        "longitude": 3.98765,
        "narrative": f"Reported by {SECRET_NAME}.",
    }
    created = api(officer).post("/api/v1/records/", draft, format="json")
    assert created.status_code == 201, created.json()
    record = f"/api/v1/records/{created.json()['id']}/"
    assert api(officer).post(f"{record}submit/", {}, format="json").status_code == 200
    registered = api(supervisor).post(f"{record}register/", {}, format="json")
    assert registered.status_code == 200, registered.json()
    return registered.json()


def everything_public(api, citizen):
    """The text of every public answer about the area, and of all that a logged-in citizen may ask."""
    paths = [
        MARCH,
        "/api/v1/public/releases/",
        "/api/v1/public/areas/",
        "/api/v1/public/trends/?area=west",
        "/api/v1/public/map/",
        "/api/v1/public/map/?area=west",
        "/areas/TESTCITY/west/",
        "/areas/TESTCITY/west/figures.csv",
        "/",
    ]
    answers = [api().get(path) for path in paths]
    question = {"hour": 22, "day_of_week": 6, "month": 3, "latitude": 52.0, "longitude": 3.98}
    answers += [
        api(citizen).get("/api/hotspots"),
        api(citizen).get("/api/v1/hotspots/"),
        api(citizen).post("/api/predict_crime", question, format="json"),
    ]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    return "\n".join(b"".join(answer).decode() for answer in answers)


@pytest.mark.usefixtures("history")
def test_ten_records_reach_the_citizen_and_nothing_else_of_them(
    api, officer, supervisor, citizen, time_machine
):
    time_machine.move_to(ENTERED_AT)
    call_command("build_release", "--jurisdiction", "TESTCITY")
    assert api().get(MARCH).json()["cells"] == []

    registered = [enter_and_register(api, officer, supervisor, number) for number in range(10)]
    assert [record["crime_id"] for record in registered] == [f"STA/2026/{n:06d}" for n in range(1, 11)]
    assert api().get(MARCH).json()["cells"] == []

    time_machine.move_to(AFTER_THE_DELAY)
    call_command("retrain", "--jurisdiction", "TESTCITY", "--wait")
    call_command("build_release", "--jurisdiction", "TESTCITY")
    (march,) = api().get(MARCH).json()["cells"]
    assert (march["value"], march["status"]) == (10, "ok")

    public = everything_public(api, citizen)
    for record in registered:
        assert record["crime_id"] not in public
        assert str(record["latitude"]) not in public
        assert str(record["longitude"]) not in public
        assert f'"id":{record["id"]},' not in public.replace(" ", "")
    assert SECRET_NAME not in public
    assert "Window forced" not in public

    versions, releases = ModelVersion.objects.count(), StatRelease.objects.count()
    assert versions > 0
    call_command("retrain", "--jurisdiction", "TESTCITY", "--wait")
    call_command("build_release", "--jurisdiction", "TESTCITY")
    assert (ModelVersion.objects.count(), StatRelease.objects.count()) == (versions, releases)
    again = TrainingRun.objects.order_by("-created_at")[: len(Product)]
    assert [run.status for run in again] == ["unchanged"] * len(Product)

    audit.seal()
    assert audit.verify().holds
    trail = json.dumps(list(audit.AuditEvent.objects.values_list("changes", "reason")))
    assert SECRET_NAME not in trail
    assert CrimeRecord.objects.counted().count() == 1_510
