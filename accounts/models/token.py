from django.conf import settings
from django.db import models
from django.utils import timezone


class AccessTokenQuerySet(models.QuerySet):
    def live(self) -> "AccessTokenQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def opened_by(self, user: "User") -> "AccessTokenQuerySet":  # noqa: F821
        """The person's own that still open something: a new password has ended the earlier ones."""
        stamps = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
        return self.live().filter(user=user, password_stamp__in=stamps)


class AccessToken(models.Model):
    """A log-in of an API client. Only the SHA-256 of the token is kept; the token is shown once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_tokens")
    digest = models.CharField(max_length=64, unique=True)
    # As of the user's password when the token was issued: a new password ends it, however it was set.
    password_stamp = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Token of {self.user_id} until {self.expires_at:%Y-%m-%d %H:%M}"

    @property
    def is_recent(self) -> bool:
        """Whether it was issued, to somebody who proved who they are, lately enough for sensitive acts."""
        age = timezone.now() - self.created_at
        return age.total_seconds() < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
