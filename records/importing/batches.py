"""The life of an import batch: begun or taken up again, kept up to date, ended or interrupted."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Jurisdiction, User

from ..choices import BatchStatus
from ..models import ImportBatch, ImportError
from . import bulk, reading
from .lock import exclusive
from .mapping import Mapping
from .reading import Reject


@contextmanager
def batch_of(
    file: Path, mapping: Mapping, jurisdiction: Jurisdiction, *, by: User | None
) -> Iterator[ImportBatch]:
    """The batch of one run. A run of the same file that was cut short goes on in its batch.

    While it is open no other process imports this source; a batch that is found running then belongs to a
    process that died. Ended by an exception, Ctrl-C too, the batch is marked interrupted.
    """
    source = mapping.source.name[:60]
    with exclusive(f"{jurisdiction.code}/{source}"):
        batch = _begin(file, mapping, jurisdiction, source, by)
        try:
            yield batch
        except BaseException as error:
            interrupt(batch, by=by, reason=str(error) or type(error).__name__)
            raise


@transaction.atomic
def _begin(
    file: Path, mapping: Mapping, jurisdiction: Jurisdiction, source: str, by: User | None
) -> ImportBatch:
    batches = ImportBatch.objects.filter(jurisdiction=jurisdiction, source=source)
    for stale in batches.filter(status=BatchStatus.RUNNING):
        interrupt(stale, by=by, reason="the process ended without a word")
    same = {"file_digest": reading.digest(file), "mapping_digest": mapping.digest}
    batch = batches.filter(status=BatchStatus.INTERRUPTED, **same).first()
    if batch:
        batch.errors.all().delete()
        batch.status, batch.finished_at = BatchStatus.RUNNING, None
        batch.save()
        return batch
    return ImportBatch.objects.create(
        jurisdiction=jurisdiction,
        source=source,
        mapping=mapping.name[:120],
        file_name=file.name[:255],
        started_at=timezone.now(),
        started_by=by,
        **same,
    )


@transaction.atomic
def interrupt(batch: ImportBatch, *, by: User | None, reason: str) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(status=BatchStatus.INTERRUPTED, updated_at=timezone.now())
    audit.record(audit.Action.IMPORTED, by=by, obj=batch, outcome="interrupted", reason=reason[:500])


def note(batch: ImportBatch, counts: dict[str, Any], rejects: list[Reject]) -> None:
    """Store how far the batch is and what it refused; in the transaction of the chunk."""
    ImportBatch.objects.filter(pk=batch.pk).update(counts=counts, updated_at=timezone.now())
    rows = ((batch.pk, r.row, r.column[:120], r.value[:200], r.reason[:200]) for r in rejects)
    bulk.insert(ImportError, ["batch_id", "row", "column", "value", "reason"], rows)


@transaction.atomic
def finish(batch: ImportBatch, counts: dict[str, Any], *, by: User | None) -> None:
    """End a batch in good order, with its one audit event."""
    batch.status, batch.counts, batch.finished_at = BatchStatus.DONE, counts, timezone.now()
    batch.save()
    plain = {name: [None, value] for name, value in counts.items() if isinstance(value, int)}
    audit.record(
        audit.Action.IMPORTED,
        by=by,
        obj=batch,
        changes={"file": [None, batch.file_name], "sha256": [None, batch.file_digest], **plain},
    )
