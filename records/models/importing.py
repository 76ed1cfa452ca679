from django.conf import settings
from django.db import models

from accounts.models import Jurisdiction
from accounts.models.base import Timestamped

from ..choices import BatchStatus


class ImportBatch(Timestamped):
    """One run of one file through one mapping, with what became of its rows."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="import_batches")
    source = models.CharField(max_length=60)
    mapping = models.CharField(max_length=120)
    mapping_digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=BatchStatus.choices, default=BatchStatus.RUNNING)
    counts = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]
        verbose_name_plural = "import batches"

    def __str__(self) -> str:
        return f"{self.source}: {self.file_name}"


class ImportError(models.Model):
    """A row that was refused, and why."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="errors")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["batch", "row"]

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"
