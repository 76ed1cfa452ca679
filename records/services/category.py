"""What a change of an offence category means for the records of that kind."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import User

from ..choices import Sensitivity
from ..models import CrimeRecord, OffenceCategory

BATCH = 2_000


@transaction.atomic
def protect_records(*, category: OffenceCategory, by: User | None) -> int:
    """Close every record with an offence of this category; returns how many were open.

    Each of them gets its event, so that its trail shows who closed it and why; the category gets one with
    the number. Nothing opens them again when the category ceases to be protected: each is decided on its own.
    """
    records = CrimeRecord.objects.filter(
        pk__in=category.offences.values("record"), sensitivity=Sensitivity.NORMAL
    )
    # Locked and named first: what is changed is exactly what the events tell of.
    found = list(records.select_for_update().order_by("pk").values_list("pk", "station_id"))
    for start in range(0, len(found), BATCH):
        _protect(found[start : start + BATCH], f"The category {category.name} became protected.", by)
    count = len(found)
    audit.record(audit.Action.CONFIGURED, by=by, obj=category, changes={"records_protected": [None, count]})
    return count


def _protect(found: list[tuple[int, int]], reason: str, by: User | None) -> None:
    CrimeRecord.objects.filter(pk__in=[pk for pk, _ in found]).update(
        sensitivity=Sensitivity.PROTECTED,
        version=F("version") + 1,
        updated_by=by,
        updated_at=timezone.now(),
    )
    audit.record_each(
        audit.Action.RECORD_UPDATED,
        by=by,
        model=CrimeRecord,
        objects=found,
        reason=reason,
        changes={"sensitivity": [Sensitivity.NORMAL.value, Sensitivity.PROTECTED.value]},
    )
