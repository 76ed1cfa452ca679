"""Forms of the analytics pages."""

import datetime

from django import forms

from accounts.models import Jurisdiction

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = [f"{datetime.date(2000, month, 1):%B}" for month in range(1, 13)]
SHORT = {"class": "govuk-input--width-10"}


class PredictForm(forms.Form):
    """A time and a place; days count from 0 = Monday, places are degrees WGS84."""

    use_required_attribute = False

    hour = forms.TypedChoiceField(
        coerce=int, choices=[(hour, f"{hour:02d}:00 to {hour:02d}:59") for hour in range(24)], label="Hour"
    )
    day_of_week = forms.TypedChoiceField(coerce=int, choices=list(enumerate(DAYS)), label="Weekday")
    month = forms.TypedChoiceField(coerce=int, choices=list(enumerate(MONTHS, start=1)), label="Month")
    latitude = forms.FloatField(
        min_value=-90,
        max_value=90,
        widget=forms.TextInput(SHORT),
        error_messages={"required": "Enter the latitude, or click the map."},
    )
    longitude = forms.FloatField(
        min_value=-180,
        max_value=180,
        widget=forms.TextInput(SHORT),
        error_messages={"required": "Enter the longitude, or click the map."},
    )


def time_there(jurisdiction: Jurisdiction, now: datetime.datetime) -> dict[str, int]:
    """What the form begins with: the hour, weekday and month that it is now in the jurisdiction."""
    local = now.astimezone(jurisdiction.tz)
    return {"hour": local.hour, "day_of_week": local.weekday(), "month": local.month}
