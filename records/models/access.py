"""Who may see one record beside, or in spite of, the matrix; and why people looked at what is not theirs."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.models.base import Timestamped
from accounts.permissions import Access, may_everywhere, station_ids, user_scopes

from ..choices import GrantKind, Purpose, ReviewFinding
from .crime import CrimeRecord


class AccessGrantQuerySet(models.QuerySet):
    def in_force(self, now: datetime.datetime | None = None) -> "AccessGrantQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=now or timezone.now())

    def visible_to(self, user: object) -> "AccessGrantQuerySet":
        """Grants on records of the stations where `user` gives access or reviews it.

        Not those on records that a denial closes to the user: who is kept out learns nothing of them.
        """
        return self.filter(_in_reach(user, "record__"))


class AccessReviewQuerySet(models.QuerySet):
    def open(self) -> "AccessReviewQuerySet":
        return self.filter(reviewed_at=None)

    def visible_to(self, user: object) -> "AccessReviewQuerySet":
        """Reviews that `user` may make or read: of the stations in reach, never of their own emergency."""
        if not user_scopes(user, "access.review"):
            return self.none()
        return self.filter(_in_reach(user, "grant__record__")).exclude(grant__user=user)


def _in_reach(user: object, path: str) -> Q:
    """The condition that the record at `path` is of a station where `user` gives or reviews access."""
    if not (user_scopes(user, "record.grant") or user_scopes(user, "access.review")):
        return Q(pk__in=[])
    denied = user.access_grants.in_force().filter(kind=GrantKind.DENY).values("record")
    stations = station_ids(user, "record.grant") | station_ids(user, "access.review")
    reach = Q() if may_everywhere(user, "access.review") else Q(**{f"{path}station__in": stations})
    return reach & ~Q(**{f"{path}pk__in": denied})


class AccessGrant(Timestamped):
    """Opens one record to one person, or closes it, until it expires. A refusal wins over everything."""

    record = models.ForeignKey(CrimeRecord, on_delete=models.PROTECT, related_name="access_grants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="access_grants", db_index=False
    )
    kind = models.CharField(max_length=10, choices=GrantKind.choices)
    purpose = models.CharField(max_length=16, choices=Purpose.choices, blank=True)
    reason = models.CharField(max_length=400)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AccessGrantQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            # What is in force for one person, asked at every read of the register.
            models.Index(fields=["user", "expires_at"], name="grant_user"),
        ]
        constraints = [
            models.CheckConstraint(
                # Nobody lets oneself in, but in an emergency.
                condition=~Q(user=F("given_by")) | Q(kind=GrantKind.EMERGENCY),
                name="grant_given_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user} to {self.record}"

    @property
    def station_id(self) -> int:
        return self.record.station_id

    def access_for(self, user: User) -> Access:
        """Closed to whom a denial keeps out of the record; otherwise the matrix decides."""
        return Access.DENIED if self.record.access_for(user) is Access.DENIED else Access.BY_SCOPE

    @property
    def is_in_force(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class AccessReview(Timestamped):
    """Somebody else's judgement of one emergency access; open until `reviewed_at`."""

    grant = models.OneToOneField(AccessGrant, on_delete=models.PROTECT, related_name="review")
    due_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=12, choices=ReviewFinding.choices, blank=True)
    note = models.CharField(max_length=400, blank=True)

    objects = AccessReviewQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]

    def __str__(self) -> str:
        return f"Review of {self.grant}"

    @property
    def station_id(self) -> int:
        return self.grant.record.station_id

    def access_for(self, user: User) -> Access:
        """Closed to who took the emergency access, too: someone else reviews it."""
        return Access.DENIED if self.grant.user_id == user.pk else self.grant.access_for(user)

    @property
    def is_overdue(self) -> bool:
        return self.reviewed_at is None and self.due_at < timezone.now()


class ConsultationReason(models.Model):
    """Why someone consults what is not assigned to them, given once for a log-in or for one object.

    `credential` names the session, token or key by a digest; an empty object means the whole log-in.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    credential = models.CharField(max_length=64)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    text = models.CharField(max_length=400)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            # Whether a reason was given for this log-in, asked when a record is opened.
            models.Index(fields=["user", "credential"], name="consultation_credential"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.user})"
