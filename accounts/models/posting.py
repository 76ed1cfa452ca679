"""Rights begin and end with a posting."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ..roles import Role
from .base import Timestamped
from .station import Station


class PostingQuerySet(models.QuerySet):
    def in_force(self, day: datetime.date) -> "PostingQuerySet":
        return self.not_over(day).filter(starts_on__lte=day)

    def not_over(self, day: datetime.date) -> "PostingQuerySet":
        """In force on `day` or to begin later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Posting(Timestamped):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="postings")
    station = models.ForeignKey(
        Station,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="postings",
        help_text="Empty for national roles: analyst, auditor, administrator.",
    )
    role = models.CharField(max_length=16, choices=Role.staff_choices())
    may_register = models.BooleanField(default=False)
    may_investigate = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="posting_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(station__isnull=False) | Q(role__in=Role.national()),
                name="posting_has_station_unless_national",
            ),
        ]

    def __str__(self) -> str:
        place = self.station.name if self.station_id else "national"
        return f"{self.get_role_display()}, {place}"
