"""Counts and figures by area and year, boundaries, and how names are matched."""

import json

import pytest
from django.core.management import CommandError, call_command

from records.importing import areas, boundaries, indicators, service
from records.importing import mapping as mappings
from records.importing.errors import ImportRefused
from records.importing.names import AreaNames, plain
from records.importing.undo import undo
from records.models import Area, AreaCount, AreaIndicator, AreaSet, CrimeRecord, ImportBatch
from tests.factories import box

from .conftest import row

pytestmark = pytest.mark.django_db
SOURCE = {"name": "land", "timezone": "Asia/Kolkata", "bounds": [10.0, 75.0, 12.0, 77.0]}
HEADER = ["STATE", "DISTRICT", "YEAR", "THEFT", "AUTO", "MURDER"]
TABLE = {
    "year": "YEAR",
    "area": "DISTRICT",
    "parent": "STATE",
    "counts": {"THEFT": "theft", "AUTO": "theft", "MURDER": "murder"},
    "skip_rows": {"DISTRICT": ["*total*"]},
}
COUNTS = mappings.build({"source": SOURCE, "aggregate": TABLE}, digest="1" * 64)
FIGURES = mappings.build(
    {
        "source": SOURCE,
        "indicators": {
            "year": "= 2011",
            "area": "DISTRICT",
            "parent": "STATE",
            "figures": {"POP": "population", "HOMES": "households"},
        },
    }
)
ROWS = [
    ["Kerala", "North", "2010", "5", "2", "0"],
    ["Goa", "North", "2010", "1", "", "x"],
    ["Kerala", "ZZ TOTAL", "2010", "99", "99", "99"],
]


@pytest.fixture
def count(write, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    return lambda rows: service.run(file=write(rows, HEADER), mapping=COUNTS, by=None)


def counted() -> dict:
    rows = AreaCount.objects.values_list("area__parent__name", "area__name", "category__code", "count")
    return {row[:3]: row[3] for row in rows}


def test_counts_go_into_areas_and_not_into_records(count):
    summary = count(ROWS)
    assert counted() == {
        ("Kerala", "North", "theft"): 7,
        ("Kerala", "North", "murder"): 0,
        ("Goa", "North", "theft"): 1,
    }
    assert not CrimeRecord.objects.exists()
    assert summary.rejected == {"not a count": 1}
    assert summary.notes["rows passed over"] == 1


def test_counts_again_are_unchanged_and_a_correction_updates(count):
    count(ROWS)
    assert count(ROWS).counts["unchanged"] == 3
    ROWS_NOW = [["KERALA", "NORTH ", "2010", "6", "2", "0"]]
    summary = count(ROWS_NOW)
    assert (summary.counts["created"], summary.counts["updated"], summary.counts["unchanged"]) == (0, 1, 1)
    assert counted()["Kerala", "North", "theft"] == 8


def test_second_row_for_an_area_and_year(count):
    summary = count([ROWS[0], ROWS[0], ["Kerala", "North", "2010", "6", "2", "0"]])
    assert summary.counts["duplicate"] == 1
    assert summary.rejected == {"another row for this area and year differs": 1}


def test_bad_year_or_area_is_rejected(count):
    summary = count([["Kerala", "North", "20x0", "1", "1", "1"], ["Kerala", "", "2010", "1", "1", "1"]])
    assert summary.rejected == {"year invalid": 1, "area missing": 1}


def test_undo_removes_counts(count):
    count(ROWS)
    assert undo(batch=ImportBatch.objects.get(), by=None)["area counts"] == 3
    assert not AreaCount.objects.exists()


def test_undo_of_a_correction_keeps_the_first_figures(count):
    count(ROWS)
    count([["Kerala", "North", "2010", "6", "2", "0"]])
    first, second = ImportBatch.objects.order_by("pk")
    assert undo(batch=second, by=None)["area counts"] == 0
    assert counted()["Kerala", "North", "theft"] == 8
    assert undo(batch=first, by=None)["area counts"] == 3


def geojson(tmp_path, *features, name="areas.geojson"):
    data = {"type": "FeatureCollection", "features": []}
    for properties, geometry in features:
        data["features"].append({"type": "Feature", "properties": properties, "geometry": geometry})
    path = tmp_path / name
    path.write_text(json.dumps(data))
    return path


WEST, EAST = box(-123.4, 49.0, -123.15, 49.4), box(-123.15, 49.0, -122.9, 49.4)


def test_boundaries_replace_areas_and_records_follow(load, tmp_path):
    load([row()])
    file = geojson(tmp_path, ({"ID": 1, "N": "West"}, WEST), ({"ID": 2, "N": "East"}, EAST))
    call_command("import_areas", str(file), jurisdiction="harbour", name_field="N", kind="beat")
    area = CrimeRecord.objects.get().area
    assert (area.name, area.kind, area.area_set.generation) == ("East", "beat", 2)
    assert area.area_km2 == pytest.approx(808, rel=0.01)
    call_command("import_areas", str(file), jurisdiction="harbour", name_field="N", kind="beat")
    assert AreaSet.objects.count() == 2


def test_boundaries_given_with_records_name_themselves(load, tmp_path):
    file = geojson(tmp_path, ({"ID": "1", "N": "West"}, WEST), ({"ID": "2", "N": "East"}, EAST))
    load([row()], boundaries=file)
    assert CrimeRecord.objects.get().area.name == "East"
    assert set(Area.objects.values_list("name", flat=True)) == {"West", "East"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("{}", "not a GeoJSON"),
        ('{"features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}]}', "no polygon"),
    ],
)
def test_file_without_boundaries_is_refused(tmp_path, text, words):
    (tmp_path / "bad.geojson").write_text(text)
    with pytest.raises(ImportRefused, match=words):
        boundaries.read(tmp_path / "bad.geojson")


def test_missing_property_and_jurisdiction_name_the_nearest(tmp_path, jurisdiction):
    file = geojson(tmp_path, ({"NAME": "West"}, WEST))
    with pytest.raises(CommandError, match="no property 'NAMES'; the nearest is 'NAME'"):
        call_command("import_areas", str(file), jurisdiction="testcity", name_field="NAMES")
    with pytest.raises(CommandError, match="no jurisdiction 'TESTCTY'; the nearest is 'TESTCITY'"):
        call_command("import_areas", str(file), jurisdiction="TESTCTY", name_field="NAME")


@pytest.fixture
def districts(jurisdiction):
    for parent, name in (
        ("Kerala", "Kasargod"),
        ("Kerala", "Kollam"),
        ("Goa", "North"),
        ("Tamil Nadu", "Salem"),
    ):
        areas.add_named(jurisdiction, name, kind="district", parent=parent)
    return jurisdiction


def test_names_match_exactly_approximately_or_not(districts):
    names = AreaNames(districts)
    assert names.find("KERALA", "kollam ").score == 100
    assert names.find("Kerela", "Kasaragod").name == "Kasargod"
    assert names.find("Kerala", "Salem") is None
    assert names.find("Kerala", "Wayanad") is None


def test_plain_names_drop_case_accents_and_signs():
    assert plain("D & N  Haveli") == plain("D&N HAVELÍ") == "d and n haveli"


def test_indicators_are_stored_with_a_report(districts, write):
    rows = [["KERALA", "Kasaragod", "1,300", "9"], ["Goa", "North", "5", ""], ["Goa", "Nowhere", "7", "7"]]
    file = write(rows, ["STATE", "DISTRICT", "POP", "HOMES"])
    report = indicators.run(file=file, mapping=FIGURES, jurisdiction=districts, by=None)
    assert (report.exact, report.unmatched) == (["Goa / North"], ["Goa / Nowhere"])
    assert [(name, area) for name, area, _ in report.approximate] == [("KERALA / Kasaragod", "Kasargod")]
    assert Area.objects.get(name="Kasargod").population == 1300
    assert AreaIndicator.objects.filter(year=2011, name="households").get().value == 9
    again = indicators.run(file=file, mapping=FIGURES, jurisdiction=districts, by=None)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)


def test_area_takes_its_closest_name_alone(districts, write):
    rows = [["Kerala", "Kasaragod", "1", "1"], ["Kerala", "Kasargod", "2", "2"]]
    file = write(rows, ["STATE", "DISTRICT", "POP", "HOMES"])
    report = indicators.run(file=file, mapping=FIGURES, jurisdiction=districts, by=None)
    assert report.taken_already == ["Kerala / Kasaragod"]
    assert Area.objects.get(name="Kasargod").population == 2
