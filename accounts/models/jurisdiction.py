"""The unit of analytics and of public statistics: nothing spatial crosses two."""

from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from .base import Timestamped

# A cell id is row * GRID_STRIDE + column, so that one integer column holds it for any grid in use.
GRID_STRIDE = 65_536


def validate_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(f"{value!r} is not a time zone of the IANA database.")


class Jurisdiction(Timestamped):
    """A police force's area, with its time zone, metric projection and analysis grid.

    The grid's origin and size are metres in the projection `projection_epsg`; bounds are degrees WGS84.
    """

    code = models.CharField(
        max_length=32,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9][A-Z0-9_-]*$", "Use A–Z, 0–9, - and _.")],
    )
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone])
    projection_epsg = models.PositiveIntegerField("projection (EPSG)")
    cell_size_m = models.PositiveIntegerField(default=250, validators=[MinValueValidator(50)])
    grid_origin_x = models.IntegerField()
    grid_origin_y = models.IntegerField()
    grid_columns = models.PositiveIntegerField()
    grid_rows = models.PositiveIntegerField()
    grid_generation = models.PositiveIntegerField(default=1)
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()
    outline = models.JSONField(
        null=True, blank=True, help_text="GeoJSON geometry, longitude before latitude."
    )
    basemap = models.JSONField(
        null=True, blank=True, help_text="GeoJSON features drawn under the maps: water, parks, roads, river."
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(south__lt=F("north"), west__lt=F("east")), name="jurisdiction_bounds_in_order"
            ),
            models.CheckConstraint(
                condition=Q(grid_columns__lt=GRID_STRIDE, grid_rows__lt=32_768),
                name="jurisdiction_grid_fits_cell_id",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def contains(self, latitude: float, longitude: float) -> bool:
        """Whether a point (degrees WGS84) lies within the declared bounds."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east
