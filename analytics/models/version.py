from django.db import models
from django.db.models import Q

from accounts.models import Jurisdiction
from accounts.models.base import Timestamped

from ..choices import Audience, Product, Stage
from ..querysets import VersionQuerySet
from .run import TrainingRun

# Of the shares of area that clusters are judged at, the one shown beside them.
SHOWN_AREA_SHARE = 0.05


class ModelVersion(Timestamped):
    """What one run learned for one audience, with its measured quality beside the baseline's.

    `artefact` is the folder in the storage that holds the model files and their manifest;
    `artefact_sha256` is the digest of that manifest.
    """

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="model_versions")
    product = models.CharField(max_length=16, choices=Product.choices)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.STAFF)
    version = models.PositiveIntegerField()
    algorithm = models.CharField(max_length=60)
    is_baseline = models.BooleanField(default=False)
    features = models.JSONField(default=list, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    metrics = models.JSONField(default=dict, blank=True)
    baseline_metrics = models.JSONField(default=dict, blank=True)
    verdict = models.CharField(max_length=400, blank=True)
    card = models.JSONField(default=dict, blank=True)
    artefact = models.CharField(max_length=200, blank=True)
    artefact_sha256 = models.CharField(max_length=64, blank=True)
    artefact_format = models.PositiveSmallIntegerField(default=1)
    library_versions = models.JSONField(default=dict, blank=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.CANDIDATE)
    run = models.ForeignKey(TrainingRun, on_delete=models.PROTECT, related_name="versions")

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["jurisdiction", "product", "audience", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "product", "audience", "version"], name="model_version_unique"
            ),
            models.UniqueConstraint(
                fields=["jurisdiction", "product", "audience"],
                condition=Q(stage=Stage.CHAMPION),
                name="model_one_champion",
            ),
        ]

    @property
    def clusters_hit_rate(self) -> dict[str, float] | None:
        """Share of later records in the clusters' top cells; None where it was not measured."""
        for score in self.metrics.get("kmeans", []):
            if score["area_share"] == SHOWN_AREA_SHARE:
                low, high = score["hit_rate_interval"]
                return {"area_share": SHOWN_AREA_SHARE, "value": score["hit_rate"], "low": low, "high": high}
        return None

    def __str__(self) -> str:
        return f"{self.get_product_display()} {self.version} ({self.get_audience_display().lower()})"
