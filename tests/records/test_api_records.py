import pytest

from accounts.models import AuditEvent
from records.models import CrimeRecord
from records.services import crime
from tests.factories import make_category, make_draft

URL = "/api/v1/records/"


@pytest.fixture
def submitted(officer, station_a):
    return crime.submit(record=make_draft(officer, station_a, narrative="A ladder."), by=officer)


def status_of(record):
    return CrimeRecord.objects.get(pk=record.pk).status


def test_list_shows_the_records_of_the_station(api, officer, submitted):
    [record] = api(officer).get(URL).json()["results"]
    assert (record["id"], record["station"], record["status"]) == (submitted.pk, "STA", "submitted")
    assert record["offences"][0]["category"] == "burglary"
    assert "narrative" not in record


def test_list_is_empty_at_another_station(api, officer_b, submitted):
    assert api(officer_b).get(URL).json()["results"] == []


@pytest.mark.parametrize("role", ["citizen", "analyst", "auditor", "administrator", "custodian"])
def test_list_refuses_roles_that_read_no_records(api, request, role):
    response = api(request.getfixturevalue(role)).get(URL)
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"


def test_list_asks_the_anonymous_to_log_in(api, db):
    assert api().get(URL).status_code == 401


def test_list_takes_the_filters_of_the_page(api, officer, submitted):
    client = api(officer)
    assert len(client.get(URL, {"status": "submitted", "category": "burglary"}).json()["results"]) == 1
    assert client.get(URL, {"status": "registered"}).json()["results"] == []
    assert client.get(URL, {"status": "stolen"}).status_code == 400


def test_list_queries_do_not_grow_with_the_list(api, officer, station_a, django_assert_num_queries):
    client = api(officer)
    for count in (2, 20):
        for _ in range(count):
            make_draft(officer, station_a)
        client.handler._force_user.__dict__.pop("current_postings", None)
        # the count of requests, postings, records, offences, categories
        with django_assert_num_queries(12):
            client.get(URL)


def test_detail_holds_the_narrative_and_is_audited(api, officer, submitted):
    record = api(officer).get(f"{URL}{submitted.pk}/").json()
    assert record["narrative"] == "A ladder."
    assert AuditEvent.objects.get(action="record.read").object_id == str(submitted.pk)


def test_detail_without_the_right_holds_no_narrative(api, investigator, submitted):
    record = api(investigator).get(f"{URL}{submitted.pk}/").json()
    assert (record["narrative"], record["modus_operandi"]) == (None, None)


def test_detail_of_another_station_is_not_found(api, officer_b, submitted):
    assert api(officer_b).get(f"{URL}{submitted.pk}/").status_code == 404
    assert not AuditEvent.objects.filter(action="record.read").exists()


def test_list_is_audited_with_its_filters_and_what_it_showed(api, officer, submitted):
    api(officer).get(f"{URL}?status=submitted&nonsense=1")
    event = AuditEvent.objects.get(action="record.listed")
    assert event.changes == {"status": [None, "submitted"], "shown": [None, [submitted.pk]]}
    api(officer).post(f"{URL}search/", {"q": "window"}, format="json")
    event = AuditEvent.objects.filter(action="record.listed").last()
    assert event.changes == {"shown": [None, [submitted.pk]]}


def test_search_takes_its_words_in_the_body(api, officer, submitted):
    client = api(officer)
    assert len(client.post(f"{URL}search/", {"q": "window"}, format="json").json()["results"]) == 1
    assert client.post(f"{URL}search/?status=closed", {"q": "window"}, format="json").json()["results"] == []
    assert AuditEvent.objects.filter(action="record.searched").count() == 2


def test_search_is_paged_by_its_id(api, officer, station_a):
    for _ in range(51):
        make_draft(officer, station_a)
    client = api(officer)
    first = client.post(f"{URL}search/?status=draft", {"q": "window"}, format="json").json()
    assert (len(first["results"]), f"search={first['search']}" in first["next"]) == (50, True)
    assert "status=draft" in first["next"]
    assert "window" not in first["next"]
    second = client.get(first["next"]).json()
    assert (len(second["results"]), second["next"]) == (1, None)


def test_list_of_a_search_holds_what_was_found(api, officer, station_a, submitted):
    make_draft(officer, station_a, title="Ladder taken")
    client = api(officer)
    search = client.post(f"{URL}search/", {"q": "ladder"}, format="json").json()["search"]
    assert [row["title"] for row in client.get(URL, {"search": search}).json()["results"]] == ["Ladder taken"]


def test_list_of_a_search_that_is_not_one_s_own_is_not_found(api, officer, colleague, submitted):
    search = api(colleague).post(f"{URL}search/", {"q": "window"}, format="json").json()["search"]
    for key in (search, "0b1c2d3e-0000-4000-8000-000000000000", "x"):
        assert api(officer).get(URL, {"search": key}).status_code == 404


def test_create_makes_a_draft(api, officer, station_a):
    make_category()
    body = {"station": "STA", "category": "burglary", "title": "Rear window forced", "latitude": 52.0}
    body |= {"longitude": 3.99, "occurred_from": "2026-09-12T02:10:00+02:00"}
    response = api(officer).post(URL, body, format="json")
    record = CrimeRecord.objects.get()
    assert response.status_code == 201, response.json()
    assert response.json()["id"] == record.pk
    assert (record.station, record.status) == (station_a, "draft")
    assert record.occurred_from.isoformat() == "2026-09-12T00:10:00+00:00"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"status": "registered"}, "status"),
        ({"crime_id": "STA/2026/000001"}, "crime_id"),
        ({"created_by": 1}, "created_by"),
        ({"occurred_from": "2026-09-12T02:10:00"}, "occurred_from"),
        ({"category": "opera"}, "category"),
        ({"station": "NOWHERE"}, "station"),
        ({"latitude": 10.0, "longitude": 3.99}, "latitude"),
        ({"latitude": "north"}, "latitude"),
        ({"latitude": 52.0}, "longitude"),
        ({"longitude": 3.99}, "latitude"),
        ({"occurred_to": "2026-09-12T02:10:00Z"}, "occurred_from"),
        ({"occurred_from": "2199-09-12T02:10:00Z"}, "occurred_from"),
        ({"title": ""}, "title"),
    ],
)
def test_create_with_a_bad_field_names_it(api, officer, station_a, body, field):
    response = api(officer).post(URL, {"station": "STA", "title": "x"} | body, format="json")
    assert response.status_code == 400
    assert field in {error["field"] for error in response.json()["errors"]}
    assert not CrimeRecord.objects.exists()


def test_create_reports_all_bad_fields_together(api, officer, station_a):
    body = {"station": "STA", "title": "", "kind": "opera", "colour": "red"}
    response = api(officer).post(URL, body, format="json")
    assert {error["field"] for error in response.json()["errors"]} == {"title", "kind", "colour"}


def test_create_at_another_station_is_forbidden(api, officer, station_b):
    response = api(officer).post(URL, {"station": "STB", "title": "x"}, format="json")
    assert response.status_code == 403
    assert not CrimeRecord.objects.exists()


def test_change_needs_the_version_that_was_read(api, officer, station_a):
    record = make_draft(officer, station_a)
    client, url = api(officer), f"{URL}{record.pk}/"
    assert client.patch(url, {"title": "Second"}, format="json").status_code == 400
    assert client.patch(url, {"title": "Second", "version": 1}, format="json").json()["version"] == 2
    stale = client.patch(url, {"title": "Third", "version": 1}, format="json")
    assert (stale.status_code, stale.json()["title"]) == (412, "Changed meanwhile")
    assert CrimeRecord.objects.get().title == "Second"


def test_change_cannot_open_a_record_of_a_protected_category(api, officer, station_a):
    record = make_draft(officer, station_a, category=make_category("child-abuse", protected=True))
    body = {"sensitivity": "normal", "version": record.version}
    answer = api(officer).patch(f"{URL}{record.pk}/", body, format="json").json()
    assert answer["sensitivity"] == "protected"
    assert CrimeRecord.objects.get().sensitivity == "protected"


def test_change_of_another_s_record_is_forbidden(api, colleague, submitted):
    response = api(colleague).patch(f"{URL}{submitted.pk}/", {"title": "x", "version": 2}, format="json")
    assert response.status_code == 403
    assert CrimeRecord.objects.get().title == "Rear window forced"


def test_steps_lead_from_draft_to_register(api, officer, supervisor, station_a):
    record = make_draft(officer, station_a)
    assert api(officer).post(f"{URL}{record.pk}/submit/").json()["status"] == "submitted"
    answer = api(supervisor).post(f"{URL}{record.pk}/register/").json()
    assert answer["status"] == "registered"
    assert answer["crime_id"].startswith("STA/")


def test_return_and_void_need_their_reasons(api, supervisor, submitted):
    client = api(supervisor)
    assert client.post(f"{URL}{submitted.pk}/return/", {}, format="json").status_code == 400
    assert client.post(f"{URL}{submitted.pk}/void/", {"reason": "error"}, format="json").status_code == 400
    assert status_of(submitted) == "submitted"
    client.post(f"{URL}{submitted.pk}/return/", {"reason": "Say which window."}, format="json")
    assert status_of(submitted) == "returned"


def test_void_takes_reason_and_note(api, supervisor, submitted):
    body = {"reason": "duplicate", "note": "Same as STA/2026/000001"}
    response = api(supervisor).post(f"{URL}{submitted.pk}/void/", body, format="json")
    assert response.json()["void_reason"] == "duplicate"
    assert status_of(submitted) == "voided"


@pytest.mark.parametrize("step", ["register", "return", "void"])
def test_steps_of_the_supervisor_are_refused(api, officer, supervisor_b, citizen, submitted, step):
    body = {"reason": "error", "note": "x"} if step == "void" else {"reason": "x"}
    url = f"{URL}{submitted.pk}/{step}/"
    body = {} if step == "register" else body
    codes = [
        api(user).post(url, body, format="json").status_code for user in (officer, supervisor_b, citizen)
    ]
    assert codes == [403, 404, 403]
    assert api().post(url, body, format="json").status_code == 401
    assert status_of(submitted) == "submitted"


def test_step_that_is_not_open_is_refused(api, officer, submitted):
    assert api(officer).post(f"{URL}{submitted.pk}/submit/").status_code == 400


@pytest.mark.parametrize("method", ["put", "delete"])
def test_records_are_never_replaced_or_deleted(api, supervisor, submitted, method):
    response = getattr(api(supervisor), method)(f"{URL}{submitted.pk}/", {}, format="json")
    assert response.status_code == 405
    assert CrimeRecord.objects.filter(pk=submitted.pk).exists()
