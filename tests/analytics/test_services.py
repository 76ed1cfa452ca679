"""Asking for a retraining, doing it, and what stays when it goes wrong."""

import time

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent
from analytics import leases, publishing, registry, services
from analytics.models import Hotspot, ModelVersion, TrainingRun
from analytics.pipelines import PIPELINES
from records.models import CrimeRecord


def ask(jurisdiction, **fields) -> tuple[TrainingRun, bool]:
    fields = {"by": None, "product": "hotspots", "send": False, **fields}
    return services.request_retrain(jurisdiction=jurisdiction, **fields)


def test_request_is_queued_and_audited(jurisdiction, analyst):
    run, created = ask(jurisdiction, by=analyst)
    assert (created, run.status, run.started_by) == (True, "queued", analyst)
    event = AuditEvent.objects.get(action="model.retrain_requested")
    assert (event.object_id, event.changes["product"]) == (str(run.pk), [None, "hotspots"])


def test_second_request_joins_the_first(jurisdiction):
    first, _ = ask(jurisdiction)
    assert ask(jurisdiction) == (first, False)
    assert TrainingRun.objects.count() == 1


def test_runs_of_one_product_cannot_overlap_in_the_database(jurisdiction):
    ask(jurisdiction)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingRun.objects.create(jurisdiction=jurisdiction, product="hotspots", status="running")


def test_task_is_sent_with_the_runs_id_after_commit(
    jurisdiction, monkeypatch, django_capture_on_commit_callbacks
):
    from analytics.tasks import retrain

    sent = []
    monkeypatch.setattr(retrain, "apply_async", lambda **options: sent.append(options))
    with django_capture_on_commit_callbacks(execute=True):
        run, _ = ask(jurisdiction, send=True)
        assert sent == []
    assert sent == [{"args": [str(run.pk)], "task_id": str(run.pk)}]


def test_run_ends_with_versions_in_use_for_both_audiences(city, retrain):
    run = retrain(city, "hotspots")
    assert (run.status, run.step, run.steps, run.progress) == ("done", 6, 6, 100)
    versions = ModelVersion.objects.filter(run=run)
    assert set(versions.values_list("audience", "version", "stage")) == {
        ("staff", 1, "champion"),
        ("public", 1, "champion"),
    }
    assert run.timings["total"] > 0
    assert AuditEvent.objects.filter(action="model.published").count() == 2


def test_public_models_reach_to_the_newest_month_that_may_appear(city, retrain, time_machine):
    time_machine.move_to("2026-07-05 12:00:00+00:00")
    retrain(city, "hotspots")
    cards = dict(ModelVersion.objects.values_list("audience", "card"))
    assert {audience: card["as_of"] for audience, card in cards.items()} == {
        "staff": "2026-07-01",
        "public": "2026-06-01",
    }
    assert (cards["staff"]["records"], cards["public"]["records"] < 600) == (800, True)


def test_without_a_month_that_may_appear_the_public_has_no_model(city, retrain, time_machine):
    time_machine.move_to("2026-07-05 12:00:00+00:00")
    CrimeRecord.objects.filter(occurred_from__lt="2026-06-01T00:00Z").update(status="draft")
    run = retrain(city, "hotspots")
    assert (run.status, "Public: 0 records with a place" in run.message) == ("done", True)
    assert ModelVersion.objects.get().audience == "staff"


def test_unchanged_run_ends_within_a_second_and_makes_no_version(city, retrain):
    retrain(city, "zones")
    start = time.monotonic()
    run = retrain(city, "zones")
    assert (run.status, time.monotonic() - start < 1) == ("unchanged", True)
    assert ModelVersion.objects.count() == 1


def test_changed_data_make_the_next_version_and_retire_the_last(city, retrain):
    retrain(city, "zones")
    record = CrimeRecord.objects.first()
    record.status, record.void_reason = "voided", "error"
    record.save()
    retrain(city, "zones")
    assert list(ModelVersion.objects.order_by("version").values_list("version", "stage")) == [
        (1, "retired"),
        (2, "champion"),
    ]


def test_refused_file_makes_the_next_run_train_again(city, retrain, monkeypatch):
    retrain(city, "zones")
    monkeypatch.setattr(
        registry, "_checked_file", lambda *_: (_ for _ in ()).throw(registry.ArtefactRefused("changed"))
    )
    assert retrain(city, "zones").status == "done"


def test_lost_run_is_marked_and_replaced(city):
    lost, _ = ask(city)
    leases.take(lost)
    TrainingRun.objects.update(worker=lost.worker.rpartition(":")[0] + ":1")
    run, created = ask(city)
    assert (created, run.pk != lost.pk) == (True, True)
    lost.refresh_from_db()
    assert (lost.status, lost.finished_at is not None) == ("lost", True)
    assert AuditEvent.objects.filter(action="model.lost", object_id=str(lost.pk)).exists()


def test_task_that_comes_back_after_its_worker_was_killed_is_done_as_a_new_run(city):
    lost, _ = ask(city, product="zones")
    leases.take(lost)
    TrainingRun.objects.update(worker=lost.worker.rpartition(":")[0] + ":1")
    run = services.execute(lost.pk)
    assert (run.pk != lost.pk, run.status) == (True, "done")
    assert TrainingRun.objects.get(pk=lost.pk).status == "lost"


def test_scheduled_run_stops_after_three_lost_ones(city):
    for _ in range(3):
        TrainingRun.objects.create(jurisdiction=city, product="zones", status="lost")
    run, _ = ask(city, product="zones", trigger="schedule")
    assert "lost their worker" in services.execute(run.pk).error


def test_run_under_way_elsewhere_is_left_alone(city):
    run, _ = ask(city)
    leases.take(run)
    assert services.execute(run.pk).status == "running"
    assert ModelVersion.objects.count() == 0


def test_run_that_fails_names_the_error_and_leaves_the_models_in_use(city, retrain, monkeypatch, caplog):
    retrain(city, "hotspots")
    CrimeRecord.objects.first().save()
    monkeypatch.setattr(registry, "store", lambda *_: 1 / 0)
    run, _ = ask(city)
    run = services.execute(run.pk)
    assert (run.status, run.error) == ("failed", "ZeroDivisionError")
    assert "division by zero" in caplog.text
    assert set(ModelVersion.objects.values_list("version", "stage")) == {(1, "champion")}


def test_run_that_fails_while_publishing_leaves_nothing_half_written(city, retrain, monkeypatch):
    retrain(city, "hotspots")
    before = set(Hotspot.objects.values_list("pk", flat=True))
    CrimeRecord.objects.first().save()
    real, calls = publishing._put_in_use, []

    def fail_on_the_second(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError("disk full")
        real(*arguments)

    monkeypatch.setattr(publishing, "_put_in_use", fail_on_the_second)
    run, _ = ask(city)
    assert services.execute(run.pk).error == "OSError"
    assert set(Hotspot.objects.values_list("pk", flat=True)) == before
    assert set(ModelVersion.objects.values_list("version", "stage")) == {(1, "champion")}


def test_run_that_was_replaced_meanwhile_stores_nothing(city, monkeypatch):
    run, _ = ask(city, product="zones")
    monkeypatch.setattr(leases, "is_held", lambda _: False)
    services.execute(run.pk)
    assert ModelVersion.objects.count() == 0


def test_too_little_data_is_said_and_is_no_error(jurisdiction, areas):
    run, _ = ask(jurisdiction)
    run = services.execute(run.pk)
    assert (run.status, run.error) == ("failed", "")
    assert run.message == (
        "Staff: 0 records with a place: hotspots need 10.; Public: 0 records with a place: hotspots need 10."
    )


def test_parameters_are_those_of_the_papers():
    assert PIPELINES["hotspots"].parameters["n_clusters"] == 10
    assert PIPELINES["crime_type"].parameters["random_forest"] == {
        "n_estimators": 50,
        "max_depth": 15,
        "max_features": "sqrt",
        "random_state": 42,
    }
    assert PIPELINES["crime_type"].parameters["features"] == [
        "hour",
        "day_of_week",
        "month",
        "latitude",
        "longitude",
    ]
