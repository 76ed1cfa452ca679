"""Looking things up is an act too: who read which record, who searched for what."""

from django.db import transaction

from accounts import audit
from accounts.models import User

from ..models import CrimeRecord
from . import identifier


@transaction.atomic
def record_read(*, record: CrimeRecord, by: User) -> None:
    """Note that `by` opened the record."""
    audit.record(audit.Action.RECORD_READ, by=by, obj=record)


@transaction.atomic
def records_searched(*, terms: str, by: User) -> None:
    """Note a search by words. The terms can name a person, so they are kept encrypted."""
    audit.record(
        audit.Action.RECORD_SEARCHED,
        by=by,
        object_type=CrimeRecord._meta.label,
        changes={"terms_encrypted": identifier.encrypt(terms).decode()},
    )
