"""Who works on a training run. A run belongs to one living process, and a killed one's is free again.

On the machine of the worker its process id and start time tell whether it lives; from elsewhere the age of
its heartbeat does, which a thread renews.
"""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import DatabaseError, connections
from django.utils import timezone

from .choices import RunStatus
from .models import TrainingRun
from .querysets import RunQuerySet

HEARTBEAT_SECONDS = 10
STALE_AFTER = timedelta(seconds=12 * HEARTBEAT_SECONDS)

logger = logging.getLogger(__name__)


class Superseded(Exception):
    """Another run has taken this one's place; what it learned is not stored."""


def me() -> str:
    """This process: host, process id and start time, which tells it from a later one of the same id."""
    return f"{socket.gethostname()}:{os.getpid()}:{_start_of(os.getpid())}"


def take(run: TrainingRun) -> bool:
    """Make a queued run ours; False if it is not queued any more."""
    now = timezone.now()
    run.status, run.worker, run.started_at, run.heartbeat_at = RunStatus.RUNNING, me(), now, now
    return bool(
        TrainingRun.objects.filter(pk=run.pk, status=RunStatus.QUEUED).update(
            status=RunStatus.RUNNING, worker=run.worker, started_at=now, heartbeat_at=now, updated_at=now
        )
    )


def is_held(run: TrainingRun) -> bool:
    """Whether the run is still ours; inside a transaction its row stays locked."""
    return _ours(run).select_for_update().exists()


def renew(run: TrainingRun) -> bool:
    """Write progress and heartbeat; False if the run is not ours any more."""
    now = timezone.now()
    return bool(
        _ours(run).update(
            step=run.step,
            steps=run.steps,
            progress=run.progress,
            message=run.message,
            timings=run.timings,
            parameters=run.parameters,
            fingerprint=run.fingerprint,
            heartbeat_at=now,
            updated_at=now,
        )
    )


def release(run: TrainingRun, status: RunStatus) -> bool:
    """End the run; False if it was not ours any more."""
    now = timezone.now()
    if not renew(run):
        return False
    run.status = status
    return bool(_ours(run).update(status=status, error=run.error, finished_at=now, updated_at=now))


def mark_lost(run: TrainingRun) -> None:
    now = timezone.now()
    TrainingRun.objects.filter(pk=run.pk).update(
        status=RunStatus.LOST,
        message="Its worker ended before the training did.",
        finished_at=now,
        updated_at=now,
    )


def is_lost(run: TrainingRun) -> bool:
    """Whether a running run's process is gone; a queued one is never lost."""
    if run.status != RunStatus.RUNNING:
        return False
    host, _, process = run.worker.rpartition(":")[0].rpartition(":")
    if host == socket.gethostname() and process.isdigit():
        return _start_of(int(process)) != run.worker.rpartition(":")[2]
    return run.heartbeat_at is None or run.heartbeat_at < timezone.now() - STALE_AFTER


@contextmanager
def kept(run: TrainingRun) -> Iterator[None]:
    """Renew the heartbeat from a thread for as long as the block runs."""
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(run, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(run: TrainingRun, ended: threading.Event) -> None:
    try:
        while not ended.wait(HEARTBEAT_SECONDS):
            try:
                _ours(run).update(heartbeat_at=timezone.now())
            except DatabaseError as error:
                logger.warning("No heartbeat for run %s: %s", run.pk, error)
    finally:
        connections.close_all()


def _ours(run: TrainingRun) -> RunQuerySet:
    return TrainingRun.objects.filter(pk=run.pk, status=RunStatus.RUNNING, worker=run.worker)


def _start_of(process: int) -> str:
    """Start time of a living process in clock ticks since boot; "" where there is none."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    # A zombie has ended and only waits to be noticed.
    return "" if fields[0] == "Z" else fields[19]
