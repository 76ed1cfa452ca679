"""What the audit log can be narrowed by; page, export and API share it. None of it can name a person."""

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
from .keyset import LARGEST_KEY
from .models import AuditEvent
from .zone import reading_zone

PERSON = "records.Person"


class MomentFilter(django_filters.Filter):
    """A moment in ISO 8601; one without an offset is in the reader's time zone."""

    field_class = forms.DateTimeField


class AuditFilter(django_filters.FilterSet):
    actor = django_filters.NumberFilter(
        method="by_actor", label="Who", help_text="Id of an account.", min_value=1, max_value=LARGEST_KEY
    )
    object_type = django_filters.ChoiceFilter(
        choices=registered, label="Kind of object", empty_label="Any object"
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
        if valid and self.form.cleaned_data["object_id"] and not self.form.cleaned_data["object_type"]:
            self.form.add_error("object_id", "Say which kind of object has this number.")
        return not self.form.errors

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
    def by_since(self, queryset: QuerySet, name: str, moment: object) -> QuerySet:
        return queryset.filter(occurred_at__gte=moment)

    @extend_schema_field(OpenApiTypes.DATETIME)
    def by_until(self, queryset: QuerySet, name: str, moment: object) -> QuerySet:
        return queryset.filter(occurred_at__lt=moment)
