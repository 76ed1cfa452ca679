import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Jurisdiction
from accounts.models.base import Timestamped

from ..choices import UNDER_WAY, Product, RunStatus, Trigger
from ..querysets import RunQuerySet


class TrainingRun(Timestamped):
    """One retraining of a product for a jurisdiction: its progress, and the claim that keeps others out.

    The Celery task carries the same id. `worker` names the process that took it (host, process id, start);
    `heartbeat_at` is renewed while it works. A run whose process is gone, or whose heartbeat is old, is lost.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="training_runs")
    product = models.CharField(max_length=16, choices=Product.choices)
    trigger = models.CharField(max_length=8, choices=Trigger.choices, default=Trigger.PERSON)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.QUEUED)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    message = models.CharField(max_length=200, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    timings = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    worker = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            # The last run of a product, and the fingerprint it ended with.
            models.Index(fields=["jurisdiction", "product", "-created_at"], name="run_latest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "product"],
                condition=Q(status__in=UNDER_WAY),
                name="run_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="run_progress_is_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_product_display()}, {self.jurisdiction}, {self.get_status_display().lower()}"

    @property
    def is_under_way(self) -> bool:
        return self.status in UNDER_WAY
