"""What a list of records can be narrowed by; the page and the API share it."""

import datetime

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from accounts.models import Station, User
from accounts.permissions import may_everywhere, station_ids
from accounts.zone import reading_zone

from .choices import Status
from .datetimes import NotATime, parse_date
from .models import Area, CrimeRecord, Offence, OffenceCategory


def stations_of(user: User, action: str) -> QuerySet[Station]:
    """Stations in which `user` may do `action`."""
    stations = Station.objects.select_related("jurisdiction")
    return stations if may_everywhere(user, action) else stations.filter(pk__in=station_ids(user, action))


def _stations(request: object) -> QuerySet[Station]:
    return stations_of(request.user, "record.read") if request else Station.objects.none()


def _areas(request: object) -> QuerySet[Area]:
    if not request:
        return Area.objects.none()
    jurisdictions = stations_of(request.user, "record.read").values("jurisdiction")
    return Area.objects.filter(area_set__jurisdiction__in=jurisdictions, area_set__is_current=True)


def matching_words(records: QuerySet[CrimeRecord], words: str) -> QuerySet[CrimeRecord]:
    """Records that hold each of the words in their crime ID, title or address."""
    for word in words.split():
        records = records.filter(
            Q(crime_id__icontains=word) | Q(title__icontains=word) | Q(address__icontains=word)
        )
    return records


class DayField(forms.CharField):
    """A day as people type it, or ISO 8601."""

    def to_python(self, value: object) -> datetime.date | None:
        text = super().to_python(value)
        try:
            return parse_date(text, timezone.localdate()) if text else None
        except NotATime as error:
            # The text may hold a %, so it is never a format itself.
            raise forms.ValidationError("%(reason)s", params={"reason": str(error)}) from error


class DayFilter(django_filters.Filter):
    field_class = DayField


class RecordFilter(django_filters.FilterSet):
    """Filters that may stand in an address: none of them can name a person."""

    status = django_filters.MultipleChoiceFilter(
        choices=Status.choices, label="Status", widget=forms.CheckboxSelectMultiple, distinct=False
    )
    category = django_filters.ModelChoiceFilter(
        queryset=OffenceCategory.objects.all(),
        to_field_name="code",
        method="by_category",
        label="Offence",
        empty_label="Any offence",
    )
    station = django_filters.ModelChoiceFilter(
        queryset=_stations, to_field_name="code", label="Station", empty_label="All that you may see"
    )
    area = django_filters.ModelChoiceFilter(queryset=_areas, label="Area", empty_label="Any area")
    reported_from = DayFilter(method="by_first_day", label="Reported from")
    reported_to = DayFilter(method="by_last_day", label="Reported until")

    class Meta:
        model = CrimeRecord
        fields: list[str] = []

    @extend_schema_field(OpenApiTypes.STR)
    def by_category(self, queryset: QuerySet, name: str, category: OffenceCategory) -> QuerySet:
        principal = Offence.objects.filter(record=OuterRef("pk"), ordinal=1, category=category)
        return queryset.filter(Exists(principal))

    @extend_schema_field(OpenApiTypes.DATE)
    def by_first_day(self, queryset: QuerySet, name: str, day: datetime.date) -> QuerySet:
        return queryset.filter(reported_at__gte=self._start_of(day))

    @extend_schema_field(OpenApiTypes.DATE)
    def by_last_day(self, queryset: QuerySet, name: str, day: datetime.date) -> QuerySet:
        return queryset.filter(reported_at__lt=self._start_of(day + datetime.timedelta(days=1)))

    def _start_of(self, day: datetime.date) -> datetime.datetime:
        return datetime.datetime.combine(day, datetime.time(), reading_zone(self.request.user))


class RecordSearch(RecordFilter):
    """The filters and words; words can name a person, so addresses hold the id of a saved search."""

    q = django_filters.CharFilter(method="by_words", label="Words")

    def by_words(self, queryset: QuerySet, name: str, words: str) -> QuerySet:
        return matching_words(queryset, words)


class AreaFilter(django_filters.FilterSet):
    jurisdiction = django_filters.CharFilter(field_name="area_set__jurisdiction__code", label="Jurisdiction")
    area_set = django_filters.CharFilter(field_name="area_set__code", label="Area set")

    class Meta:
        model = Area
        fields = ["kind"]
