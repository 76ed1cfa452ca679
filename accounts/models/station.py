from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from .base import Timestamped
from .jurisdiction import Jurisdiction


class StationKind(models.TextChoices):
    STATION = "station", "Station"
    DISTRICT = "district", "District"


class Station(Timestamped):
    """A police station, or the unit above it (circle, district, region)."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="stations")
    code = models.CharField(
        max_length=8, validators=[RegexValidator(r"^[A-Z0-9]{2,8}$", "A code is 2 to 8 of A–Z and 0–9.")]
    )
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=StationKind.choices, default=StationKind.STATION)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="units")
    boundary = models.JSONField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    active_from = models.DateField(null=True, blank=True)
    active_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["jurisdiction", "code"]
        constraints = [
            # Crime IDs begin with the code, so it is unique over the whole installation.
            models.UniqueConstraint(fields=["code"], name="station_code_unique"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{2,8}$"), name="station_code_form"),
        ]

    def __str__(self) -> str:
        return self.name
