"""What models give out. Places are degrees WGS84, rounded and snapped already where the version is public."""

from django.db import models

from records.models import Area

from ..choices import RiskLevel, ZoneLevel
from ..querysets import OutputQuerySet
from .version import ModelVersion


class Hotspot(models.Model):
    """A cluster of records as a circle: its centre, and the radius that holds 68 % of its records."""

    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="hotspots")
    cluster_id = models.PositiveSmallIntegerField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    count = models.PositiveIntegerField()
    radius_m = models.FloatField()
    risk_level = models.CharField(max_length=6, choices=RiskLevel.choices)

    objects = OutputQuerySet.as_manager()

    class Meta:
        ordering = ["model_version", "cluster_id"]
        constraints = [
            models.UniqueConstraint(fields=["model_version", "cluster_id"], name="hotspot_unique"),
        ]

    def __str__(self) -> str:
        return f"Hotspot {self.cluster_id}: {self.count} records"


class RiskCell(models.Model):
    """A grid cell with its share of the coming weeks' records that the surface expects there."""

    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="risk_cells")
    grid_cell = models.IntegerField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    value = models.FloatField()

    objects = OutputQuerySet.as_manager()

    class Meta:
        ordering = ["model_version", "-value"]
        constraints = [
            models.UniqueConstraint(fields=["model_version", "grid_cell"], name="risk_cell_unique"),
        ]

    def __str__(self) -> str:
        return f"Cell {self.grid_cell}: {self.value:.5f}"


class ZoneRating(models.Model):
    """An area's rank among the areas of its jurisdiction.

    `rate` and `severity_rate` are records a year and 1,000 residents (a year alone where the population
    is unknown), the second weighted by severity. `stability` is the share of resamples that kept the level.
    """

    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="zones")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="zone_ratings")
    level = models.CharField(max_length=6, choices=ZoneLevel.choices)
    rank = models.PositiveIntegerField()
    rate = models.FloatField()
    severity_rate = models.FloatField()
    stability = models.FloatField(null=True)

    objects = OutputQuerySet.as_manager()

    class Meta:
        ordering = ["model_version", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["model_version", "area"], name="zone_rating_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.get_level_display().lower()}"


class ForecastPoint(models.Model):
    """Records expected in a month, with the bounds of the 80 % interval; no area: the whole jurisdiction."""

    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="forecasts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="forecasts")
    month = models.DateField()
    value = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()

    objects = OutputQuerySet.as_manager()

    class Meta:
        ordering = ["model_version", "area", "month"]
        constraints = [
            models.UniqueConstraint(fields=["model_version", "area", "month"], name="forecast_unique"),
            models.UniqueConstraint(
                fields=["model_version", "month"], condition=models.Q(area=None), name="forecast_unique_whole"
            ),
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("value"), value__lte=models.F("high")),
                name="forecast_within_its_interval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area or 'All'} {self.month:%Y-%m}: {self.value:.1f}"
