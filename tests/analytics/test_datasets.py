"""What models may see, and how it is counted."""

import datetime
from dataclasses import replace

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics import datasets
from analytics.choices import Audience
from analytics.features import SOURCE_COLUMNS
from records.models import Offence

from .. import factories

NOON = datetime.datetime(2026, 5, 4, 12, 0, tzinfo=datetime.UTC)
AS_OF = datetime.date(2026, 7, 1)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def load(jurisdiction):
    return lambda: datasets.load(jurisdiction, AS_OF)


def test_dataset_holds_counted_records_only(station_a, load):
    category = factories.make_category()
    kept, draft, voided = factories.make_records(station_a, category, [NOON, NOON, NOON])
    type(draft).objects.filter(pk=draft.pk).update(status="draft")
    type(voided).objects.filter(pk=voided.pk).update(status="voided", void_reason="error")
    events = load().events
    assert (len(events), events.latitude[0]) == (1, kept.latitude)


def test_dataset_counts_the_principal_offence_once(station_a, load):
    [record] = factories.make_records(station_a, factories.make_category(), [NOON])
    Offence.objects.create(record=record, ordinal=2, category=factories.make_category("theft"))
    assert load().names().tolist() == ["Burglary"]


def test_dataset_never_crosses_jurisdictions(station_a, load):
    elsewhere = factories.make_station(factories.make_jurisdiction("ELSEWHERE"), "ELS")
    factories.make_records(elsewhere, factories.make_category(), [NOON])
    assert len(load().events) == 0


def test_dataset_reads_no_table_of_people_and_no_text(station_a, load):
    factories.make_records(station_a, factories.make_category(), [NOON])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        load()
    read = " ".join(query["sql"] for query in queries)
    for word in ("person", "involvement", "narrative", "modus", "title", "address", "investigator"):
        assert word not in read.lower()


def test_features_read_columns_of_the_event_alone():
    assert not {"person", "involvement", "arrest", "name", "narrative"} & {
        word for column in SOURCE_COLUMNS for word in column.split("_")
    }


def test_public_dataset_folds_categories_that_are_not_public(station_a, load):
    factories.make_records(station_a, factories.make_category(), [NOON])
    factories.make_records(
        station_a, factories.make_category("rape", public_class="never"), [NOON], source="b"
    )
    factories.make_records(
        station_a, factories.make_category("hate", public_class="broad"), [NOON], source="c"
    )
    names = load().seen_by(Audience.PUBLIC).names()
    assert sorted(names.tolist()) == ["Burglary", "other", "other"]


def test_public_dataset_folds_protected_records_of_a_public_category(station_a, load):
    factories.make_records(station_a, factories.make_category(), [NOON])
    factories.make_records(
        station_a, factories.make_category("assault"), [NOON], source="b", sensitivity="protected"
    )
    assert sorted(load().names().tolist()) == ["Assault", "Burglary"]
    assert sorted(load().seen_by(Audience.PUBLIC).names().tolist()) == ["Burglary", "other"]


@pytest.mark.parametrize(
    ("today", "newest", "events"), [("2026-07-30", "2026-06-01", 1), ("2026-07-31", "2026-07-01", 2)]
)
def test_public_dataset_ends_with_the_newest_month_that_may_appear(
    station_a, load, time_machine, today, newest, events
):
    june = datetime.datetime(2026, 6, 30, 12, tzinfo=datetime.UTC)
    factories.make_records(station_a, factories.make_category(), [NOON, june])
    time_machine.move_to(f"{today} 12:00:00+00:00")
    public = load().seen_by(Audience.PUBLIC)
    assert (public.as_of.isoformat(), len(public.events), len(load().events)) == (newest, events, 2)
    assert public.left_out == {}


def test_public_dataset_waits_for_the_month_of_the_report(station_a, load, time_machine):
    late = datetime.datetime(2026, 6, 2, tzinfo=datetime.UTC)
    [record] = factories.make_records(station_a, factories.make_category(), [NOON])
    type(record).objects.filter(pk=record.pk).update(reported_at=late)
    time_machine.move_to("2026-07-15 12:00:00+00:00")
    assert len(load().seen_by(Audience.PUBLIC).events) == 0


def test_interval_enters_at_its_middle_and_is_drawn_within_it(station_a, load):
    factories.make_records(
        station_a, factories.make_category(), [NOON] * 50, occurred_to=NOON + 6 * HOUR, time_known="interval"
    )
    events = load().events
    assert set(events.middle.tolist()) == {datetime.datetime(2026, 5, 4, 15, 0)}
    offset = (events.drawn - events.start) / np.timedelta64(1, "h")
    assert (offset.min() >= 0, offset.max() < 6, offset.std() > 1) == (True, True, True)
    assert np.array_equal(load().events.drawn, events.drawn)


def test_unknown_time_has_no_hour(station_a, load):
    factories.make_records(station_a, factories.make_category(), [NOON], time_known="unknown")
    assert load().events.hour_known.tolist() == [False]


@pytest.mark.parametrize("missing", ["latitude", "longitude"])
def test_record_with_half_a_point_is_not_located(station_a, load, missing):
    factories.make_records(station_a, factories.make_category(), [NOON, NOON])
    events = load().events
    assert events.located.all()
    events = replace(events, **{missing: np.array([np.nan, 3.99])})
    assert events.located.tolist() == [False, True]


def test_record_of_the_future_is_left_out_and_counted(station_a, load):
    later = datetime.datetime(2026, 7, 2, tzinfo=datetime.UTC)
    factories.make_records(station_a, factories.make_category(), [NOON, later])
    data = load()
    assert (len(data.events), data.left_out["dated in the future"]) == (1, 1)


def test_as_of_ends_at_local_midnight(station_a, load):
    assert load().end == np.datetime64("2026-06-30T22:00")


def test_cells_outside_all_areas_are_outside(jurisdiction, areas, load):
    areas[1].delete()
    outside = load().outside
    assert 0.4 < outside.mean() < 0.6
    assert outside[:, -1].all()
