"""Taking an import back."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import User

from ..choices import BatchStatus, Status
from ..models import ImportBatch
from .errors import ImportRefused
from .lock import exclusive


def undo(*, batch: ImportBatch, by: User | None) -> dict[str, int]:
    """Void the records that a batch made and remove its area counts, in one audited act.

    Records voided before keep their reason. Importing the file again revives the rest. Raises ImportRefused
    for a batch that is running or was taken back already.
    """
    with exclusive(f"{batch.jurisdiction.code}/{batch.source}"), transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.status == BatchStatus.UNDONE:
            raise ImportRefused(f"Batch {batch.pk} was taken back already.")
        records = batch.records.exclude(status=Status.VOIDED).update(
            status=Status.VOIDED, version=F("version") + 1, updated_at=timezone.now(), updated_by=by
        )
        counts, _ = batch.area_counts.all().delete()
        batch.status = BatchStatus.UNDONE
        batch.save(update_fields=["status", "updated_at"])
        changes = {"records voided": [None, records], "area counts removed": [None, counts]}
        audit.record(audit.Action.IMPORT_UNDONE, by=by, obj=batch, changes=changes)
    audit.seal()
    return {"records": records, "area counts": counts}
