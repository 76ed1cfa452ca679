"""Records and moments that the tests about access share."""

import datetime

from django.utils import timezone

from accounts.models import AuditEvent, User
from records.models import CrimeRecord
from records.services import crime
from tests.factories import make_category, make_draft


def register(author: User, supervisor: User, station: object, **fields: object) -> CrimeRecord:
    submitted = crime.submit(record=make_draft(author, station, **fields), by=author)
    return crime.register(record=submitted, by=supervisor)


def register_protected(author: User, supervisor: User, station: object, **fields: object) -> CrimeRecord:
    category = make_category("sexual-offence", protected=True)
    return register(author, supervisor, station, category=category, **fields)


def in_days(days: float) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


def sees(user: User, record: CrimeRecord) -> bool:
    return CrimeRecord.objects.visible_to(user).filter(pk=record.pk).exists()


def audited(action: str) -> AuditEvent:
    return AuditEvent.objects.get(action=action)
