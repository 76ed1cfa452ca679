"""Retraining: ask for it, do it, publish what came of it."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Jurisdiction, User

from . import fingerprints, leases, registry
from .choices import Product, RunStatus, Trigger
from .models import TrainingRun

# A task that is still queued after this long may have been lost by its broker: it is sent again.
RESEND_AFTER = timedelta(minutes=1)
# So many lost runs on end are a job that kills its worker, not bad luck.
MAX_LOST_ON_END = 3

logger = logging.getLogger(__name__)
Listener = Callable[[TrainingRun], None]


class WaitsForAPerson(Exception):
    """Runs of this kind killed their workers; the message may be shown."""


def request_retrain(
    *,
    by: User | None,
    jurisdiction: Jurisdiction,
    product: str,
    trigger: str = Trigger.PERSON,
    send: bool = True,
) -> tuple[TrainingRun, bool]:
    """(run, created): a queued run, or the one that is under way already, which the caller joins.

    A run whose worker is gone is marked lost and replaced. The task is sent once the row is committed, with
    the run's id as its own; `send=False` leaves the doing to the caller.
    """
    try:
        with transaction.atomic():
            run, created = _claim(by, jurisdiction, Product(product), trigger)
            if send and (created or _waits_too_long(run)):
                transaction.on_commit(lambda: _send(run))
    except IntegrityError:
        # Another process made the row between our look and our insert.
        under_way = TrainingRun.objects.under_way()
        return under_way.get(jurisdiction=jurisdiction, product=product), False
    return run, created


def execute(run_id: object, listener: Listener | None = None) -> TrainingRun:
    """Do a queued run. One that is done, or that another process is doing, is returned as it is.

    A run that was left by a killed worker is marked lost, and a new one is done in its place.
    """
    run = TrainingRun.objects.select_related("jurisdiction", "started_by").get(pk=run_id)
    if run.status == RunStatus.RUNNING and leases.is_lost(run):
        run, _ = request_retrain(
            by=run.started_by,
            jurisdiction=run.jurisdiction,
            product=run.product,
            trigger=run.trigger,
            send=False,
        )
    if not leases.take(run):
        return TrainingRun.objects.get(pk=run.pk)
    with leases.kept(run):
        try:
            _train(run, listener or (lambda _: None))
        except leases.Superseded:
            logger.warning("Run %s was replaced while it worked; nothing of it is stored.", run.pk)
        except Exception as error:  # noqa: BLE001  whatever ends a run is written on it
            _fail(run, error)
    run.refresh_from_db()
    return run


def _claim(
    by: User | None, jurisdiction: Jurisdiction, product: Product, trigger: str
) -> tuple[TrainingRun, bool]:
    current = (
        TrainingRun.objects.under_way()
        .select_for_update()
        .filter(jurisdiction=jurisdiction, product=product)
        .first()
    )
    if current is not None and not leases.is_lost(current):
        return current, False
    if current is not None:
        leases.mark_lost(current)
        audit.record(audit.Action.MODEL_LOST, by=None, obj=current, reason="Its worker ended.")
    run = TrainingRun.objects.create(
        jurisdiction=jurisdiction, product=product, trigger=trigger, started_by=by, message="Waiting"
    )
    audit.record(
        audit.Action.RETRAIN_REQUESTED,
        by=by,
        obj=run,
        changes={"product": [None, product.value], "jurisdiction": [None, jurisdiction.code]},
    )
    return run, True


def _waits_too_long(run: TrainingRun) -> bool:
    return run.status == RunStatus.QUEUED and run.created_at < timezone.now() - RESEND_AFTER


def _send(run: TrainingRun) -> None:
    from .tasks import retrain

    retrain.apply_async(args=[str(run.pk)], task_id=str(run.pk))


def _train(run: TrainingRun, listener: Listener) -> None:
    from .pipelines import PIPELINES
    from .products import NotEnoughData
    from .publishing import publish

    _stop_if_it_kills_workers(run)
    pipeline = PIPELINES[Product(run.product)]
    progress = Progress(run, 2 + 2 * len(pipeline.audiences), listener)
    as_of = fingerprints.as_of(run.jurisdiction)
    run.parameters = pipeline.parameters
    run.fingerprint = fingerprints.fingerprint(run.jurisdiction, run.product, pipeline.parameters, as_of)
    if _is_up_to_date(run):
        _finish(run, RunStatus.UNCHANGED, "Nothing has changed since the last training.", progress)
        return
    progress.step("Reading the records")
    data = pipeline.load(run.jurisdiction, as_of)
    made, notes = [], []
    for audience in pipeline.audiences:
        seen = data.seen_by(audience)
        try:
            progress.step(f"Judging on later records ({audience.label.lower()})")
            judgement = pipeline.judge(seen, pipeline.parameters)
            progress.step(f"Fitting ({audience.label.lower()})")
            made.append((seen, judgement, pipeline.fit(seen, pipeline.parameters, judgement)))
        except NotEnoughData as lack:
            notes.append(f"{audience.label}: {lack}")
    if not made:
        _finish(run, RunStatus.FAILED, "; ".join(notes)[:200], progress)
        return
    progress.step("Storing and publishing")
    published = publish(run, made)
    done = "; ".join([*(f"{version} is in use" for version in published), *notes])
    _finish(run, RunStatus.DONE, done[:200], progress)


def _stop_if_it_kills_workers(run: TrainingRun) -> None:
    before = TrainingRun.objects.filter(jurisdiction=run.jurisdiction, product=run.product)
    last = before.exclude(pk=run.pk)[:MAX_LOST_ON_END].values_list("status", flat=True)
    if run.trigger != Trigger.PERSON and list(last) == [RunStatus.LOST] * MAX_LOST_ON_END:
        raise WaitsForAPerson(
            f"The last {MAX_LOST_ON_END} runs lost their worker: this one waits until a person starts it."
        )


def _is_up_to_date(run: TrainingRun) -> bool:
    """Whether the last training saw the same data and code, and what it stored is still whole."""
    last = (
        TrainingRun.objects.filter(jurisdiction=run.jurisdiction, product=run.product, status=RunStatus.DONE)
        .exclude(pk=run.pk)
        .first()
    )
    if last is None or last.fingerprint != run.fingerprint:
        return False
    champions = last.versions.champions()
    try:
        for version in champions:
            registry.verified_files(version)
    except registry.ArtefactRefused as refusal:
        logger.warning("Training again, as a stored model was refused: %s", refusal)
        return False
    return bool(champions)


class Progress:
    """Steps of a run, as its row and its listener see them; each ends with its time in seconds."""

    def __init__(self, run: TrainingRun, steps: int, listener: Listener) -> None:
        self.run, self.listener = run, listener
        self.began = self.step_began = time.monotonic()
        run.steps, run.timings = steps, {}

    def step(self, message: str) -> None:
        self._note_time()
        self.run.step += 1
        self.run.progress = round(100 * (self.run.step - 1) / self.run.steps)
        self.run.message = message
        if not leases.renew(self.run):
            raise leases.Superseded
        self.listener(self.run)

    def end(self) -> None:
        self._note_time()
        self.run.timings["total"] = round(time.monotonic() - self.began, 3)

    def _note_time(self) -> None:
        now = time.monotonic()
        if self.run.step:
            self.run.timings[self.run.message] = round(now - self.step_began, 3)
        self.step_began = now


def _finish(run: TrainingRun, status: RunStatus, message: str, progress: Progress) -> None:
    progress.end()
    run.message, run.progress = message, 100
    if not leases.release(run, status):
        raise leases.Superseded
    progress.listener(run)


def _fail(run: TrainingRun, error: Exception) -> None:
    logger.exception("Training run %s failed", run.pk)
    run.message = "The training failed."
    # What a library says may hold paths, addresses or values of records: it stays in the log.
    run.error = str(error) if isinstance(error, WaitsForAPerson) else type(error).__name__
    leases.release(run, RunStatus.FAILED)
