"""The form over the audit log. It is posted, as it can hold a name; the address then holds numbers only."""

from django import forms
from django.db.models import Q
from django.utils.http import urlencode

from .audit_actions import Action
from .audit_kinds import kind_of, registered
from .audit_lines import OUTCOMES
from .filters import MomentField
from .keyset import LARGEST_KEY
from .models import AuditEvent, User

AREAS = {
    "account": "Accounts",
    "access": "Access",
    "audit": "Audit log",
    "admin": "Administration",
    "record": "Records",
    "person": "People",
    "import": "Imports",
    "demo": "Demonstration",
    "model": "Models",
    "release": "Public releases",
}
NOBODY = "Nobody of this name, e-mail address or badge number has done anything that you may see."
NOTHING = "There is nothing with this number that you may see."


def grouped_actions() -> list[tuple[str, object]]:
    """Acts by what they are about, for a select."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for value, label in Action.choices:
        area = value.partition(".")[0]
        groups.setdefault(AREAS.get(area, area.capitalize()), []).append((value, label))
    return [("", "Any act"), *groups.items()]


def moment_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class AuditSearchForm(forms.Form):
    who = forms.CharField(
        max_length=254, required=False, label="Who", help_text="Full name, e-mail address or badge number."
    )
    action = forms.ChoiceField(choices=grouped_actions, required=False, label="Act")
    object_type = forms.ChoiceField(
        choices=lambda: [("", "Any object"), *registered()], required=False, label="Kind of object"
    )
    number = forms.CharField(
        max_length=60,
        required=False,
        label="Its number",
        help_text="A crime ID, or the number in the log. Goes with the kind.",
    )
    person = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_KEY,
        required=False,
        label="About person",
        help_text="Number of a person: acts on that person and on the records that name them.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-10"}),
    )
    outcome = forms.ChoiceField(
        choices=[("", "Any outcome"), *OUTCOMES.items()], required=False, label="Outcome"
    )
    since = MomentField(required=False, label="From", widget=moment_input())
    until = MomentField(required=False, label="Until", widget=moment_input())

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict:
        values = super().clean()
        if values.get("who"):
            values["actor"] = self._actor(values["who"].strip())
        if values.get("object_type") and not values.get("number") and "number" not in self.errors:
            self.add_error("number", "Enter the number of the object.")
        if values.get("number"):
            values["object_id"] = self._object(values.get("object_type", ""), values["number"].strip())
        if values.get("since") and values.get("until") and values["since"] >= values["until"]:
            self.add_error("until", "Enter a time after the first one.")
        return values

    def query(self) -> str:
        """The filters for an address: numbers, words of lists and times."""
        names = ("actor", "action", "object_type", "object_id", "person", "outcome")
        query = {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}
        # As typed, in the reader's own time zone.
        query |= {name: self.data[name] for name in ("since", "until") if self.cleaned_data.get(name)}
        return urlencode(query)

    def _actor(self, text: str) -> int | None:
        """The account meant by `text`; whoever did nothing that the reader may see is unknown to them."""
        meant = User.objects.filter(
            Q(email__iexact=text) | Q(username__iexact=text) | Q(name__iexact=text) | Q(badge_number=text)
        )
        acts = AuditEvent.objects.visible_to(self.user)
        found = [
            pk for pk in meant.values_list("pk", flat=True)[:50] if acts.filter(actor_id=str(pk)).exists()
        ]
        if len(found) == 1:
            return found[0]
        several = f"{len(found)} people are called that. Enter an e-mail address or a badge number."
        self.add_error("who", several if found else NOBODY)
        return None

    def _object(self, object_type: str, text: str) -> str | None:
        if not object_type:
            self.add_error("object_type", "Choose the kind of object that has this number.")
            return None
        found = kind_of(object_type).find(text, self.user)
        if found is None:
            self.add_error("number", NOTHING)
        return found
