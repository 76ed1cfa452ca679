"""Rows into the register: what is created, what a second run does, and how a batch is taken back."""

import csv

import pytest

from accounts.models import AuditEvent, Jurisdiction, Station
from records.importing.errors import ImportRefused, MappingError
from records.importing.undo import undo
from records.models import AreaSet, CrimeRecord, ImportBatch, ImportError, Offence, OffenceCategory

from .conftest import HEADER, make_mapping, row

pytestmark = pytest.mark.django_db


def picked(counts, *names):
    return tuple(counts[name] for name in names)


def test_record_is_stored_with_time_place_station_and_offence(load):
    summary = load([row()])
    record = CrimeRecord.objects.get()
    assert picked(summary.counts, "read", "created", "rejected") == (1, 1, 0)
    assert (record.source, record.source_id, record.status, record.crime_id) == (
        "harbour",
        "1",
        "registered",
        None,
    )
    assert record.occurred_from.isoformat() == "2016-05-01T21:30:00+00:00"
    assert (record.occurred_to, record.time_known) == (None, "exact")
    assert (record.latitude, record.longitude, record.precision) == (49.25, -123.1, "exact")
    assert record.grid_cell is not None
    assert record.h3_7 < record.h3_9
    assert record.station.name == "North"
    assert record.area.kind == "grid"
    assert record.principal_offence.category.name == "Theft"
    assert CrimeRecord.objects.counted().count() == 1


def test_jurisdiction_is_made_from_the_source(load):
    load([row()])
    made = Jurisdiction.objects.get()
    assert (made.code, made.time_zone, made.projection_epsg) == ("HARBOUR", "America/Vancouver", 32610)
    assert (made.grid_origin_x % 250, made.grid_origin_y % 250) == (0, 0)
    assert (made.south, made.west, made.north, made.east) == (49.0, -123.4, 49.4, -122.9)
    assert AreaSet.objects.get().areas.filter(kind="grid").count() > 100


def test_jurisdiction_without_bounds_is_taken_from_the_points(load):
    rows = [row(ID=str(n), LAT=f"{49.2 + n / 1000}") for n in range(100)] + [row(ID="far", LAT="12.0")]
    summary = load(rows, make_mapping(bounds=None))
    made = Jurisdiction.objects.get()
    assert (round(made.south, 3), round(made.north, 3)) == (49.195, 49.304)
    assert summary.notes["coordinates outside the bounds"] == 1


def test_source_without_any_place_needs_bounds(load):
    with pytest.raises(ImportRefused, match="Nothing says where"):
        load([row()], make_mapping(bounds=None, without=["latitude", "longitude"]))
    assert not Jurisdiction.objects.exists()


def test_missing_column_writes_nothing(load):
    with pytest.raises(MappingError):
        load([row()], make_mapping(columns={"address": "STRET"}))
    assert not Jurisdiction.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("duplicates", ["keep", "drop"])
def test_second_run_creates_nothing(load, duplicates):
    mapping = make_mapping(without=["source_id"], duplicates=duplicates)
    rows = [row(), row(), row(TYPE="Fraud")]
    first, second = load(rows, mapping), load(rows, mapping)
    kept = 3 if duplicates == "keep" else 2
    assert picked(first.counts, "created", "duplicate") == (kept, 3 - kept)
    assert picked(second.counts, "created", "updated", "unchanged", "duplicate") == (0, 0, kept, 3 - kept)
    assert CrimeRecord.objects.count() == Offence.objects.count() == kept


def test_changed_row_updates_its_record(load):
    load([row(), row(ID="2")])
    summary = load([row(TYPE="Robbery"), row(ID="2")])
    record = CrimeRecord.objects.get(source_id="1")
    assert picked(summary.counts, "created", "updated", "unchanged") == (0, 1, 1)
    assert (record.title, record.version) == ("Robbery", 2)
    assert record.principal_offence.category.code == "robbery"


def test_mapping_of_fewer_columns_leaves_the_others(load):
    load([row()])
    summary = load([row()], make_mapping(without=["district", "latitude", "longitude"]))
    record = CrimeRecord.objects.get()
    assert picked(summary.counts, "updated", "unchanged") == (0, 1)
    assert (record.station.name, record.latitude) == ("North", 49.25)


def test_rows_of_one_id_become_offences_of_one_record(load):
    rows = [row(), row(ID="2"), row(TYPE="Fraud"), row()]
    summary = load(rows)
    record = CrimeRecord.objects.get(source_id="1")
    assert picked(summary.counts, "created", "further offences", "duplicate") == (2, 1, 1)
    assert [offence.category.name for offence in record.offences.all()] == ["Theft", "Fraud"]
    again = load(rows)
    assert picked(again.counts, "created", "updated", "unchanged") == (0, 0, 2)


def test_offence_that_the_file_no_longer_has_goes(load):
    load([row(), row(TYPE="Fraud")])
    summary = load([row()])
    assert picked(summary.counts, "updated", "unchanged") == (1, 0)
    assert [offence.category.name for offence in Offence.objects.all()] == ["Theft"]


def test_rejected_rows_are_stored_and_listed(load):
    summary = load([row(), row(ID="2", DATE="never")])
    error = ImportError.objects.get()
    assert (error.row, error.column, error.value, error.reason) == (3, "DATE", "never", "date invalid")
    with summary.rejects_file.open(encoding="utf-8") as file:
        assert list(csv.reader(file)) == [
            ["row", "column", "value", "reason"],
            ["3", "DATE", "never", "date invalid"],
        ]
    assert summary.rejected == {"date invalid": 1}


def test_unknown_category_is_kept_and_reported(load):
    OffenceCategory.objects.create(code="theft", name="Theft", public_class="public")
    summary = load([row(), row(ID="2", TYPE="Piracy")])
    assert summary.new_categories == ["Piracy"]
    assert OffenceCategory.objects.get(code="piracy").public_class == "never"


def test_dry_run_counts_and_keeps_nothing(load):
    summary = load([row(), row(ID="2")], dry_run=True)
    assert picked(summary.counts, "read", "created") == (2, 2)
    for model in (Jurisdiction, CrimeRecord, ImportBatch, OffenceCategory, AuditEvent):
        assert not model.objects.exists()


def test_batch_is_audited_once_and_sealed(load, administrator):
    load([row()], by=administrator)
    event = AuditEvent.objects.get(action="import.imported")
    assert (event.outcome, event.actor_id, event.changes["created"]) == (
        "ok",
        str(administrator.pk),
        [None, 1],
    )
    assert event.sequence is not None


def test_undo_voids_and_import_revives(load):
    load([row(), row(ID="2")])
    batch = ImportBatch.objects.get()
    assert undo(batch=batch, by=None) == {"records": 2, "area counts": 0}
    assert CrimeRecord.objects.counted().count() == 0
    summary = load([row(), row(ID="2")])
    assert picked(summary.counts, "created", "unchanged", "revived") == (0, 0, 2)
    assert CrimeRecord.objects.counted().count() == 2
    assert AuditEvent.objects.filter(action="import.undone").count() == 1


def test_undo_leaves_what_a_person_voided(load):
    load([row(), row(ID="2")])
    CrimeRecord.objects.filter(source_id="2").update(status="voided", void_reason="error")
    undo(batch=ImportBatch.objects.get(), by=None)
    summary = load([row(), row(ID="2")])
    assert picked(summary.counts, "revived", "unchanged") == (1, 1)
    assert CrimeRecord.objects.get(source_id="2").status == "voided"


def test_batch_cannot_be_undone_twice(load):
    load([row()])
    undo(batch=ImportBatch.objects.get(), by=None)
    with pytest.raises(ImportRefused, match="taken back already"):
        undo(batch=ImportBatch.objects.get(), by=None)


def test_exception_marks_the_batch_interrupted_and_the_next_run_goes_on(load):
    def stop(rows, fraction):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load([row()], progress=stop)
    assert ImportBatch.objects.get().status == "interrupted"
    summary = load([row()])
    batch = ImportBatch.objects.get()
    assert (batch.status, summary.batch) == ("done", batch.pk)
    assert picked(summary.counts, "created", "unchanged") == (0, 1)


def test_station_codes_are_legal_and_unique(load):
    names = ["North Shore East", "North Shore West", "7", "é", ""]
    load([row(ID=str(n), DISTRICT=name) for n, name in enumerate(names)])
    stations = dict(Station.objects.values_list("name", "code"))
    assert stations == {
        "North Shore East": "NORTHSHO",
        "North Shore West": "NORTHSH2",
        "7": "HARB7",
        "é": "HARBE",
        "Harbour": "HARBOUR",
    }


def test_area_names_serve_where_there_is_no_point(load):
    mapping = make_mapping(without=["latitude", "longitude"], columns={"area": "DISTRICT"})
    load([row(), row(ID="2", DISTRICT="NORTH"), row(ID="3", DISTRICT="South")], mapping)
    areas = sorted(CrimeRecord.objects.values_list("area__name", "precision"))
    assert areas == [("North", "area"), ("North", "area"), ("South", "area")]


def test_bare_date_is_stored_as_an_interval(load):
    load([row(DATE="2016-05-01")])
    record = CrimeRecord.objects.get()
    assert record.time_known == "interval"
    assert (record.occurred_to - record.occurred_from).total_seconds() == 86_399


def test_header_alone_is_an_empty_import(load):
    assert picked(load([], header=HEADER).counts, "read", "created") == (0, 0)
