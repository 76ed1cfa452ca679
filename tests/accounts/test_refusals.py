import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import AuditEvent
from records.services import crime
from tests.factories import make_draft, make_key

pytestmark = pytest.mark.django_db


def refusals() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action="access.refused").order_by("id"))


@pytest.fixture
def draft(officer, station_a):
    return make_draft(officer, station_a)


@pytest.fixture
def broken_log(monkeypatch):
    """No event can be written."""

    def fail(*args, **kwargs):
        raise IntegrityError("the log is full")

    monkeypatch.setattr(AuditEvent, "save", fail)


def test_page_that_one_may_not_see_is_an_event(browse, analyst, draft):
    assert browse(analyst).get(f"/records/{draft.pk}/?q=secret").status_code == 403
    [event] = refusals()
    assert (event.actor_id, event.posting) == (str(analyst.pk), "Analyst, national")
    assert (event.object_type, event.object_id) == ("records:detail", str(draft.pk))
    assert (event.outcome, event.source, event.reason) == ("refused", "127.0.0.1", "")


@pytest.mark.parametrize("is_there", [True, False])
def test_object_that_is_not_there_for_one_is_an_event_like_one_that_is_not(
    browse, officer_b, draft, is_there
):
    key = draft.pk if is_there else draft.pk + 1
    assert browse(officer_b).get(f"/records/{key}/").status_code == 404
    [event] = refusals()
    assert (event.object_type, event.object_id, event.outcome) == ("records:detail", str(key), "not found")


def test_refused_act_is_an_event_though_it_was_rolled_back(browse, officer, supervisor_b, draft):
    assert browse(supervisor_b).post(f"/records/{draft.pk}/void/", {"note": "x"}).status_code == 404
    assert [event.object_type for event in refusals()] == ["records:void"]
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_refusal_of_the_api_is_an_event(api, analyst, officer_b, draft):
    assert api(officer_b).get(f"/api/v1/records/{draft.pk}/").status_code == 404
    assert api(analyst).get("/api/v1/records/").status_code == 403
    first, second = refusals()
    assert (first.object_type, first.object_id) == ("api-record-detail", str(draft.pk))
    assert (second.object_type, second.object_id, second.outcome) == ("api-record-list", "", "refused")


@pytest.mark.parametrize("header", ["Bearer nobody's", "Api-Key cp_nobody.secret"])
def test_credentials_that_open_nothing_are_an_event_without_them(db, header):
    answer = Client().get("/api/v1/records/", HTTP_AUTHORIZATION=header)
    assert answer.status_code == 401
    [event] = refusals()
    assert (event.actor_id, event.actor_label) == ("", "anonymous")
    assert (event.object_type, event.reason) == ("api-record-list", "credentials")
    assert "nobody" not in str(AuditEvent.objects.values())


def test_forged_form_of_a_person_is_an_event(officer, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(f"/records/{draft.pk}/submit/").status_code == 403
    assert [(event.object_type, event.actor_id) for event in refusals()] == [
        ("records:submit", str(officer.pk))
    ]


def test_too_many_requests_are_one_event_a_minute(api, officer, settings, time_machine):
    settings.REQUESTS_PER_MINUTE = settings.REQUESTS_PER_MINUTE | {"user": 1, "person_search": 1}
    for second in (10, 70):
        time_machine.move_to(f"2026-11-21 09:0{second // 60}:{second % 60}+00:00", tick=False)
        found = [api(officer).get("/api/v1/tokens/").status_code for _ in range(4)]
        assert found == [200, 429, 429, 429]
    assert [(event.object_type, event.object_id, event.outcome, event.reason) for event in refusals()] == [
        ("token-list", "", "refused", "too many requests")
    ] * 2
    assert {event.actor_id for event in refusals()} == {str(officer.pk)}


def test_too_many_requests_of_each_key_are_an_event_of_their_own(officer, settings):
    settings.REQUESTS_PER_MINUTE = settings.REQUESTS_PER_MINUTE | {"user": 1}
    texts = [make_key(officer, "record.read")[0] for _ in range(2)]
    headers = [{"Authorization": f"Api-Key {text}"} for text in texts]
    found = [Client().get("/api/v1/records/", headers=header).status_code for header in headers * 3]
    assert found == [200, 200, 429, 429, 429, 429]
    assert [event.source for event in refusals()] == [f"127.0.0.1 key {text[:8]}" for text in texts]


def test_too_many_requests_to_a_page_are_an_event(browse, officer):
    browser = browse(officer)
    found = [browser.post("/accounts/reauthenticate/", {"password": "wrong"}) for _ in range(12)]
    assert [answer.status_code for answer in found] == [200] * 10 + [429] * 2
    assert found[-1]["Retry-After"] == "60"
    assert "Wait 60 seconds and try again." in found[-1].content.decode()
    [event] = refusals()
    assert (event.object_type, event.actor_id) == ("account_reauthenticate", str(officer.pk))


def test_question_why_one_looks_is_an_event(browse, api, officer, colleague, station_a, settings):
    record = crime.submit(record=make_draft(colleague, station_a), by=colleague)
    settings.CONSULTATION_REASON = "person"
    assert browse(officer).get(f"/records/{record.pk}/").status_code == 428
    assert api(officer).get(f"/api/v1/records/{record.pk}/").status_code == 428
    assert [(event.object_type, event.object_id, event.outcome, event.reason) for event in refusals()] == [
        ("records:detail", str(record.pk), "asked", ""),
        ("api-record-detail", str(record.pk), "asked", ""),
    ]
    assert not AuditEvent.objects.filter(action="record.read").exists()


def test_too_many_requests_of_a_visitor_are_no_event(settings, db):
    settings.REQUESTS_PER_MINUTE = settings.REQUESTS_PER_MINUTE | {"anonymous": 1}
    assert [Client().get("/api/v1/areas/").status_code for _ in range(3)] == [200, 429, 429]
    assert refusals() == []


@pytest.mark.parametrize("path", ["/records/1/", "/api/v1/records/1/", "/nowhere/", "/areas/x/y/"])
def test_visitor_leaves_no_event(db, path):
    Client().get(path)
    assert refusals() == []


def test_wrong_address_that_names_nothing_is_no_event(browse, officer):
    assert browse(officer).get("/nowhere/").status_code == 404
    assert refusals() == []


def test_secret_of_a_link_is_not_recorded(browse, officer, monkeypatch):
    browse(officer).get("/invitation/a-secret-of-a-mail/")
    browse(officer).get("/accounts/confirm-email/a-secret-of-a-mail/")
    assert "a-secret" not in str(AuditEvent.objects.values())


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/records/{}/", "text/html"), ("/api/v1/records/{}/", "application/problem+json")],
)
def test_refusal_that_cannot_be_recorded_is_answered_503(browse, officer_b, draft, broken_log, path, kind):
    answer = browse(officer_b).get(path.format(draft.pk))
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (503, kind)
    assert draft.title not in answer.content.decode()
