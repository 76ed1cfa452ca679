"""What the audit log can be narrowed by; page, export and API share it. None of it can name a person."""

import datetime
from functools import reduce
from operator import or_

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from .audit_actions import Action
from .audit_kinds import kind_of, registered
from .audit_lines import OUTCOMES
from .audit_verify import CLOCKS_DIFFER, EARLIEST
from .keyset import LARGEST_KEY
from .models import AuditEvent
from .querysets import AuditEventQuerySet
from .zone import reading_zone

PERSON = "records.Person"


class MomentField(forms.DateTimeField):
    """A moment in ISO 8601, as the browser's picker has it, or as pages show it (`3 Mar 2026, 14:05:10`)."""

    input_formats = ("%d %b %Y, %H:%M:%S", "%d %b %Y, %H:%M", "%d %b %Y", "%d %B %Y")
    default_error_messages = {"invalid": "Enter a date and time like 3 Mar 2026, 14:05."}


class MomentFilter(django_filters.Filter):
    """A `MomentField`; what has no offset is in the reader's time zone."""

    field_class = MomentField


class AuditFilter(django_filters.FilterSet):
    """Narrows the log. Who asks still has to ask for `parts`: `qs` holds what nobody may know of, too.

    Times bound the ids, too, so that any index is entered where they begin: both are given at the same
    moment, by clocks that differ by CLOCKS_DIFFER at most. `verify_audit` names an event that breaks that.
    """

    actor = django_filters.NumberFilter(
        method="by_actor", label="Who", help_text="Id of an account.", min_value=1, max_value=LARGEST_KEY
    )
    object_type = django_filters.ChoiceFilter(
        choices=registered, label="Kind of object", empty_label="Any object", help_text="Needs `object_id`."
    )
    object_id = django_filters.CharFilter(
        label="Number of the object", help_text="Needs `object_type`.", max_length=60
    )
    person = django_filters.NumberFilter(
        method="by_person",
        label="About person",
        help_text="Number of a person: acts on that person and on the records that name them.",
        min_value=1,
        max_value=LARGEST_KEY,
    )
    action = django_filters.ChoiceFilter(choices=Action.choices, label="Act", empty_label="Any act")
    outcome = django_filters.ChoiceFilter(
        choices=list(OUTCOMES.items()), label="Outcome", empty_label="Any outcome"
    )
    since = MomentFilter(method="by_since", label="From")
    until = MomentFilter(method="by_until", label="Until")

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def is_valid(self) -> bool:
        """Whether the filters are right; moments are read in the reader's time zone."""
        with timezone.override(reading_zone(self.request.user)):
            valid = super().is_valid()
        if not valid:
            return False
        values = self.form.cleaned_data
        if values["object_id"] and not values["object_type"]:
            self.form.add_error("object_id", "Say which kind of object has this number.")
        if values["object_type"] and not values["object_id"]:
            self.form.add_error("object_type", "Enter the number of the object, too.")
        return not self.form.errors

    def parts(self) -> list[AuditEventQuerySet]:
        """What is found, as far as the reader may know of it."""
        # Acts of one person or on one object are few: their own index leads to them, whatever the station.
        if any(self.form.cleaned_data[name] for name in ("actor", "object_id", "person")):
            return [self.qs.visible_to(self.request.user)]
        return self.qs.parts_visible_to(self.request.user)

    def used(self) -> dict[str, str]:
        """The filters in use as text, for the log itself."""
        values = self.form.cleaned_data
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else str(value)
            for name in self.filters
            if (value := values.get(name))
        }

    @extend_schema_field(OpenApiTypes.INT64)
    def by_actor(self, queryset: QuerySet, name: str, actor: int) -> QuerySet:
        return queryset.filter(actor_id=str(int(actor)))

    @extend_schema_field(OpenApiTypes.INT64)
    def by_person(self, queryset: QuerySet, name: str, person: int) -> QuerySet:
        kind, person_id = kind_of(PERSON), str(int(person))
        concerned = {PERSON: {person_id}, **kind.related(person_id, self.request.user)}
        objects = (Q(object_type=name, object_id__in=ids) for name, ids in concerned.items())
        return queryset.filter(reduce(or_, objects))

    @extend_schema_field(OpenApiTypes.DATETIME)
    def by_since(self, queryset: QuerySet, name: str, moment: datetime.datetime) -> QuerySet:
        found = queryset.filter(occurred_at__gte=moment)
        if moment < EARLIEST + CLOCKS_DIFFER:
            return found
        older = AuditEvent.objects.filter(occurred_at__lt=moment - CLOCKS_DIFFER).order_by("-occurred_at")
        last = older.values_list("pk", flat=True).first()
        return found if last is None else found.filter(pk__gt=last)

    @extend_schema_field(OpenApiTypes.DATETIME)
    def by_until(self, queryset: QuerySet, name: str, moment: datetime.datetime) -> QuerySet:
        found = queryset.filter(occurred_at__lt=moment)
        if moment > timezone.now() - CLOCKS_DIFFER:
            return found
        newer = AuditEvent.objects.filter(occurred_at__gte=moment + CLOCKS_DIFFER).order_by("occurred_at")
        first = newer.values_list("pk", flat=True).first()
        return found if first is None else found.filter(pk__lt=first)
