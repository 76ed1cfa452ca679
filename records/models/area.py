"""Areas that statistics are given for, and figures about them."""

from django.db import models

from accounts.models import Jurisdiction
from accounts.models.base import Timestamped

from ..choices import AreaKind
from .category import OffenceCategory
from .importing import ImportBatch


class AreaSet(Timestamped):
    """One generation of boundaries of a jurisdiction."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="area_sets")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    generation = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["jurisdiction", "code", "-generation"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "code", "generation"], name="area_set_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.jurisdiction_id}, generation {self.generation})"


class AreaQuerySet(models.QuerySet):
    def current(self, jurisdiction: Jurisdiction) -> "AreaQuerySet":
        return self.filter(area_set__jurisdiction=jurisdiction, area_set__is_current=True)

    def lowest(self) -> "AreaQuerySet":
        """Areas that hold no other: the ones a point is resolved to."""
        return self.filter(parts=None)


class Area(Timestamped):
    """A named area. `boundary` is a GeoJSON geometry, longitude before latitude, degrees WGS84."""

    area_set = models.ForeignKey(AreaSet, on_delete=models.PROTECT, related_name="areas")
    code = models.SlugField(max_length=80)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=16, choices=AreaKind.choices, default=AreaKind.NEIGHBOURHOOD)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    boundary = models.JSONField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    area_km2 = models.FloatField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["area_set", "code"], name="area_code_unique_in_set")]

    def __str__(self) -> str:
        return self.name


class AreaIndicator(models.Model):
    """A figure about an area in a year: population, households, literacy …"""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="indicators")
    year = models.PositiveSmallIntegerField()
    name = models.SlugField(max_length=60)
    value = models.FloatField()

    class Meta:
        ordering = ["area", "year", "name"]
        constraints = [models.UniqueConstraint(fields=["area", "year", "name"], name="area_indicator_unique")]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.name}"


class AreaCount(models.Model):
    """A yearly count as its publisher released it; never turned into invented records."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="counts")
    year = models.PositiveSmallIntegerField()
    category = models.ForeignKey(OffenceCategory, on_delete=models.PROTECT, related_name="area_counts")
    count = models.PositiveIntegerField()
    source = models.CharField(max_length=60)
    import_batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, related_name="area_counts"
    )

    class Meta:
        ordering = ["area", "year", "category"]
        constraints = [
            models.UniqueConstraint(fields=["area", "year", "category", "source"], name="area_count_unique")
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.category}: {self.count}"
