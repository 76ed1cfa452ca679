import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEvent
from records.choices import Purpose
from records.models import ConsultationReason
from records.services import crime
from tests.factories import PASSWORD, make_draft, make_key

URL = "/api/v1/consultation-reasons/"
ANSWER = {"purpose": "court", "text": "Asked by the prosecutor"}
WORDS = "Court, prosecutor or another authority: Asked by the prosecutor"


@pytest.fixture(autouse=True)
def _asked_once_a_session(settings):
    settings.CONSULTATION_REASON = "session"


@pytest.fixture
def registered(officer, supervisor, station_a):
    record = crime.submit(record=make_draft(officer, station_a), by=officer)
    return crime.register(record=record, by=supervisor)


def address(record):
    return f"/api/v1/records/{record.pk}/"


def with_token(user) -> APIClient:
    client = APIClient()
    body = {"username": user.username, "password": PASSWORD}
    token = client.post("/api/login", body, format="json").json()["token"]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_record_of_another_answers_with_the_reasons(api, colleague, registered):
    response = api(colleague).get(address(registered))
    assert response.status_code == 428
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["title"], problem["send_to"]) == ("A reason is needed", URL)
    assert problem["about"] == {"record": registered.pk}
    assert [reason["code"] for reason in problem["reasons"]] == Purpose.values
    assert not AuditEvent.objects.filter(action="record.read").exists()


def test_same_request_passes_once_the_reason_was_given(colleague, registered):
    client = with_token(colleague)
    assert client.get(address(registered)).status_code == 428
    response = client.post(URL, ANSWER | {"record": registered.pk}, format="json")
    assert (response.status_code, response.json()["text"]) == (201, "Asked by the prosecutor")
    assert client.get(address(registered)).status_code == 200
    assert AuditEvent.objects.get(action="record.read").reason == WORDS
    token = colleague.access_tokens.get()
    assert ConsultationReason.objects.get().credential == f"token:{token.pk}"


REQUESTS = {
    "change": ("patch", "", {"version": 3, "title": "Changed"}, 403),
    "submit": ("post", "submit/", {}, 400),
    "register": ("post", "register/", {}, 400),
    "return": ("post", "return/", {"reason": "Say more."}, 400),
    "void": ("post", "void/", {"reason": "error", "note": "Entered twice."}, 200),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_change_of_a_record_out_of_one_s_assignment_asks_why_before_it_acts(supervisor, registered, name):
    before = type(registered).objects.values().get(pk=registered.pk)
    client = with_token(supervisor)
    method, path, body, status = REQUESTS[name]
    act = getattr(client, method)
    response = act(address(registered) + path, body, format="json")
    assert response.status_code == 428
    assert response.json()["about"] == {"record": registered.pk}
    assert type(registered).objects.values().get(pk=registered.pk) == before
    client.post(URL, ANSWER | {"record": registered.pk}, format="json")
    assert act(address(registered) + path, body, format="json").status_code == status


def test_change_by_the_author_and_a_decision_that_waits_ask_nothing(officer, supervisor, station_a):
    draft = make_draft(officer, station_a)
    author = with_token(officer)
    changed = author.patch(address(draft), {"version": 1, "title": "Window"}, format="json")
    assert (changed.status_code, changed.json()["title"]) == (200, "Window")
    assert author.post(address(draft) + "submit/", {}, format="json").status_code == 200
    assert with_token(supervisor).post(address(draft) + "register/", {}, format="json").status_code == 200


def test_reason_serves_no_other_token(colleague, registered):
    with_token(colleague).post(URL, ANSWER, format="json")
    assert with_token(colleague).get(address(registered)).status_code == 428


def test_reason_of_a_key_is_its_own(colleague, registered):
    secret, key = make_key(colleague, "record.read")
    client = APIClient(HTTP_AUTHORIZATION=f"Api-Key {secret}")
    assert client.post(URL, ANSWER, format="json").status_code == 201
    assert client.get(address(registered)).status_code == 200
    assert ConsultationReason.objects.get().credential == f"key:{key.pk}"


def test_own_record_asks_nothing(api, officer, registered):
    assert api(officer).get(address(registered)).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"purpose": "curiosity"}, "purpose"),
        ({"purpose": ""}, "purpose"),
        ({"text": "x"}, "text"),
        ({"text": "x" * 401}, "text"),
        ({"text": "nul\x00nul"}, "text"),
        ({"record": 0}, "record"),
        ({"record": 2**63}, "record"),
        ({"record": 1, "person": 1}, ""),
        ({"credential": "token:1"}, "credential"),
        ({"user": 1}, "user"),
    ],
)
def test_bad_reason_is_refused(api, colleague, body, field):
    response = api(colleague).post(URL, ANSWER | body, format="json")
    assert response.status_code == 400
    assert field in {error["field"] for error in response.json()["errors"]}
    assert not ConsultationReason.objects.exists()


def test_reason_for_a_record_out_of_sight_is_not_found(api, officer_b, registered):
    for pk in (registered.pk, 999_999):
        response = api(officer_b).post(URL, ANSWER | {"record": pk}, format="json")
        assert response.status_code == 404
    assert not ConsultationReason.objects.exists()


@pytest.mark.parametrize("role", ["citizen", "analyst", "auditor", "administrator"])
def test_reason_of_who_reads_no_records_is_refused(api, request, role):
    assert api(request.getfixturevalue(role)).post(URL, ANSWER, format="json").status_code == 403
    assert not ConsultationReason.objects.exists()


def test_anonymous_is_asked_to_log_in(api, db):
    assert api().post(URL, ANSWER, format="json").status_code == 401
