"""The closed lists of analytics."""

from django.db import models


class Product(models.TextChoices):
    HOTSPOTS = "hotspots", "Hotspots"
    CRIME_TYPE = "crime_type", "Crime type"
    ZONES = "zones", "Zones"
    FORECAST = "forecast", "Forecast"


class Trigger(models.TextChoices):
    PERSON = "person", "A person"
    SCHEDULE = "schedule", "The schedule"
    COMMAND = "command", "The command line"


class RunStatus(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    UNCHANGED = "unchanged", "Nothing had changed"
    FAILED = "failed", "Failed"
    LOST = "lost", "Lost: its worker ended"


# While a run is in one of these, no other of its product and jurisdiction may start.
UNDER_WAY = [RunStatus.QUEUED, RunStatus.RUNNING]


class Audience(models.TextChoices):
    STAFF = "staff", "Staff"
    PUBLIC = "public", "Public"


class Stage(models.TextChoices):
    CANDIDATE = "candidate", "Candidate"
    CHAMPION = "champion", "In use"
    RETIRED = "retired", "Retired"
    SUSPENDED = "suspended", "Suspended"


class RiskLevel(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class ZoneLevel(models.TextChoices):
    """Relative ranks: green is lower than elsewhere, never "safe"."""

    RED = "red", "Higher than elsewhere"
    ORANGE = "orange", "About average"
    GREEN = "green", "Lower than elsewhere"
