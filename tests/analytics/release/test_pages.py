import csv
import datetime
import io

import pytest
from django.urls import reverse

from analytics.models import StatCell, StatRelease
from analytics.release import months
from records.models import Area
from tests import factories

from .conftest import EAST

pytestmark = pytest.mark.django_db
AREA = "/areas/TESTCITY/west/"


@pytest.fixture
def small(city):
    city.record(20, 2025, 1)
    city.build((2025, 1))
    return city


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def released(full_city):
    full_city.build()
    return full_city


def test_home_lists_areas_with_number_rate_and_change(client, released):
    page = text(client.get("/"))
    # 12 × 50 crimes, 10,000 residents; the year before was the same.
    row = '<td class="n">600</td> <td class="n">60</td> <td class="n">0%</td>'
    assert row in page
    assert "fewer than 50" in page
    assert "Next update from" not in page


@pytest.mark.parametrize(("sort", "first"), [("name", "East"), ("count", "West"), ("rate", "West")])
def test_home_sorted(client, released, sort, first):
    assert client.get("/", {"sort": sort}).context["areas"][0].name == first


def test_home_finds_an_area_by_name(client, small):
    assert client.get("/", {"q": "west"}).url == AREA


def test_home_area_not_found_suggests(client, small):
    page = text(client.get("/", {"q": "Wesst"}))
    assert "We could not find “Wesst”." in page
    assert "Did you mean" in page
    assert f'<a class="govuk-link" href="{AREA}">West</a>' in page


def test_home_area_not_found_is_shown_as_text(client, small):
    page = text(client.get("/", {"q": "<script>x</script>"}))
    assert "&lt;script&gt;" in page
    assert "<script>x" not in page


def test_home_of_a_district(client, small):
    district = Area.objects.create(
        area_set=small.west.area_set, code="d1", name="Harbour district", kind="district"
    )
    Area.objects.filter(pk=small.west.pk).update(parent=district)
    response = client.get("/", {"district": "d1"})
    assert [area.name for area in response.context["areas"]] == ["West"]
    assert client.get("/", {"district": "none"}).status_code == 404


def test_home_switches_between_jurisdictions(client, small):
    other = factories.make_jurisdiction("OTHER")
    twin = type(small)(other, factories.make_station(other, "OTH"), factories.make_areas(other))
    twin.record(20, 2025, 1)
    twin.build((2025, 1))
    assert 'href="/?jurisdiction=OTHER"' in text(client.get("/"))
    assert client.get("/", {"jurisdiction": "other"}).context["jurisdiction"] == other
    assert client.get("/", {"jurisdiction": "none"}).status_code == 404


def test_home_without_any_jurisdiction(client):
    assert "Nothing is set up yet" in text(client.get("/"))


def test_home_names_the_next_update_while_it_lies_ahead(client, released, time_machine):
    current = StatRelease.objects.get()
    after = months.publishable_on(months.add_months(current.month, 1), 30)
    noon = datetime.datetime.combine(after, datetime.time(12), tzinfo=datetime.UTC)
    time_machine.move_to(noon)
    assert f"Next update from {after:%-d %B %Y}" in text(client.get("/"))
    time_machine.move_to(noon + datetime.timedelta(days=2))
    assert "Next update" not in text(client.get("/"))


def test_home_before_the_first_release(client, areas, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC))
    page = text(client.get("/"))
    assert "First figures from 1 December 2026" in page
    assert "<li>West</li>" in page


def test_area_says_the_finding(client, released):
    page = text(client.get(AREA))
    assert "About <b>600</b> crimes were recorded in the 12 months to December 2025." in page
    assert "That is <b>about the same as</b> the year before." in page
    assert "West stays level, like Testcity as a whole" in page


def test_area_types_of_the_last_whole_year(client, released):
    profile = client.get(AREA).context["profile"]
    assert profile.year == 2025
    assert [(row.name, row.value, row.change) for row in profile.types] == [
        ("Burglary", 480, "0%"),
        ("Theft", 120, "0%"),
    ]
    # The city: 515 burglaries (12 × 43 = 516) for 20,000 residents.
    assert (profile.types[0].rate, profile.types[0].whole_rate) == (48.0, 25.75)


def test_area_months_beside_the_whole(client, released):
    months = client.get(AREA).context["profile"].months
    assert len(months) == 24
    assert (months[-1].month, months[-1].area_text, months[-1].whole_text) == ("Dec 2025", "50", "55")
    assert (months[-1].area, months[-1].whole) == (5.0, 2.75)


def test_area_with_few_crimes_has_a_bound(client, released):
    page = text(client.get("/areas/TESTCITY/east/"))
    assert "<b>Fewer than 50</b> crimes were recorded" in page
    assert "Under 5" in page
    assert "A gap is a month with fewer than 5" in page


def test_area_without_residents_has_no_rates(client, full_city):
    Area.objects.filter(pk=full_city.east.pk).update(population=None)
    full_city.build()
    page = text(client.get(AREA))
    assert "Residents are not known here" in page
    assert "there are no rates to compare" in page
    assert "there are no rates" in text(client.get("/"))


def test_area_before_a_whole_year(client, small):
    page = text(client.get(AREA))
    assert "are not complete, so there is no total" in page
    assert "No whole year yet" in page
    assert "No levels yet" in page
    assert "not reported" in page


def test_area_with_a_very_long_name(client, small):
    name = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2
    Area.objects.filter(pk=small.west.pk).update(name=name)
    page = text(client.get(AREA))
    assert f"Crime in {name}</h1>" in page
    # The chart's end label and the breadcrumb have no room for it.
    assert f'data-label="{name[:23]}…"' in page


def test_area_with_a_code_that_is_no_slug(client, small):
    Area.objects.filter(pk=small.west.pk).update(code="no. 2 (west)")
    url = client.get("/", {"q": "West"}).url
    assert client.get(url).status_code == 200
    assert "testcity-no-2-west-release-1.csv" in client.get(f"{url}figures.csv")["Content-Disposition"]


@pytest.mark.parametrize(
    "url", ["/areas/TESTCITY/none/", "/areas/NONE/west/", "/areas/NONE/west/figures.csv"]
)
def test_area_unknown(client, small, url):
    assert client.get(f"/areas/{url}").status_code == 404


def test_area_of_an_unreleased_jurisdiction(client, areas):
    assert client.get(AREA).status_code == 404


def test_area_csv_holds_what_is_published(client, released):
    response = client.get(reverse("public:area_csv", args=["TESTCITY", "west"]))
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert len(rows) == 24 + 2 * 3
    december = next(row for row in rows if (row["year"], row["month"]) == ("2025", "12"))
    assert (december["type"], december["number"], december["status"]) == (
        "All published types",
        "50",
        "rounded to 5",
    )
    assert response["Content-Disposition"] == 'attachment; filename="testcity-west-release-1.csv"'


def test_area_csv_runs_no_formula(client, small):
    Area.objects.filter(pk=small.west.pk).update(name='=HYPERLINK("http://x")')
    body = client.get(reverse("public:area_csv", args=["TESTCITY", "west"])).content.decode()
    assert {row["name"] for row in csv.DictReader(io.StringIO(body))} == {'\'=HYPERLINK("http://x")'}


def test_methods_lists_types_and_releases(client, small):
    factories.make_category("homicide", public_class="broad")
    factories.make_category("informant", public_class="never")
    page = text(client.get("/data-and-methods/"))
    assert "the whole and the year only" in page
    assert "Informant" not in page
    assert "First release." in page


def test_methods_before_anything(client, db):
    page = text(client.get("/data-and-methods/"))
    assert "No types are published yet" in page
    assert "No release yet" in page


def test_pages_show_released_figures_only(client, released):
    released.record(500, 2025, 12)
    released.record(500, 2025, 12, longitude=EAST)
    page = text(client.get(AREA))
    assert "<b>600</b>" in page
    StatCell.objects.filter(cut="area_month", area=released.west, year=2025, month=12).update(value=100)
    assert "<b>650</b>" in text(client.get(AREA))
