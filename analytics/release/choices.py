"""The closed lists of public statistics."""

from django.db import models


class ReleaseStatus(models.TextChoices):
    BUILDING = "building", "Being built"
    PUBLISHED = "published", "Published"
    FAILED = "failed", "Failed"


class Cut(models.TextChoices):
    """What is published, and nothing else: no cut is finer than these, and none can be asked for."""

    JURISDICTION_MONTH = "jurisdiction_month", "Whole jurisdiction by month and type"
    JURISDICTION_YEAR = "jurisdiction_year", "Whole jurisdiction by year and type"
    DISTRICT_MONTH = "district_month", "District by month"
    AREA_MONTH = "area_month", "Area by month"
    AREA_YEAR = "area_year", "Area by year and type"
    HEXAGON_YEAR = "hexagon_year", "Hexagon by year, as a level"


class CellStatus(models.TextChoices):
    OK = "ok", "Published"
    FEW = "few", "Fewer than 5"
    NOT_REPORTED = "not_reported", "Not reported"
    PARTIAL = "partial", "Partly reported"


class Level(models.TextChoices):
    LOWER = "lower", "Lower"
    MEDIUM = "medium", "Medium"
    HIGHER = "higher", "Higher"
    HIGHEST = "highest", "Highest"
