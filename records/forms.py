"""Forms of the register. They turn what was typed into values; the services decide what is allowed."""

from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Station

from .choices import Discovered, Precision, Purpose, RecordKind, Sensitivity, TimeKnown, VoidReason
from .datetimes import NotATime, format_moment, parse_moment
from .models import CrimeRecord, OffenceCategory

SHORT = {"class": "govuk-input--width-10"}


class MomentField(forms.CharField):
    """A moment, typed and shown in the time zone that the form sets as `zone`."""

    zone: ZoneInfo

    def to_python(self, value: object) -> object:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_moment(text, self.zone, timezone.now())
        except NotATime as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: object) -> object:
        return format_moment(value, self.zone) if hasattr(value, "astimezone") else value

    def has_changed(self, initial: object, data: object) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")


class CategoryChoiceField(forms.ModelChoiceField):
    """Offence categories under their groups."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(queryset=OffenceCategory.objects.all(), **kwargs)
        self.widget.choices = self._grouped

    def _grouped(self) -> list:
        groups: dict[str, list] = {}
        for category in self.queryset:
            groups.setdefault(category.group or "Other", []).append((category.pk, category.name))
        return [("", "Choose an offence"), *sorted(groups.items())]

    def __deepcopy__(self, memo: dict) -> "CategoryChoiceField":
        result = super().__deepcopy__(memo)
        result.widget.choices = result._grouped
        return result


class EntryForm(forms.Form):
    """A crime record as its author writes it. A draft may be incomplete; submitting asks for the rest.

    Each field carries the value that the author was shown (`show_hidden_initial`), so that what they
    changed can be told from what someone else changed meanwhile.
    """

    use_required_attribute = False

    station = forms.ModelChoiceField(Station.objects.none(), empty_label=None)
    category = CategoryChoiceField(label="Offence", show_hidden_initial=True)
    kind = forms.ChoiceField(
        choices=RecordKind.choices, initial=RecordKind.FIR, label="Kind of record", show_hidden_initial=True
    )
    title = forms.CharField(
        max_length=160,
        label="What happened, in a few words",
        help_text="For example: Rear window forced, laptop taken",
        show_hidden_initial=True,
    )
    discovered = forms.ChoiceField(
        choices=Discovered.choices,
        initial=Discovered.REPORTED,
        label="How it came to light",
        show_hidden_initial=True,
    )
    sensitivity = forms.ChoiceField(
        choices=Sensitivity.choices,
        initial=Sensitivity.NORMAL,
        label="Who may see it",
        help_text="Protected records are seen by those who entered or investigate them.",
        show_hidden_initial=True,
    )
    time_known = forms.ChoiceField(
        choices=TimeKnown.choices,
        initial=TimeKnown.EXACT,
        label="When it happened is known",
        widget=forms.RadioSelect,
        show_hidden_initial=True,
    )
    occurred_from = MomentField(
        label="Happened, or happened from",
        help_text="For example 12/9/2026 02:10, or today 0210",
        widget=forms.TextInput(SHORT),
        show_hidden_initial=True,
    )
    occurred_to = MomentField(
        required=False,
        label="Until",
        help_text="Leave empty for a single time",
        widget=forms.TextInput(SHORT),
        show_hidden_initial=True,
    )
    reported_at = MomentField(
        label="Reported",
        help_text="When the police learnt of it",
        widget=forms.TextInput(SHORT),
        show_hidden_initial=True,
    )
    address = forms.CharField(
        max_length=200,
        required=False,
        label="Address or place",
        help_text="Enter it as people would find it, or place a point",
        show_hidden_initial=True,
    )
    latitude = forms.FloatField(
        required=False, min_value=-90, max_value=90, widget=forms.TextInput(SHORT), show_hidden_initial=True
    )
    longitude = forms.FloatField(
        required=False, min_value=-180, max_value=180, widget=forms.TextInput(SHORT), show_hidden_initial=True
    )
    precision = forms.ChoiceField(
        choices=Precision.choices,
        initial=Precision.NONE,
        label="How exactly the place is known",
        show_hidden_initial=True,
    )
    premises = forms.CharField(
        max_length=80, required=False, label="Kind of premises", show_hidden_initial=True
    )
    narrative = forms.CharField(
        required=False,
        max_length=20_000,
        label="Narrative",
        help_text="What is known, in order. Names stand here only where they are needed.",
        widget=forms.Textarea({"rows": 8}),
        show_hidden_initial=True,
    )
    modus_operandi = forms.CharField(max_length=400, required=False, label="Method", show_hidden_initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: object, stations: QuerySet[Station], record: CrimeRecord | None = None, **kwargs: object
    ) -> None:
        if record is not None:
            kwargs.setdefault("initial", values_of(record))
        super().__init__(*args, **kwargs)
        self.record = record
        if record is not None or len(stations) == 1:
            del self.fields["station"]
            self.station = record.station if record is not None else stations[0]
        else:
            self.fields["station"].queryset = stations
            self.station = self._chosen(stations)
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone = self.station.jurisdiction.tz

    def _chosen(self, stations: QuerySet[Station]) -> Station:
        wanted = str(self.data.get(self.add_prefix("station"), ""))
        return next((station for station in stations if str(station.pk) == wanted), stations[0])

    def full_clean(self) -> None:
        """Required marks what submitting needs; a draft is saved without it."""
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = False
        super().full_clean()
        for field in needed:
            field.required = True

    def clean(self) -> dict:
        values = super().clean()
        if values.get("category") and values["category"].protected:
            values["sensitivity"] = Sensitivity.PROTECTED.value
        return values

    def record_fields(self) -> dict[str, object]:
        """What the services take: the values of the record's own fields and its category."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in {"station", "version"}
        }

    def add_service_errors(self, error: ValidationError) -> None:
        """Show what a service refused at its field, or above the form where it has none."""
        for name, messages in getattr(error, "message_dict", {"": error.messages}).items():
            self.add_error(name if name in self.fields else None, messages)


class ReasonForm(forms.Form):
    use_required_attribute = False

    reason = forms.CharField(
        max_length=400,
        label="Reason",
        help_text="It stays in the record's history.",
        error_messages={"required": "Enter a reason."},
        widget=forms.Textarea({"rows": 3}),
    )


class ConsultationReasonForm(forms.Form):
    """Why someone looks at what is not assigned to them."""

    use_required_attribute = False

    purpose = forms.ChoiceField(
        choices=Purpose.choices,
        label="Purpose",
        error_messages={"required": "Choose a purpose."},
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        min_length=5,
        max_length=400,
        label="Reason",
        help_text="For example the crime ID that you work on, or who asked. Leave out names of people.",
        error_messages={"required": "Enter a reason.", "min_length": "Enter at least 5 characters."},
        widget=forms.Textarea({"rows": 3}),
    )


class VoidForm(forms.Form):
    use_required_attribute = False

    reason = forms.ChoiceField(
        choices=VoidReason.choices,
        label="Why it is void",
        error_messages={"required": "Choose why it is void."},
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        max_length=400,
        label="Note",
        help_text="For a duplicate: the crime ID of the record that stays.",
        error_messages={"required": "Enter a note."},
        widget=forms.Textarea({"rows": 3}),
    )


class PersonSearchForm(forms.Form):
    use_required_attribute = False

    q = forms.CharField(
        max_length=120,
        label="Name, or a phone or document number",
        error_messages={"required": "Enter a name or a number."},
    )

    def clean_q(self) -> str:
        words = self.cleaned_data["q"].split()
        if len(words) > 8:
            raise ValidationError("Enter at most 8 words.")
        if not any(sum(letter.isalnum() for letter in word) >= 2 for word in words):
            raise ValidationError("Enter at least 2 letters of a name.")
        return " ".join(words)


class SearchForm(forms.Form):
    use_required_attribute = False

    q = forms.CharField(max_length=100, required=False, label="Crime ID, title or address")


def values_of(record: CrimeRecord) -> dict[str, object]:
    """A record's values under the names of the entry form's fields."""
    names = [name for name in EntryForm.base_fields if name not in {"station", "category"}]
    offence = record.principal_offence
    return {"category": offence.category_id if offence else None} | {
        name: getattr(record, name) for name in names
    }
