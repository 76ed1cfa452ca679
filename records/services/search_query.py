"""Words of searches, kept for a day so that addresses carry an id in their place."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone

from accounts.cipher import CannotDecrypt
from accounts.models import User

from ..choices import SearchKind
from ..models import SearchQuery
from . import identifier

KEPT = datetime.timedelta(hours=24)


@transaction.atomic
def save(*, terms: str, kind: SearchKind, by: User) -> SearchQuery:
    """Keep the words of one search, encrypted, for the person who searches."""
    return SearchQuery.objects.create(user=by, kind=kind, terms_encrypted=identifier.encrypt(terms))


def found(key: str, *, kind: SearchKind, by: User) -> SearchQuery | None:
    """The search of that id; None where there is none, it is another's, too old, or of another key."""
    try:
        pk = uuid.UUID(key)
    except ValueError:
        return None
    since = timezone.now() - KEPT
    query = SearchQuery.objects.filter(pk=pk, user=by, kind=kind, created_at__gt=since).first()
    if query is None:
        return None
    try:
        terms_of(query)
    except CannotDecrypt:
        return None
    return query


def terms_of(query: SearchQuery) -> str:
    return identifier.decrypt(query.terms_encrypted)


@transaction.atomic
def purge() -> int:
    """Forget searches that are no longer usable; returns how many. The audit log keeps its own."""
    return SearchQuery.objects.filter(created_at__lte=timezone.now() - KEPT).delete()[0]
