from django.conf import settings
from django.db import models
from django.utils import timezone

from .base import Timestamped
from .user import UserStatus


class InvitationQuerySet(models.QuerySet):
    def open(self) -> "InvitationQuerySet":
        """Those whose link still works: not used, withdrawn or expired, of an active account."""
        return self.filter(
            accepted_at=None,
            withdrawn_at=None,
            expires_at__gt=timezone.now(),
            user__status=UserStatus.ACTIVE,
        )


class Invitation(Timestamped):
    """A one-time link by which a member of staff chooses a password. Only its SHA-256 is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    @property
    def state(self) -> str:
        """`accepted`, `withdrawn`, `expired` or `open`, by its own dates."""
        for state, moment in (("accepted", self.accepted_at), ("withdrawn", self.withdrawn_at)):
            if moment:
                return state
        return "open" if self.expires_at > timezone.now() else "expired"

    def __str__(self) -> str:
        return f"Invitation of {self.user} until {self.expires_at:%Y-%m-%d %H:%M}"
