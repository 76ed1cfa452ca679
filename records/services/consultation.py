"""Looking things up is an act too: who read which record or person, who searched for what, and why."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from accounts import audit
from accounts.models import User

from ..models import CrimeRecord, Person
from . import identifier


@transaction.atomic
def record_read(*, record: CrimeRecord, by: User, reason: str = "") -> None:
    """Note that `by` opened the record."""
    audit.record(audit.Action.RECORD_READ, by=by, obj=record, reason=reason)


@transaction.atomic
def record_printed(*, record: CrimeRecord, by: User, reason: str = "") -> None:
    """Note that `by` opened the record laid out for paper."""
    audit.record(audit.Action.RECORD_PRINTED, by=by, obj=record, reason=reason)


@transaction.atomic
def person_read(*, person: Person, by: User, reason: str = "") -> None:
    """Note that `by` opened the page of a person."""
    audit.record(audit.Action.PERSON_READ, by=by, obj=person, reason=reason)


@transaction.atomic
def records_searched(*, terms: str, by: User) -> None:
    """Note a search by words. The terms can name a person, so they are kept encrypted."""
    audit.record(
        audit.Action.RECORD_SEARCHED,
        by=by,
        object_type=CrimeRecord._meta.label,
        changes={"terms_encrypted": identifier.encrypt(terms).decode()},
    )


@transaction.atomic
def records_listed(*, filters: Mapping[str, str], shown: Iterable[CrimeRecord], by: User) -> None:
    """Note a page of the list: what it was narrowed by, and the numbers of the records that it showed."""
    changes = {name: [None, value] for name, value in filters.items()}
    changes["shown"] = [None, [record.pk for record in shown]]
    object_type = CrimeRecord._meta.label
    audit.record(audit.Action.RECORD_LISTED, by=by, object_type=object_type, changes=changes)


@transaction.atomic
def people_searched(*, terms: str, hits: int, by: User, reason: str = "") -> None:
    """Note a search for people with its encrypted terms and how many hits were shown, masked ones too."""
    audit.record(
        audit.Action.PERSON_SEARCHED,
        by=by,
        object_type=Person._meta.label,
        reason=reason,
        changes={"terms_encrypted": identifier.encrypt(terms).decode(), "hits": hits},
    )
