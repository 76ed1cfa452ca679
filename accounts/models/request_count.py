from django.db import models


class RequestCount(models.Model):
    """Requests that were answered in one minute to an address, a person or a key."""

    # What is limited, and who asked: "user:key-7", "anonymous:192.0.2.1".
    name = models.CharField(max_length=100)
    # Whole minutes since the epoch.
    minute = models.PositiveIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "minute"], name="one_count_a_minute")]

    def __str__(self) -> str:
        return f"{self.count} of {self.name}"
