import datetime

import pytest

from accounts.models import Station
from records.forms import EntryForm
from tests.factories import make_category, make_draft, make_jurisdiction, make_station

BASE = {
    "kind": "fir",
    "discovered": "reported",
    "sensitivity": "normal",
    "time_known": "exact",
    "precision": "none",
}


@pytest.fixture
def stations(station_a):
    return Station.objects.filter(pk=station_a.pk)


def test_entry_form_reads_times_in_the_station_time_zone(stations):
    form = EntryForm(BASE | {"occurred_from": "12/9/2026 02:10"}, stations=stations)
    assert form.is_valid()
    assert form.cleaned_data["occurred_from"] == datetime.datetime(2026, 9, 12, 0, 10, tzinfo=datetime.UTC)


def test_entry_form_uses_the_zone_of_the_chosen_station(stations):
    far = make_station(make_jurisdiction("FAR", time_zone="Asia/Kolkata", bounds=(18, 72, 19, 73)), "FAR1")
    both = Station.objects.order_by("pk")
    form = EntryForm(BASE | {"station": far.pk, "occurred_from": "12/9/2026 02:10"}, stations=both)
    assert form.is_valid()
    assert form.cleaned_data["occurred_from"].isoformat() == "2026-09-11T20:40:00+00:00"


def test_entry_form_saves_an_empty_draft(stations):
    form = EntryForm(BASE, stations=stations)
    assert form.is_valid(), form.errors
    assert form.fields["title"].required


def test_entry_form_protects_records_of_protected_categories(stations):
    category = make_category("child-abuse", protected=True)
    form = EntryForm(BASE | {"category": category.pk}, stations=stations)
    assert form.is_valid()
    assert form.cleaned_data["sensitivity"] == "protected"


def test_entry_form_of_a_record_shows_local_times(officer, station_a):
    record = make_draft(officer, station_a)
    form = EntryForm(stations=[station_a], record=record)
    assert form["reported_at"].value() == "2/3/2026 10:00"
