from django.db import models


class LogInGuard(models.Model):
    """Failed log-ins by password of one account, or of one name that nobody has.

    `key` is a keyed digest, so that the table names no one and known and unknown names look alike.
    """

    key = models.CharField(max_length=64, unique=True)
    # Seconds since the epoch, the oldest first; no more than lock the account.
    failures = models.JSONField(default=list)
    last_failure_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{len(self.failures)} failures until {self.last_failure_at:%Y-%m-%d %H:%M}"
