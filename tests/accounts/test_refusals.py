import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import AuditEvent
from tests.factories import make_draft

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
