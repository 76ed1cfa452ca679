"""The figures at the head of the staff dashboard: counts by the database, of one jurisdiction."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import Jurisdiction
from records.models import CrimeRecord

WINDOW_DAYS = 28


@dataclass(frozen=True)
class Recorded:
    """Counted records that happened in the 28 days before `as_of`, and in the 28 days before those.

    `year` and `located` are the records of the 365 days before `as_of`, and those of them with a point.
    """

    recent: int
    before: int
    year: int
    located: int

    @property
    def change(self) -> float | None:
        """Relative change against the 28 days before; None where there were none."""
        return (self.recent - self.before) / self.before if self.before else None

    @property
    def located_share(self) -> float | None:
        return self.located / self.year if self.year else None

    @property
    def without_place(self) -> int:
        return self.year - self.located


def recorded(jurisdiction: Jurisdiction, as_of: datetime.date) -> Recorded:
    """Figures up to the day `as_of` (exclusive, in the jurisdiction's time zone)."""

    def day(days_back: int) -> datetime.datetime:
        start = as_of - datetime.timedelta(days=days_back)
        return datetime.datetime.combine(start, datetime.time(), tzinfo=jurisdiction.tz)

    recent = Q(occurred_from__gte=day(WINDOW_DAYS))
    before = Q(occurred_from__gte=day(2 * WINDOW_DAYS)) & ~recent
    year = CrimeRecord.objects.counted().filter(
        jurisdiction=jurisdiction, occurred_from__gte=day(365), occurred_from__lt=day(0)
    )
    return Recorded(
        **year.aggregate(
            recent=Count("pk", filter=recent),
            before=Count("pk", filter=before),
            year=Count("pk"),
            located=Count("pk", filter=Q(latitude__isnull=False)),
        )
    )
