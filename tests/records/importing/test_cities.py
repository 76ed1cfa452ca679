"""Whole sources, as cities publish them."""

import pytest
from openpyxl import Workbook

from accounts.models import Jurisdiction, Station
from records.importing import indicators, service
from records.importing import mapping as mappings
from records.models import AreaCount, AreaIndicator, CrimeRecord, Offence

pytestmark = pytest.mark.django_db
BOSTON, CHICAGO, BALTIMORE, INDIA = "boston", "chicago", "baltimore", "india"


@pytest.fixture
def run(settings, tmp_path):
    settings.VAR_DIR = tmp_path

    def run_file(path, mapping, **options):
        return service.run(file=path, mapping=mappings.load(mapping), by=None, **options)

    return run_file


PACIFIC = """
[source]
name = "pacific"
timezone = "America/Vancouver"
crs = "EPSG:26910"
[columns]
occurred_from = "{YEAR}-{MONTH}-{DAY} {HOUR}:{MINUTE}"
offence = "TYPE"
address = "HUNDRED_BLOCK"
area = "NEIGHBOURHOOD"
x = "X"
y = "Y"
[values.offence]
"Mischief" = "Vandalism"
"""


def test_workbook_in_metres_with_the_date_in_five_columns(run, tmp_path):
    book = Workbook()
    sheet = book.active
    header = ["TYPE", "YEAR", "MONTH", "DAY", "HOUR", "MINUTE"]
    sheet.append([*header, "HUNDRED_BLOCK", "NEIGHBOURHOOD", "X", "Y"])
    sheet.append(["Mischief", 2003, 5, 12, 16, 5, "9XX TERMINAL AVE", "Strathcona", 493906.5, 5457452.47])
    sheet.append(["Theft", 2003, 5, 7, 9, 30, "", "West End", 490613.0, 5459110.0])
    sheet.append(["Assault", 2003, 5, 8, None, None, "OFFSET", None, 0, 0])
    book.save(tmp_path / "crime.xlsx")
    (tmp_path / "pacific.toml").write_text(PACIFIC)
    summary = run(tmp_path / "crime.xlsx", tmp_path / "pacific.toml")
    assert summary.counts["created"] == 3
    assert summary.notes["coordinates on a sentinel value"] == 1
    assert Jurisdiction.objects.get().projection_epsg == 32610
    first = CrimeRecord.objects.get(title="Vandalism")
    assert (round(first.latitude, 3), round(first.longitude, 3)) == (49.27, -123.084)
    assert first.occurred_from.isoformat() == "2003-05-12T23:05:00+00:00"
    hidden = CrimeRecord.objects.get(title="Assault")
    assert (hidden.time_known, hidden.latitude, hidden.precision) == ("interval", None, "none")


def test_police_uk_months_are_intervals(run, write):
    header = ["Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location"]
    header += ["LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context"]
    force = "Avon and Somerset Constabulary"
    place = ["2023-02", force, force, "-2.51", "51.41", "On or near High St", "E1", "Bath 1A"]
    nowhere = ["2023-02", force, force, "", "", "No Location", "", ""]
    rows = [
        ["a1", *place, "Burglary", "", ""],
        ["", *place, "Anti-social", "", ""],
        ["", *nowhere, "Drugs", "", ""],
    ]
    summary = run(write(rows, header), "police_uk")
    assert summary.counts["created"] == 3
    record = CrimeRecord.objects.get(source_id="a1")
    assert (f"{record.occurred_from:%d %H}", f"{record.occurred_to:%d %H:%M:%S}") == ("01 00", "28 23:59:59")
    assert (record.time_known, record.station.code) == ("interval", "AVONANDS")
    assert CrimeRecord.objects.get(title="Drugs").address == ""


@pytest.mark.shared_data
def test_boston_groups_whole(run, shared):
    file = shared("boston/boston_2016_2017_top8.csv.gz")
    summary = run(file, "boston_groups")
    assert summary.counts["read"] == summary.counts["created"] == 95_835
    assert summary.notes["coordinates on a sentinel value"] == 56
    assert len(summary.new_categories) == 8
    assert Station.objects.count() == 12
    assert CrimeRecord.objects.filter(latitude=None).count() == 56
    assert Offence.objects.count() == CrimeRecord.objects.counted().count() == 95_835


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "mapping", "created", "further", "no_point"),
    [
        ("boston_two_full_months_201507_201804", "boston", 1_783, 217, 64),
        ("boston_larceny_2016_2018", "boston", 1_983, 17, 91),
        ("boston_2018_part_one", "boston_2018", 2_000, 0, 0),
        ("boston_2023q1_new_rms", "boston_2023", 2_000, 0, 155),
    ],
)
def test_boston_files(run, shared, name, mapping, created, further, no_point):
    summary = run(shared(f"boston/{name}.csv.gz", 2_000), mapping)
    assert (summary.counts["created"], summary.counts["further offences"]) == (created, further)
    assert CrimeRecord.objects.filter(latitude=None).count() == no_point


@pytest.mark.shared_data
def test_boston_stamps_of_the_new_system_are_local(run, shared):
    run(shared("boston/boston_2023q1_new_rms.csv.gz", 3), "boston_2023")
    record = CrimeRecord.objects.get(source_id="232016999")
    assert record.occurred_from.isoformat() == "2023-01-01T13:00:00+00:00"


@pytest.mark.shared_data
def test_boston_in_the_districts_of_its_police(run, shared):
    districts = shared("boston/boston_police_districts.geojson.gz")
    run(shared("boston/boston_larceny_2016_2018.csv.gz", 1_000), "boston", boundaries=districts)
    known = CrimeRecord.objects.exclude(area=None).exclude(station__name__in=["Boston", "External"])
    placed = known.select_related("area", "station")
    agreeing = sum(record.area.name == record.station.name for record in placed)
    assert len(placed) > 900
    assert agreeing / len(placed) > 0.97


@pytest.mark.shared_data
def test_chicago_keeps_equal_rows_and_numbers_its_districts(run, shared):
    summary = run(shared("chicago/chicago_aggravated_assaults_2010_2019.csv.gz", 5_000), "chicago")
    assert summary.counts["created"] == 5_000
    assert summary.new_categories == ["Aggravated assault"]
    assert Station.objects.get(name="11").code == "CHIC11"


@pytest.mark.shared_data
def test_baltimore_counts_by_neighbourhood_without_points(run, shared):
    summary = run(shared("baltimore/baltimore_2012_2016.csv.gz", 5_000), "baltimore")
    assert summary.counts["created"] == summary.notes["coordinates missing"] == 5_000
    assert set(CrimeRecord.objects.values_list("time_known", flat=True)) == {"interval"}
    assert CrimeRecord.objects.filter(area__name="Downtown").exists()
    assert Offence.objects.filter(weapon="FIREARM").exists()


@pytest.mark.shared_data
def test_india_counts_and_census(run, shared):
    for name, mapping in (("2001_2012", "ncrb_2001"), ("2013", "ncrb_2001"), ("2014", "ncrb_2014")):
        run(shared(f"india/ncrb_ipc_district_{name}.csv.gz", 400), mapping)
    place = Jurisdiction.objects.get(code="INDIA")
    adilabad = AreaCount.objects.filter(area__name__iexact="Adilabad", category__code="murder")
    assert dict(adilabad.values_list("year", "count"))[2001] == 101
    assert not AreaCount.objects.filter(area__name__icontains="total").exists()
    thefts = AreaCount.objects.filter(category__code="theft")
    assert {2013, 2014} < set(thefts.values_list("year", flat=True))
    census, figures = (
        shared("india/census_2011_districts.csv.gz"),
        mappings.load("census_2011", section="indicators"),
    )
    report = indicators.run(file=census, mapping=figures, jurisdiction=place, by=None)
    assert report.duplicate == 12
    assert len(report.exact) > 250
    population = AreaIndicator.objects.get(name="population", area__name__iexact="Anantapur")
    assert population.value == 4_081_148
