"""Forms about access to one record: giving, refusing, ending, emergencies, reviews."""

import datetime

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.zone import reading_zone

from .choices import EMERGENCY_PURPOSES, NUMBER_LENGTH, GrantKind, ReviewFinding
from .filters import DayField
from .forms import SHORT, ConsultationReasonForm
from .models import CrimeRecord
from .services import access

NARROW = {**SHORT, "autocomplete": "off"}


class RecordNumberField(forms.CharField):
    """The crime ID, or the number of a record that has none."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(
            max_length=24,
            label="Crime ID or record number",
            error_messages={"required": "Enter the crime ID or the record number."},
            widget=forms.TextInput(NARROW),
            **kwargs,
        )


class GiveAccessForm(forms.Form):
    """Who gets access to which record, or is refused it, and until when."""

    use_required_attribute = False

    number = RecordNumberField()
    person = forms.CharField(
        max_length=254,
        label="Person",
        help_text="User name, e-mail address or badge number",
        error_messages={"required": "Enter who it is about."},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    effect = forms.ChoiceField(
        choices=[(GrantKind.ALLOW, "Give access, for reading"), (GrantKind.DENY, "Refuse access")],
        label="What you decide",
        error_messages={"required": "Choose whether to give or refuse access."},
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        max_length=400,
        label="Reason",
        help_text="It is kept with your name. Leave out what the record says.",
        error_messages={"required": "Enter a reason."},
        widget=forms.Textarea({"rows": 3}),
    )
    last_day = DayField(
        label="Last day",
        help_text="For example 31/12/2026. It ends with this day, and may be 366 days away at most.",
        error_messages={"required": "Enter the last day."},
        widget=forms.TextInput(NARROW),
    )

    def __init__(self, *args: object, by: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_number(self) -> CrimeRecord:
        found = CrimeRecord.objects.administered_by(self.by).numbered(self.cleaned_data["number"]).first()
        if found is None:
            raise ValidationError("No record at your stations has this number.")
        return found

    def clean_person(self) -> User:
        return access.person_named(self.cleaned_data["person"])

    def decision(self) -> dict[str, object]:
        """What the service takes."""
        values = self.cleaned_data
        return {
            "record": values["number"],
            "user": values["person"],
            "reason": values["reason"],
            "expires_at": _end_of(values["last_day"], self.by),
        }

    def add_service_errors(self, error: ValidationError) -> None:
        """Show what the service refused at the field that it is about."""
        fields = {"user": "person", "expires_at": "last_day", "reason": "reason"}
        for name, texts in getattr(error, "message_dict", {"": error.messages}).items():
            self.add_error(fields.get(name), texts)


def _end_of(day: datetime.date, user: User) -> datetime.datetime:
    """The first moment after `day` where the user works."""
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), reading_zone(user))


class EmergencyForm(ConsultationReasonForm):
    """Which record must be opened now, and why."""

    field_order = ["crime_id", "purpose", "text"]

    crime_id = forms.CharField(
        max_length=NUMBER_LENGTH,
        label="Crime ID, or source and number",
        help_text="For example CENT/2026/000123. An imported record has none: "
        "enter its source and number as the record is named, for example chicago HY411648.",
        error_messages={"required": "Enter the crime ID, or the source and number."},
        widget=forms.TextInput(NARROW),
    )
    purpose = forms.ChoiceField(
        choices=EMERGENCY_PURPOSES,
        label="Purpose",
        error_messages={"required": "Choose a purpose."},
        widget=forms.RadioSelect,
    )


class ReviewForm(forms.Form):
    use_required_attribute = False

    finding = forms.ChoiceField(
        choices=ReviewFinding.choices,
        label="Your finding",
        error_messages={"required": "Choose a finding."},
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        max_length=400,
        label="Note",
        help_text="What you asked and what you base the finding on.",
        error_messages={"required": "Enter a note."},
        widget=forms.Textarea({"rows": 3}),
    )
