"""From what a run learned to models in use: files first, then every row in one transaction."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import audit

from . import leases, registry
from .choices import Stage
from .datasets import Dataset
from .models import ModelVersion, TrainingRun
from .products import Fitted, Judgement

Made = tuple[Dataset, Judgement, Fitted]


def publish(run: TrainingRun, made: list[Made]) -> list[ModelVersion]:
    """Store files first, then flip all stages in one transaction: readers see the old models or the new."""
    versions = []
    for data, judgement, fitted in made:
        version = _new_version(run, data, judgement, fitted)
        made_by = f"v{version.version}-{run.pk.hex[:8]}"
        folder = f"models/{run.jurisdiction.code}/{run.product}/{data.audience}/{made_by}"
        stored = registry.store(folder, registry.identity_of(version), fitted.models)
        version.artefact, version.artefact_sha256 = stored.folder, stored.sha256
        version.artefact_format, version.library_versions = registry.FORMAT, stored.libraries
        versions.append(version)
    with transaction.atomic():
        if not leases.is_held(run):
            raise leases.Superseded
        for version, (_, _, fitted) in zip(versions, made, strict=True):
            _put_in_use(run, version, fitted.rows)
    return versions


def _new_version(run: TrainingRun, data: Dataset, judgement: Judgement, fitted: Fitted) -> ModelVersion:
    earlier = ModelVersion.objects.filter(jurisdiction=run.jurisdiction, product=run.product)
    return ModelVersion(
        jurisdiction=run.jurisdiction,
        product=run.product,
        audience=data.audience,
        version=(earlier.filter(audience=data.audience).aggregate(last=Max("version"))["last"] or 0) + 1,
        algorithm=fitted.algorithm[:60],
        is_baseline=fitted.is_baseline,
        features=fitted.features,
        parameters=run.parameters,
        metrics=judgement.metrics,
        baseline_metrics=judgement.baseline_metrics,
        verdict=judgement.verdict[:400],
        card={**judgement.card, **fitted.card, "as_of": data.as_of.isoformat(), "left_out": data.left_out},
        stage=Stage.CHAMPION,
        run=run,
    )


def _put_in_use(run: TrainingRun, version: ModelVersion, rows: list) -> None:
    before = ModelVersion.objects.champions().filter(
        jurisdiction=version.jurisdiction, product=version.product, audience=version.audience
    )
    was = before.values_list("version", flat=True).first()
    before.update(stage=Stage.RETIRED, updated_at=timezone.now())
    version.save()
    for row in rows:
        row.model_version = version
    for kind in {type(row) for row in rows}:
        kind.objects.bulk_create([row for row in rows if type(row) is kind], batch_size=1_000)
    audit.record(audit.Action.MODEL_TRAINED, by=run.started_by, obj=version, reason=version.verdict)
    changes = {"version": [was, version.version]}
    audit.record(audit.Action.MODEL_PUBLISHED, by=run.started_by, obj=version, changes=changes)
