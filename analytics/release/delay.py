"""The delay of everything public: releases and public models read this one clock."""

import datetime

from django.conf import settings
from django.utils import timezone

from accounts.models import Jurisdiction

from . import months


def newest_month(jurisdiction: Jurisdiction) -> datetime.date:
    """The first day of the newest month that may appear today, local time."""
    today = timezone.now().astimezone(jurisdiction.tz).date()
    return months.newest_publishable(today, settings.PUBLIC_DELAY_DAYS)


def public_until(jurisdiction: Jurisdiction) -> datetime.date:
    """The day (exclusive) up to which the public may see anything: the one after that month."""
    return months.add_months(newest_month(jurisdiction), 1)
