"""What a change of an offence category means for the records of that kind."""

from django.db import transaction
from django.db.models import F

from accounts import audit
from accounts.models import User

from ..choices import Sensitivity
from ..models import CrimeRecord, OffenceCategory


@transaction.atomic
def protect_records(*, category: OffenceCategory, by: User | None) -> int:
    """Close every record with an offence of this category; returns how many were open.

    Nothing opens them again when the category ceases to be protected: each is decided on its own.
    """
    records = CrimeRecord.objects.filter(
        pk__in=category.offences.values("record"), sensitivity=Sensitivity.NORMAL
    )
    count = records.update(sensitivity=Sensitivity.PROTECTED, version=F("version") + 1)
    audit.record(audit.Action.CONFIGURED, by=by, obj=category, changes={"records_protected": [None, count]})
    return count
