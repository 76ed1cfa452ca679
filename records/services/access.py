"""Opening one record to a person, or closing it: grants, denials, emergencies and their review.

Who gives access need not be able to read the record: for protected ones the supervisor decides who sees
the content without seeing it. Nobody decides about themselves, and whom a denial keeps out decides nothing.
"""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent, User
from accounts.permissions import has_permission
from accounts.roles import scopes

from ..choices import EMERGENCY_PURPOSES, GrantKind, Purpose, ReviewFinding
from ..models import AccessGrant, AccessReview, CrimeRecord, Person

EMERGENCY = datetime.timedelta(minutes=60)
REVIEW_WITHIN = datetime.timedelta(hours=72)
LONGEST = datetime.timedelta(days=366)
# One answer for a number that does not exist and for one that a denial closes.
NO_SUCH_NUMBER = "No registered record has this number."


def may_be_let_in(user: User) -> bool:
    """Whether a posting of today lets the person read any record; grants add to that and replace nothing."""
    return user.is_active and bool(scopes(user.roles, "record.read"))


def may_decide(user: User, record: CrimeRecord) -> bool:
    """Whether `user` gives or refuses others access to the record."""
    return CrimeRecord.objects.administered_by(user).filter(pk=record.pk).exists()


def person_named(text: str) -> User:
    """The one person with this user name, e-mail address or badge number who may be let in.

    Raises ValidationError with one answer for someone unknown and for someone who reads no records.
    """
    text = text.strip()
    named = Q(username__iexact=text) | Q(email__iexact=text)
    # Filtered before counting: a citizen whose user name is someone's badge number must not be in the way.
    people = User.objects.filter(named | Q(badge_number=text)).order_by("pk")
    found = [person for person in people if may_be_let_in(person)] if text else []
    if not found:
        raise ValidationError("Nobody with this name or number reads records.")
    if len(found) > 1:
        raise ValidationError("Several people have this number: enter the user name.")
    return found[0]


@transaction.atomic
def grant(
    *, record: CrimeRecord, user: User, by: User, reason: str, expires_at: datetime.datetime
) -> AccessGrant:
    """Open the record to `user` for reading until `expires_at`.

    Raises PermissionDenied when `by` decides nothing about the record, ValidationError naming bad fields.
    """
    return _give(GrantKind.ALLOW, record, user, by, reason, expires_at)


@transaction.atomic
def deny(
    *, record: CrimeRecord, user: User, by: User, reason: str, expires_at: datetime.datetime
) -> AccessGrant:
    """Close the record to `user` until `expires_at`, whatever else would open it. Raises as `grant` does."""
    return _give(GrantKind.DENY, record, user, by, reason, expires_at)


@transaction.atomic
def revoke(*, grant: AccessGrant, by: User, reason: str) -> AccessGrant:
    """End a grant, a denial or an emergency access before its time. Raises as `grant` does."""
    current = AccessGrant.objects.select_for_update().get(pk=grant.pk)
    _check_decides(by, current.record)
    if not current.is_in_force:
        raise ValidationError("This has ended already.", code="ended")
    if by.pk == current.user_id:
        raise ValidationError("Nobody decides about their own access: ask another supervisor.", code="own")
    return _end(current, by, _needed("reason", reason))


def break_glass(*, crime_id: str, by: User, purpose: Purpose, text: str) -> AccessGrant:
    """Open one registered record to `by` for reading, for an hour; someone else reviews it within 72 hours.

    `crime_id` may be the source and its id of an imported record, which has no crime ID. Raises
    PermissionDenied without the right, ValidationError naming bad fields. An attempt on a number that opens
    nothing is recorded, too.
    """
    if not has_permission(by, "record.break_glass") or not may_be_let_in(by):
        raise PermissionDenied("You may not open records in an emergency.")
    reason, number = _needed("text", text), crime_id.strip()
    if purpose not in dict(EMERGENCY_PURPOSES):
        raise ValidationError({"purpose": "Choose a purpose that cannot wait."})
    with transaction.atomic():
        made = _break_glass(number, by, Purpose(purpose), reason)
        if made is None:
            # The event names the number as typed and no record: whom a denial keeps out reads it, too.
            audit.record(
                audit.Action.REFUSED,
                by=by,
                object_type=CrimeRecord._meta.label,
                outcome="refused",
                reason=reason,
                changes={"crime_id": [None, number]},
            )
    if made is None:
        raise ValidationError({"crime_id": NO_SUCH_NUMBER})
    return made


def _break_glass(number: str, by: User, purpose: Purpose, reason: str) -> AccessGrant | None:
    """The access with its review and its event; None where no record of this number can be opened."""
    denied = by.access_grants.in_force().filter(kind=GrantKind.DENY).values("record")
    found = list(CrimeRecord.objects.named(number).exclude(pk__in=denied).select_for_update()[:2])
    if not found:
        return None
    if len(found) > 1:
        raise ValidationError({"crime_id": "Several records are named like this: enter the whole number."})
    record = found[0]
    if all(has_permission(by, action, record) for action in ("record.read", "record.narrative")):
        raise ValidationError({"crime_id": "You may read this record as it is: search for its crime ID."})
    made = AccessGrant.objects.create(
        record=record,
        user=by,
        given_by=by,
        kind=GrantKind.EMERGENCY,
        purpose=purpose.value,
        reason=reason,
        expires_at=timezone.now() + EMERGENCY,
    )
    AccessReview.objects.create(grant=made, due_at=timezone.now() + REVIEW_WITHIN)
    audit.record(
        audit.Action.EMERGENCY,
        by=by,
        obj=record,
        reason=f"{purpose.label}: {reason}",
        changes={"grant": [None, made.pk], "expires_at": [None, made.expires_at.isoformat()]},
    )
    return made


@transaction.atomic
def review(*, review: AccessReview, by: User, finding: ReviewFinding, note: str) -> AccessReview:
    """Judge an emergency access of someone else; one that was not justified ends at once.

    Raises PermissionDenied when it is not the judge's to make, ValidationError when it was made already or
    the note is missing.
    """
    current = AccessReview.objects.select_for_update().get(pk=review.pk)
    if not AccessReview.objects.visible_to(by).filter(pk=current.pk).exists():
        raise PermissionDenied("Someone else reviews this access.")
    if current.reviewed_at is not None:
        raise ValidationError("This access was reviewed already.", code="reviewed")
    current.finding = ReviewFinding(finding).value
    current.note = _needed("note", note)
    current.reviewed_by, current.reviewed_at = by, timezone.now()
    current.save()
    audit.record(
        audit.Action.REVIEWED,
        by=by,
        obj=current.grant.record,
        reason=current.note,
        changes={"finding": ["", current.finding], "grant": [current.grant_id, current.grant_id]},
    )
    if current.finding == ReviewFinding.UNJUSTIFIED and current.grant.is_in_force:
        _end(current.grant, by, current.note)
    return current


def opened_during(grant: AccessGrant) -> QuerySet[AuditEvent]:
    """What the grant's person did with the record, and with the people whom it names, while an emergency
    access ran, in order."""
    people = grant.record.involvements.exclude(person=None).values_list("person", flat=True)
    named = Q(object_type=Person._meta.label, object_id__in=[str(pk) for pk in people])
    return AuditEvent.objects.filter(
        Q(object_type=CrimeRecord._meta.label, object_id=str(grant.record_id)) | named,
        actor_id=str(grant.user_id),
        occurred_at__gte=grant.created_at,
        occurred_at__lte=grant.revoked_at or grant.expires_at,
    ).order_by("id")


def _give(
    kind: GrantKind, record: CrimeRecord, user: User, by: User, reason: str, expires_at: datetime.datetime
) -> AccessGrant:
    # The lock makes a second decision about the same record wait for this one.
    record = CrimeRecord.objects.select_for_update().get(pk=record.pk)
    _check_decides(by, record)
    reason = _needed("reason", reason)
    _check_expiry(expires_at)
    _check_person(kind, record, user, by)
    made = AccessGrant.objects.create(
        record=record, user=user, given_by=by, kind=kind, reason=reason, expires_at=expires_at
    )
    audit.record(
        audit.Action.GRANT_GIVEN,
        by=by,
        obj=record,
        reason=reason,
        changes={
            "grant": [None, made.pk],
            "kind": [None, made.kind],
            "user": [None, str(user.pk)],
            "expires_at": [None, expires_at.isoformat()],
        },
    )
    return made


def _end(grant: AccessGrant, by: User, reason: str) -> AccessGrant:
    grant.revoked_at, grant.revoked_by = timezone.now(), by
    grant.save(update_fields=["revoked_at", "revoked_by", "updated_at"])
    changes = {"grant": [grant.pk, None], "kind": [grant.kind, None], "user": [str(grant.user_id), None]}
    audit.record(audit.Action.GRANT_REVOKED, by=by, obj=grant.record, reason=reason, changes=changes)
    return grant


def _check_decides(by: User, record: CrimeRecord) -> None:
    if not may_decide(by, record):
        raise PermissionDenied("You may not give or refuse access to this record.")


def _check_person(kind: GrantKind, record: CrimeRecord, user: User, by: User) -> None:
    if user.pk == by.pk:
        raise ValidationError({"user": "Nobody decides about their own access: ask another supervisor."})
    if not may_be_let_in(user):
        raise ValidationError({"user": "This person's posting reads no records, so none can be opened."})
    held = record.access_grants.in_force().filter(user=user)
    if held.filter(kind=kind).exists():
        raise ValidationError({"user": "This was decided for this person already; end that first."})
    if kind == GrantKind.ALLOW and held.filter(kind=GrantKind.DENY).exists():
        raise ValidationError({"user": "Access is refused to this person; end the refusal first."})


def _check_expiry(expires_at: datetime.datetime) -> None:
    now = timezone.now()
    if expires_at <= now:
        raise ValidationError({"expires_at": "The end must lie in the future."})
    if expires_at > now + LONGEST:
        raise ValidationError({"expires_at": f"The end must be at most {LONGEST.days} days away."})


def _needed(field: str, text: str) -> str:
    if not text.strip():
        raise ValidationError({field: "Enter a note." if field == "note" else "Enter a reason."})
    return text.strip()
