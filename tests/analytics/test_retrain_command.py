from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from analytics.models import ModelVersion, TrainingRun


def retrain(**options) -> str:
    out = StringIO()
    call_command("retrain", stdout=out, **options)
    return out.getvalue()


def test_command_trains_and_shows_each_step_with_its_time(city):
    lines = retrain(product="zones", wait=True).splitlines()
    assert [line.split(" s ")[1].split("  ")[0].strip() for line in lines] == [
        "step 1 of 4",
        "step 2 of 4",
        "step 3 of 4",
        "step 4 of 4",
        "done",
    ]
    assert ModelVersion.objects.get().product == "zones"


def test_command_without_waiting_queues_every_product(jurisdiction):
    assert "TESTCITY zones: queued" in retrain()
    assert set(TrainingRun.objects.values_list("product", "status", "trigger")) == {
        (product, "queued", "command") for product in ("hotspots", "crime_type", "zones", "forecast")
    }


def test_command_does_a_run_that_is_queued_already(city):
    retrain(product="zones")
    retrain(product="zones", wait=True)
    assert TrainingRun.objects.get().status == "done"


def test_command_names_the_jurisdictions_when_one_is_unknown(jurisdiction):
    with pytest.raises(CommandError, match=r"There is no jurisdiction nowhere\. Known: TESTCITY\."):
        retrain(jurisdiction="nowhere")


def test_command_fails_when_a_run_fails(city, monkeypatch):
    from analytics import registry

    monkeypatch.setattr(registry, "store", lambda *_: 1 / 0)
    with pytest.raises(CommandError, match="TESTCITY zones: ZeroDivisionError"):
        retrain(product="zones", wait=True)


def test_command_fails_when_nothing_could_be_trained(jurisdiction, capsys):
    with pytest.raises(CommandError, match="Nothing could be trained"):
        call_command("retrain", "--product", "zones", "--wait")
    assert capsys.readouterr().out.count("zones need 3") == 1
