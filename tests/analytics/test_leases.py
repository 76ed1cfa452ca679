import datetime
import subprocess
import sys

import pytest
from django.utils import timezone

from analytics import leases
from analytics.models import TrainingRun


@pytest.fixture
def run(jurisdiction):
    return TrainingRun.objects.create(jurisdiction=jurisdiction, product="zones")


def test_run_is_taken_once(run):
    assert leases.take(run)
    assert not leases.take(TrainingRun.objects.get())


def test_run_of_this_process_is_not_lost(run):
    leases.take(run)
    assert not leases.is_lost(run)


def test_run_of_an_ended_process_is_lost(run):
    leases.take(run)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    host, _, start = run.worker.rsplit(":", 2)
    ended.wait()
    run.worker = f"{host}:{ended.pid}:{start}"
    assert leases.is_lost(run)


def test_run_of_an_earlier_process_with_our_id_is_lost(run):
    leases.take(run)
    run.worker = run.worker.rpartition(":")[0] + ":1"
    assert leases.is_lost(run)


@pytest.mark.parametrize(("age", "lost"), [(60, False), (180, True)])
def test_run_elsewhere_is_lost_once_its_heartbeat_is_old(run, age, lost):
    leases.take(run)
    run.worker = "elsewhere:1:1"
    run.heartbeat_at = timezone.now() - datetime.timedelta(seconds=age)
    assert leases.is_lost(run) is lost


def test_queued_run_is_never_lost(run):
    assert not leases.is_lost(run)


def test_run_that_was_marked_lost_cannot_be_ended_by_its_worker(run):
    leases.take(run)
    leases.mark_lost(run)
    assert not leases.renew(run)
    assert not leases.release(run, "done")
    assert TrainingRun.objects.get().status == "lost"
