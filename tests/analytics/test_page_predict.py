import datetime

import pytest

from analytics import services
from tests.factories import make_category, make_jurisdiction, make_records

PAGE = "/predict/"
ASKED = {"hour": "22", "day_of_week": "4", "month": "7", "latitude": "52.0", "longitude": "3.99"}


@pytest.fixture
def trained(station_a):
    """A crime type model: burglaries in the west, thefts in the east, and a type that is never public."""
    start = datetime.datetime(2026, 1, 1, 8, 0, tzinfo=datetime.UTC)
    times = [start + datetime.timedelta(hours=5 * i) for i in range(120)]
    make_records(station_a, make_category("burglary"), times, longitude=3.99)
    make_records(station_a, make_category("theft"), times, longitude=4.01)
    make_records(station_a, make_category("secret-crime", public_class="never"), times, longitude=4.0)
    run, _ = services.request_retrain(
        by=None, jurisdiction=station_a.jurisdiction, product="crime_type", send=False
    )
    run = services.execute(run.pk)
    assert run.status == "done", run.error


def test_page_answers_with_bars_point_and_caveat(browse, officer, trained):
    response = browse(officer).post(PAGE, ASKED)
    page = response.content.decode()
    assert response.status_code == 200
    shares = [bar["share"] for bar in response.context["bars"]]
    assert sum(shares) == pytest.approx(100)
    assert shares == sorted(shares, reverse=True)
    assert response.context["bars"][0]["label"] == "Burglary"
    assert "not whether one will occur" in page
    # The script draws the one marker from the form's own fields.
    assert "points" not in response.context["map_data"]
    assert (response.context["form"]["latitude"].value(), response.context["form"]["longitude"].value()) == (
        str(ASKED["latitude"]),
        str(ASKED["longitude"]),
    )


def test_page_gives_citizens_the_public_answer(browse, citizen, trained):
    response = browse(citizen).post(PAGE, ASKED)
    answer = response.context["answer"]
    assert answer.audience == "public"
    assert answer.version.audience == "public"
    assert (answer.latitude, answer.longitude) != (52.0, 3.99)
    assert b"Secret-crime" not in response.content
    assert b"The middle of the hexagon" in response.content


def test_page_without_a_model_says_so(browse, citizen, jurisdiction):
    response = browse(citizen).post(PAGE, ASKED)
    assert response.status_code == 200
    assert b"No model has been trained for TESTCITY yet." in response.content


def test_page_without_a_jurisdiction_says_so(browse, citizen):
    assert b"There is nothing to ask yet." in browse(citizen).get(PAGE).content


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"latitude": ""}, "Enter the latitude, or click the map."),
        ({"longitude": "east"}, "Enter a number."),
        ({"latitude": "91"}, "less than or equal to 90"),
        ({"latitude": "nan"}, "Enter a number."),
        ({"hour": "24"}, "Select a valid choice"),
        ({"latitude": "10", "longitude": "10"}, "No jurisdiction of this installation holds the point."),
    ],
)
def test_page_with_an_error_names_the_field(browse, citizen, jurisdiction, change, message):
    response = browse(citizen).post(PAGE, ASKED | change)
    assert response.status_code == 400
    assert message in response.content.decode()
    assert response.context["answer"] is None


def test_page_begins_with_the_time_that_it_is_there(browse, citizen, jurisdiction, time_machine):
    time_machine.move_to(datetime.datetime(2026, 7, 5, 22, 30, tzinfo=datetime.UTC))
    form = browse(citizen).get(PAGE).context["form"]
    assert (form["hour"].value(), form["day_of_week"].value(), form["month"].value()) == (0, 0, 7)


def test_page_shows_the_map_that_was_asked_for(browse, citizen, jurisdiction):
    make_jurisdiction("OTHER", bounds=(10, 10, 10.1, 10.1))
    response = browse(citizen).get(f"{PAGE}?jurisdiction=OTHER")
    assert response.context["map_data"]["bounds"] == [10, 10, 10.1, 10.1]


def test_page_sends_the_anonymous_to_log_in(browse, jurisdiction):
    assert browse().get(PAGE).status_code == 302
    assert browse().post(PAGE, ASKED).status_code == 302


@pytest.mark.parametrize("role", ["custodian", "auditor", "administrator"])
def test_page_refuses_roles_without_predictions(browse, request, role, jurisdiction):
    assert browse(request.getfixturevalue(role)).post(PAGE, ASKED).status_code == 403
