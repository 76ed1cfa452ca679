"""Why someone looks at what is not assigned to them (Directive (EU) 2016/680, Article 25).

Asked once for a log-in or, with CONSULTATION_REASON=person, once for each record, person and search.
"""

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import audit
from accounts.models import ApiKey, User
from accounts.permissions import station_ids
from accounts.session import LOG_IN

from ..choices import GrantKind, Purpose, Status
from ..models import AccessGrant, ConsultationReason, CrimeRecord, SearchQuery

SHORTEST = 5


class ReasonNeeded(Exception):
    """Someone consults `obj` without having said why; without `obj` they are about to search people."""

    def __init__(self, obj: models.Model | None = None) -> None:
        super().__init__("Say why you look.")
        self.obj = obj


def credential_of(request: HttpRequest) -> str:
    """The log-in behind a request: its name by a keyed digest, or the token or key by its number."""
    auth = getattr(request, "auth", None)
    if auth is not None:
        return f"{'key' if isinstance(auth, ApiKey) else 'token'}:{auth.pk}"
    return salted_hmac(__name__, request.session.get(LOG_IN, ""), algorithm="sha256").hexdigest()


def is_assigned(user: User, obj: models.Model | None) -> bool:
    """Whether looking at `obj` is the user's own work: entered by them, their case, or theirs to decide."""
    if not isinstance(obj, CrimeRecord):
        return False
    waiting = obj.status == Status.SUBMITTED and obj.station_id in station_ids(user, "record.register")
    return waiting or obj.is_own(user)


def required(*, by: User, credential: str, obj: models.Model | None) -> str:
    """The reason that stands in the audit event of a consultation; "" where none is asked.

    Raises ReasonNeeded where one is asked and was not given yet.
    """
    if settings.CONSULTATION_REASON == "off" or is_assigned(by, obj):
        return ""
    given = _given(by, credential, obj).first()
    if given is not None:
        return words_of(given.get_purpose_display(), given.text)
    emergency = _emergency(by, obj)
    if emergency is None:
        raise ReasonNeeded(obj)
    return words_of(emergency.get_purpose_display(), emergency.reason)


def words_of(purpose: str, text: str) -> str:
    return f"{purpose}: {text}"


@transaction.atomic
def give(
    *, purpose: Purpose, text: str, by: User, credential: str, obj: models.Model | None = None
) -> ConsultationReason:
    """Keep why `by` looks, for this log-in or for `obj`, as the setting asks."""
    given = ConsultationReason.objects.create(
        user=by,
        credential=credential,
        purpose=purpose,
        text=text,
        given_at=timezone.now(),
        **_object(obj),
    )
    audit.record(audit.Action.REASON_GIVEN, by=by, obj=obj, reason=words_of(Purpose(purpose).label, text))
    return given


@transaction.atomic
def give_to_search(*, query: SearchQuery, by: User, credential: str) -> None:
    """Let a reason that was given beforehand stand for one search; it then serves no other.

    Does nothing where one reason serves the whole log-in. Raises ReasonNeeded where none is left.
    """
    if settings.CONSULTATION_REASON != "person":
        return
    unused = ConsultationReason.objects.select_for_update().filter(
        user=by, credential=credential, object_type=""
    )
    given = unused.first()
    if given is None:
        raise ReasonNeeded
    ConsultationReason.objects.filter(pk=given.pk).update(**_object(query))


def _emergency(user: User, obj: models.Model | None) -> AccessGrant | None:
    """The user's own emergency access to the record, which was given for a reason."""
    if not isinstance(obj, CrimeRecord):
        return None
    return obj.access_grants.in_force().filter(user=user, kind=GrantKind.EMERGENCY).first()


def _given(user: User, credential: str, obj: models.Model | None) -> models.QuerySet[ConsultationReason]:
    return ConsultationReason.objects.filter(user=user, credential=credential, **_object(obj))


def _object(obj: models.Model | None) -> dict[str, str]:
    if obj is None or settings.CONSULTATION_REASON != "person":
        return {"object_type": "", "object_id": ""}
    return {"object_type": obj._meta.label, "object_id": str(obj.pk)}
