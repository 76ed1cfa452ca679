import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent
from analytics.models import StatCell, StatRelease
from analytics.release.build import NothingToPublish
from analytics.release.choices import Cut
from tests import factories

from .conftest import AMSTERDAM, EAST

pytestmark = pytest.mark.django_db


def figure(cell):
    return cell.value, cell.status


def test_build_rounds_each_cut_by_itself(city):
    theft = factories.make_category("theft")
    burglary = factories.make_category()
    city.record(7, 2025, 1)
    city.record(4, 2025, 1, category=theft)
    city.record(7, 2025, 1, longitude=EAST)
    city.record(2, 2025, 2, category=theft)
    release = city.build((2025, 2)).release
    month = {"year": 2025, "month": 1}
    assert figure(city.cell(release, Cut.JURISDICTION_MONTH, **month)) == (20, "ok")
    assert figure(city.cell(release, Cut.JURISDICTION_MONTH, category=burglary, **month)) == (15, "ok")
    assert figure(city.cell(release, Cut.JURISDICTION_MONTH, category=theft, **month)) == (None, "few")
    assert figure(city.cell(release, Cut.AREA_MONTH, area=city.west, **month)) == (10, "ok")
    assert figure(city.cell(release, Cut.AREA_MONTH, area=city.east, **month)) == (5, "ok")
    assert figure(city.cell(release, Cut.AREA_MONTH, area=city.east, year=2025, month=2)) == (None, "few")


def test_build_year_of_an_area_by_type(full_city):
    release = full_city.build().release
    west, east = full_city.west, full_city.east
    theft, burglary = factories.make_category("theft"), factories.make_category()
    year = {"cut": Cut.AREA_YEAR, "year": 2024}
    assert figure(full_city.cell(release, area=west, category=burglary, **year)) == (480, "ok")
    assert figure(full_city.cell(release, area=west, category=theft, **year)) == (120, "ok")
    assert figure(full_city.cell(release, area=west, **year)) == (600, "ok")
    assert figure(full_city.cell(release, area=east, category=theft, **year)) == (None, "few")
    assert figure(full_city.cell(release, area=east, **year)) == (35, "ok")


def test_build_unfinished_year_has_no_figure(city):
    city.record(20, 2025, 1)
    release = city.build((2025, 1)).release
    assert figure(city.cell(release, Cut.AREA_YEAR, area=city.west, year=2025)) == (None, "partial")
    assert not StatCell.objects.filter(release=release, cut=Cut.HEXAGON_YEAR).exists()


def test_build_months_before_the_first_data_not_reported(city):
    city.record(20, 2025, 3)
    release = city.build((2025, 3)).release
    assert figure(city.cell(release, Cut.JURISDICTION_MONTH, year=2025, month=2)) == (None, "not_reported")


def test_build_district_by_month_where_areas_are_nested(city):
    district = city.west.area_set.areas.create(code="d1", name="District", kind="district")
    city.west.area_set.areas.exclude(pk=district.pk).update(parent=district)
    city.record(4, 2025, 1)
    city.record(4, 2025, 1, longitude=EAST)
    release = city.build((2025, 1)).release
    assert figure(city.cell(release, Cut.DISTRICT_MONTH, area=district, year=2025, month=1)) == (10, "ok")
    assert not StatCell.objects.filter(release=release, cut=Cut.AREA_MONTH, area=district).exists()


def test_build_month_is_local_and_of_the_report(city):
    just_after = datetime.datetime(2025, 2, 1, 0, 30, tzinfo=AMSTERDAM)
    records = city.record(5, 2025, 1, day=20)
    for record in records:
        record.reported_at = just_after
        record.save()
    release = city.build((2025, 2)).release
    assert figure(city.cell(release, Cut.AREA_MONTH, area=city.west, year=2025, month=2)) == (5, "ok")


def test_build_month_of_the_occurrence_without_a_report_time(city):
    for record in city.record(5, 2025, 1):
        record.reported_at = None
        record.save()
    release = city.build((2025, 1)).release
    assert figure(city.cell(release, Cut.AREA_MONTH, area=city.west, year=2025, month=1)) == (5, "ok")


def test_build_counts_registered_records_by_principal_offence(city):
    theft = factories.make_category("theft")
    for record in city.record(10, 2025, 1):
        record.offences.create(ordinal=2, category=theft)
    drafts = city.record(10, 2025, 1, category=theft)
    type(drafts[0]).objects.filter(pk__in=[d.pk for d in drafts]).update(status="draft")
    release = city.build((2025, 1)).release
    assert figure(city.cell(release, Cut.JURISDICTION_MONTH, year=2025, month=1)) == (10, "ok")
    assert not StatCell.objects.filter(release=release, category=theft).exists()


def test_build_denied_types_only_for_the_whole_year(full_city):
    homicide = factories.make_category("homicide", public_class="broad")
    full_city.record(12, 2024, 5, category=homicide)
    release = full_city.build().release
    cells = StatCell.objects.filter(release=release, category=homicide)
    assert set(cells.values_list("cut", flat=True)) == {Cut.JURISDICTION_YEAR}
    assert figure(cells.get(year=2024)) == (10, "ok")
    assert figure(full_city.cell(release, Cut.AREA_MONTH, area=full_city.west, year=2024, month=5)) == (
        50,
        "ok",
    )


def test_build_protected_record_of_a_public_type_only_for_the_whole_year(full_city):
    full_city.record(20, 2024, 5, sensitivity="protected")
    release = full_city.build().release
    burglary = factories.make_category()
    # 12 × 43 burglaries, and 20 that are shown for the year alone.
    assert figure(full_city.cell(release, Cut.JURISDICTION_YEAR, category=burglary, year=2024)) == (535, "ok")
    assert figure(full_city.cell(release, Cut.JURISDICTION_MONTH, year=2024, month=5)) == (55, "ok")


def test_build_never_public_type_nowhere(full_city):
    informant = factories.make_category("informant", public_class="never")
    full_city.record(500, 2024, 5, category=informant)
    release = full_city.build().release
    assert not StatCell.objects.filter(release=release, category=informant).exists()
    assert figure(full_city.cell(release, Cut.JURISDICTION_YEAR, year=2024)) == (635, "ok")


def test_build_hexagons_have_levels_and_no_counts(full_city):
    release = full_city.build().release
    cells = StatCell.objects.filter(release=release, cut=Cut.HEXAGON_YEAR, year=2024)
    assert set(cells.values_list("value", flat=True)) == {None}
    assert set(cells.values_list("level", flat=True)) == {"lower", "highest"}
    assert cells.filter(level="highest", area=full_city.west).exists()


def test_build_month_waits_for_the_delay(city, time_machine):
    city.record(20, 2025, 1)
    city.record(20, 2025, 2)
    time_machine.move_to(datetime.datetime(2025, 3, 30, 12, tzinfo=AMSTERDAM))
    release = city.build().release
    assert release.month == datetime.date(2025, 1, 1)
    assert not StatCell.objects.filter(release=release, year=2025, month=2).exists()
    with pytest.raises(NothingToPublish, match="31 March 2025"):
        city.build((2025, 2))
    time_machine.move_to(datetime.datetime(2025, 3, 31, 12, tzinfo=AMSTERDAM))
    assert city.build().release.month == datetime.date(2025, 2, 1)


def test_build_without_records(city):
    with pytest.raises(NothingToPublish, match="no record"):
        city.build()
    assert not StatRelease.objects.exists()


def test_build_again_makes_no_new_release(full_city):
    first = full_city.build()
    again = full_city.build()
    assert (first.is_new, again.is_new) == (True, False)
    assert again.release == first.release
    assert StatRelease.objects.count() == 1


def test_build_keeps_figures_that_are_out(city):
    city.record(20, 2025, 1)
    first = city.build((2025, 1)).release
    before = list(StatCell.objects.filter(release=first).values())
    city.record(20, 2025, 1)
    city.record(20, 2025, 2)
    second = city.build((2025, 2))
    assert figure(city.cell(second.release, Cut.AREA_MONTH, area=city.west, year=2025, month=1)) == (20, "ok")
    assert figure(city.cell(second.release, Cut.AREA_MONTH, area=city.west, year=2025, month=2)) == (20, "ok")
    # The city's and the area's total and type of January.
    assert second.held_back == 3
    assert list(StatCell.objects.filter(release=first).values()) == before


def test_build_corrects_in_the_release_that_adds_a_december(city):
    city.record(20, 2025, 11)
    city.build((2025, 11))
    city.record(20, 2025, 11)
    assert not city.build((2025, 11)).is_new
    city.record(20, 2025, 12)
    release = city.build((2025, 12)).release
    assert figure(city.cell(release, Cut.AREA_MONTH, area=city.west, year=2025, month=11)) == (40, "ok")
    assert "corrections" in release.note


def test_build_corrects_when_asked(city):
    city.record(20, 2025, 1)
    city.build((2025, 1))
    city.record(20, 2025, 1)
    build = city.build((2025, 1), corrections=True)
    assert (build.is_new, build.release.number, build.held_back) == (True, 2, 0)
    assert figure(city.cell(build.release, Cut.AREA_MONTH, area=city.west, year=2025, month=1)) == (40, "ok")


def test_build_of_an_earlier_month_is_refused(city):
    city.record(20, 2025, 1)
    city.record(20, 2025, 2)
    city.build((2025, 2))
    with pytest.raises(NothingToPublish, match="February 2025"):
        city.build((2025, 1))


def test_build_of_a_file_that_ends_within_a_month(full_city):
    from records.models import CrimeRecord, ImportBatch

    full_city.record(20, 2026, 1, day=3)
    batch = ImportBatch.objects.create(
        jurisdiction=full_city.jurisdiction,
        source="x",
        mapping="x",
        started_at=datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC),
    )
    CrimeRecord.objects.update(import_batch=batch)
    assert full_city.build().release.month == datetime.date(2025, 12, 1)


def test_build_is_audited(city, supervisor):
    city.record(20, 2025, 1)
    release = city.build((2025, 1)).release
    events = AuditEvent.objects.filter(object_type="analytics.StatRelease", object_id=str(release.pk))
    assert list(events.order_by("id").values_list("action", flat=True)) == [
        "release.built",
        "release.published",
    ]
    assert events.first().changes["digest"] == [None, release.digest]


def test_digest_same_figures_in_another_jurisdiction(city):
    city.record(20, 2025, 1)
    first = city.build((2025, 1)).release
    other = factories.make_jurisdiction("OTHER")
    west, east = factories.make_areas(other)
    twin = type(city)(other, factories.make_station(other, "OTH"), (west, east))
    twin.record(21, 2025, 1)
    assert twin.build((2025, 1)).release.digest == first.digest


@pytest.mark.parametrize("bad", [{"value": 7}, {"value": 0}, {"value": None}, {"level": "lower"}])
def test_cell_constraints_refuse(city, bad):
    city.record(20, 2025, 1)
    release = city.build((2025, 1)).release
    cell = city.cell(release, Cut.JURISDICTION_MONTH, year=2025, month=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatCell.objects.filter(pk=cell.pk).update(**bad)


def test_cell_is_unique_in_its_release(city):
    city.record(20, 2025, 1)
    release = city.build((2025, 1)).release
    cell = city.cell(release, Cut.JURISDICTION_MONTH, year=2025, month=1)
    cell.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        cell.save(force_insert=True)


def test_cell_has_no_type_by_area_and_month(city):
    city.record(20, 2025, 1)
    release = city.build((2025, 1)).release
    cells = StatCell.objects.filter(release=release, cut=Cut.AREA_MONTH)
    with pytest.raises(IntegrityError), transaction.atomic():
        cells.update(category=factories.make_category())
