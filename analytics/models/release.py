"""Public statistics: numbered releases and the figures in them, the only rows the public side reads."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from accounts.models import Jurisdiction
from accounts.models.base import Timestamped
from records.choices import PublicClass
from records.models import Area, OffenceCategory

from ..release.choices import CellStatus, Cut, Level, ReleaseStatus
from ..release.rounding import BASE


class StatReleaseQuerySet(models.QuerySet):
    def published(self) -> "StatReleaseQuerySet":
        return self.filter(status=ReleaseStatus.PUBLISHED)

    def newest_first(self) -> "StatReleaseQuerySet":
        return self.order_by("jurisdiction_id", "-number")


class StatRelease(Timestamped):
    """One numbered release of a jurisdiction's figures. Once published neither it nor its cells change.

    `month` is the first day of the last month in it; `digest` is SHA-256 over all its cells.
    """

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    month = models.DateField()
    built_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=ReleaseStatus.choices, default=ReleaseStatus.BUILDING)

    objects = StatReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["jurisdiction", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "number"], name="release_number_unique"),
            models.CheckConstraint(condition=Q(month__day=1), name="release_month_first_day"),
            models.CheckConstraint(
                condition=~Q(status=ReleaseStatus.PUBLISHED) | Q(published_at__isnull=False),
                name="release_published_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction_id} release {self.number}, to {self.month:%Y-%m}"


class StatCellQuerySet(models.QuerySet):
    def listed(self) -> "StatCellQuerySet":
        """Cells of types that may be shown in their cut today: a type taken back leaves old releases too."""
        return self.filter(
            Q(category=None)
            | Q(category__public_class=PublicClass.PUBLIC)
            | Q(category__public_class=PublicClass.BROAD, cut=Cut.JURISDICTION_YEAR)
        )


class StatCell(models.Model):
    """One published figure: a count rounded by itself, or why there is none; a hexagon has a level instead.

    No category means all of them; no month means the whole year; no area and no hexagon mean the whole
    jurisdiction. A hexagon's `area` is the one that holds its middle.
    """

    release = models.ForeignKey(StatRelease, on_delete=models.CASCADE, related_name="cells", db_index=False)
    cut = models.CharField(max_length=20, choices=Cut.choices)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    hexagon = models.CharField(max_length=15, blank=True)
    category = models.ForeignKey(
        OffenceCategory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    value = models.PositiveIntegerField(null=True, blank=True)
    level = models.CharField(max_length=8, choices=Level.choices, blank=True)
    status = models.CharField(max_length=12, choices=CellStatus.choices)

    objects = StatCellQuerySet.as_manager()

    class Meta:
        ordering = ["release", "cut", "area", "hexagon", "category", "year", "month"]
        indexes = [
            # The figures of one area, or of the whole jurisdiction, over time.
            models.Index(fields=["release", "cut", "area", "year"], name="stat_cell_area"),
        ]
        constraints = [
            models.UniqueConstraint(
                "release",
                "cut",
                Coalesce("area", 0),
                "hexagon",
                Coalesce("category", 0),
                "year",
                Coalesce("month", 0),
                name="stat_cell_unique",
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(Q(value__gte=BASE) & Q(Exact(F("value") % BASE, 0))),
                name="stat_cell_rounded",
            ),
            models.CheckConstraint(
                condition=Q(cut=Cut.HEXAGON_YEAR, value=None)
                | Q(status=CellStatus.OK, value__isnull=False)
                | (~Q(status=CellStatus.OK) & Q(value=None)),
                name="stat_cell_value_when_ok",
            ),
            models.CheckConstraint(
                condition=(Q(cut=Cut.HEXAGON_YEAR, level__in=Level.values, month=None) & ~Q(hexagon=""))
                | (~Q(cut=Cut.HEXAGON_YEAR) & Q(level="", hexagon="")),
                name="stat_cell_level_of_hexagons",
            ),
            models.CheckConstraint(
                condition=Q(cut__in=[Cut.JURISDICTION_MONTH, Cut.JURISDICTION_YEAR, Cut.AREA_YEAR])
                | Q(category=None),
                name="stat_cell_category_where_listed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cut} {self.year}-{self.month or 'year'}: {self.value or self.level or self.status}"
