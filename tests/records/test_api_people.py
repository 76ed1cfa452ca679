import datetime

import pytest

from accounts.models import AuditEvent
from records.models import ConsultationReason, CrimeRecord, SearchQuery
from records.services import crime
from tests.factories import make_draft
from tests.factories.people import make_person

URL = "/api/v1/people/"
SEARCH = f"{URL}search/"
REASONS = "/api/v1/consultation-reasons/"
ANSWER = {"purpose": "court", "text": "Asked by the prosecutor"}


@pytest.fixture
def record(officer, station_a):
    return crime.submit(record=make_draft(officer, station_a), by=officer)


@pytest.fixture
def record_b(officer_b, station_b):
    record = crime.submit(record=make_draft(officer_b, station_b), by=officer_b)
    CrimeRecord.objects.filter(pk=record.pk).update(status="registered", crime_id="STB/2026/000007")
    return record


@pytest.fixture
def dolan(record):
    born = datetime.date(1991, 6, 15)
    return make_person("Marek", "Dolan", record, alias="Dolly", sex="m", birth_date=born)


def search(client, words="dolan"):
    return client.post(SEARCH, {"q": words}, format="json")


def test_search_returns_the_hit(api, officer, record, dolan):
    assert search(api(officer)).json() == {
        "results": [
            {
                "id": dolan.pk,
                "name": "Marek Dolan",
                "sex": "m",
                "birth_date": "1991-06-15",
                "parts": [
                    {
                        "record": record.pk,
                        "name": f"Submitted {record.pk}",
                        "station": "STA",
                        "role": "suspect",
                    }
                ],
            }
        ],
        "more": False,
        "elsewhere": [],
    }


def test_masked_hit_is_a_station_and_nothing_else(api, officer, record_b):
    make_person("Marek", "Dolan", record_b)
    assert search(api(officer)).json() == {"results": [], "more": False, "elsewhere": ["STB"]}


def test_district_hit_is_a_name_and_a_crime_id(api, supervisor, record_b):
    make_person("Marek", "Dolan", record_b, birth_date=datetime.date(1991, 6, 15))
    [hit] = search(api(supervisor)).json()["results"]
    part = {"record": None, "name": "STB/2026/000007", "station": "STB", "role": None}
    assert hit == {"id": None, "name": "Marek Dolan", "sex": None, "birth_date": None, "parts": [part]}


def test_search_is_audited_with_hits(api, officer, dolan):
    search(api(officer))
    event = AuditEvent.objects.get(action="person.searched")
    assert event.changes["hits"] == 1
    assert "olan" not in str(event.changes)


@pytest.mark.parametrize(
    "body",
    [{}, {"q": ""}, {"q": "d"}, {"q": "x" * 121}, {"q": "a\x00b"}, {"q": "dolan", "user": 1}, {"q": []}],
)
def test_bad_search_is_refused(api, officer, dolan, body):
    assert api(officer).post(SEARCH, body, format="json").status_code == 400
    assert not AuditEvent.objects.filter(action="person.searched").exists()
    assert not SearchQuery.objects.exists()


def test_bad_search_does_not_repeat_the_words(api, officer):
    assert "zebulon" not in search(api(officer), "zebulon " * 9).content.decode()


def test_search_asks_why_first(api, officer, dolan, settings):
    settings.CONSULTATION_REASON = "session"
    client = api(officer)
    problem = search(client)
    assert (problem.status_code, problem.json()["about"]) == (428, {})
    assert not SearchQuery.objects.exists()
    client.post(REASONS, ANSWER, format="json")
    assert search(client).status_code == 200
    assert search(client).status_code == 200
    assert AuditEvent.objects.filter(reason__endswith=ANSWER["text"], action="person.searched").count() == 2


def test_each_search_needs_its_own_reason_where_the_setting_says_so(api, officer, dolan, settings):
    settings.CONSULTATION_REASON = "person"
    client = api(officer)
    client.post(REASONS, ANSWER, format="json")
    assert search(client).status_code == 200
    assert search(client).status_code == 428
    assert client.get(f"{URL}{dolan.pk}/").status_code == 428
    client.post(REASONS, ANSWER | {"person": dolan.pk}, format="json")
    assert client.get(f"{URL}{dolan.pk}/").status_code == 200
    assert ConsultationReason.objects.filter(object_type="records.SearchQuery").count() == 1


def test_search_is_limited_a_minute(api, officer, dolan, settings):
    settings.REQUESTS_PER_MINUTE = settings.REQUESTS_PER_MINUTE | {"person_search": 2}
    client = api(officer)
    assert [search(client).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get(f"{URL}{dolan.pk}/").status_code == 200
    assert AuditEvent.objects.filter(action="person.searched").count() == 2


def test_person_holds_open_parts_only_and_is_audited(api, officer, record, record_b, dolan):
    dolan.involvements.create(record=record_b, role="witness")
    answer = api(officer).get(f"{URL}{dolan.pk}/").json()
    part = {"record": record.pk, "crime_id": None, "station": "STA", "role": "suspect", "serial": ""}
    assert (answer["family_name"], answer["aliases"], answer["parts"]) == ("Dolan", ["Dolly"], [part])
    assert AuditEvent.objects.get(action="person.read").object_id == str(dolan.pk)


@pytest.mark.parametrize("role", ["officer_b", "supervisor_b", "investigator"])
def test_person_out_of_sight_is_not_found(api, request, role, dolan):
    client = api(request.getfixturevalue(role))
    hidden, unknown = client.get(f"{URL}{dolan.pk}/"), client.get(f"{URL}999999/")
    assert (hidden.status_code, hidden.json()) == (404, unknown.json())
    assert not AuditEvent.objects.filter(action="person.read").exists()


@pytest.mark.parametrize("role", ["citizen", "analyst", "auditor", "administrator", "custodian"])
def test_roles_without_the_right_are_refused(api, request, role, dolan):
    client = api(request.getfixturevalue(role))
    assert search(client).status_code == 403
    assert client.get(f"{URL}{dolan.pk}/").status_code == 403
    assert not AuditEvent.objects.filter(action__startswith="person.").exists()


def test_anonymous_is_asked_to_log_in(api, dolan):
    assert search(api()).status_code == 401
    assert api().get(f"{URL}{dolan.pk}/").status_code == 401


def test_people_are_not_listed(api, officer, dolan):
    assert api(officer).get(URL).status_code == 404
