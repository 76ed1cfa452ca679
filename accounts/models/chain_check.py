"""Verifications of the audit chain, asked for on the page or made by `manage.py verify_audit`."""

from django.conf import settings
from django.db import models

from .base import Timestamped


class CheckStatus(models.TextChoices):
    QUEUED = "queued", "Waiting for a worker"
    RUNNING = "running", "Running"
    DONE = "done", "Finished"
    FAILED = "failed", "Failed"


class ChainCheck(Timestamped):
    """One verification: how far it is, then what it found. `head` is the hash of event `checked`.

    `asked_by` is empty for what was verified on the server, by command.
    """

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    status = models.CharField(max_length=8, choices=CheckStatus.choices, default=CheckStatus.QUEUED)
    total = models.PositiveBigIntegerField(default=0)
    checked = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    holds = models.BooleanField(null=True)
    finding = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Verification {self.pk} of the audit chain"

    @property
    def is_under_way(self) -> bool:
        return self.status in {CheckStatus.QUEUED, CheckStatus.RUNNING}

    @property
    def percent(self) -> int:
        return 100 * self.checked // self.total if self.total else 0
