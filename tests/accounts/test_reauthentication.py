"""Pages that want a proof, not older than ten minutes, of who is there."""

import datetime

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.views import View

from accounts.audit import Action
from accounts.models import AuditEvent
from accounts.permissions import ActionRequiredMixin
from accounts.services import end_log_ins
from tests.factories import PASSWORD

ASKED = "/accounts/reauthenticate/?next=%2Fsensitive%2F"
START = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)


class Sensitive(ActionRequiredMixin, View):
    action = "account.own"
    recent = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("shown")

    def post(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"done: {request.POST['reason']}, {request.GET.get('page', '-')}")


urlpatterns = [path("sensitive/", Sensitive.as_view()), path("", include("crimeportal.urls"))]


@pytest.fixture
def visitor(settings, time_machine, officer, browse) -> Client:
    """The officer's browser; logged in at nine, now just past ten minutes ago."""
    settings.ROOT_URLCONF = __name__
    time_machine.move_to(START, tick=False)
    visitor = browse(officer)
    time_machine.shift(601)
    return visitor


def test_recent_log_in_opens(visitor, time_machine):
    time_machine.shift(-2)
    assert visitor.get("/sensitive/").content == b"shown"


def test_old_log_in_is_asked_again(visitor):
    assert visitor.get("/sensitive/").url == ASKED


def test_password_opens_for_ten_minutes(visitor, time_machine):
    answer = visitor.post(ASKED, {"password": PASSWORD})
    assert answer.url == "/sensitive/"
    time_machine.shift(599)
    assert visitor.get("/sensitive/").content == b"shown"
    time_machine.shift(2)
    assert visitor.get("/sensitive/").url == ASKED


def test_proof_is_recorded(visitor, officer):
    visitor.post(ASKED, {"password": PASSWORD})
    event = AuditEvent.objects.get(action=Action.REAUTHENTICATED)
    assert (event.actor_id, event.object_id) == (str(officer.pk), str(officer.pk))
    assert event.changes == {"method": [None, "password"]}


def test_wrong_password_stays_closed(visitor):
    answer = visitor.post(ASKED, {"password": "not the password"})
    assert answer.context["form"].errors == {"password": ["Incorrect password."]}
    assert visitor.get("/sensitive/").url == ASKED
    assert not AuditEvent.objects.filter(action=Action.REAUTHENTICATED).exists()


@pytest.mark.parametrize(("query", "page"), [("", "-"), ("?page=2", "2")])
def test_post_is_resumed_with_what_was_typed(visitor, query, page):
    answer = visitor.post(f"/sensitive/{query}", {"reason": "handover"})
    assert answer.url == ASKED
    answer = visitor.post(answer.url, {"password": PASSWORD})
    assert answer.content == f"done: handover, {page}".encode()


def test_resumed_post_wants_the_password(visitor):
    asked = visitor.post("/sensitive/", {"reason": "handover"}).url
    answer = visitor.post(asked, {"password": "not the password"})
    assert b"done" not in answer.content


def test_forbidden_is_not_asked(visitor, monkeypatch):
    monkeypatch.setattr(Sensitive, "action", "admin.configure")
    assert visitor.get("/sensitive/").status_code == 403


def test_no_way_to_prove_logs_in_anew(visitor, officer, time_machine):
    officer.set_unusable_password()
    officer.save()
    visitor.force_login(officer)
    time_machine.shift(601)
    assert visitor.get("/sensitive/").url == "/accounts/login/?next=/sensitive/"
    assert "_auth_user_id" not in visitor.session


def test_forged_other_address_is_not_followed(visitor):
    answer = visitor.post("/accounts/reauthenticate/?next=https://evil.example/", {"password": PASSWORD})
    assert answer.url == "/welcome/"


def test_pages_of_the_library_ask_alike(visitor, time_machine):
    address = "/accounts/2fa/totp/activate/"
    assert visitor.get(address).url.startswith("/accounts/reauthenticate/")
    time_machine.shift(-2)
    assert visitor.get(address).status_code == 200


def test_proof_changes_the_session_key(visitor):
    old = visitor.cookies["sessionid"].value
    visitor.post(ASKED, {"password": PASSWORD})
    assert visitor.cookies["sessionid"].value != old
    thief = Client(headers={"cookie": f"sessionid={old}"})
    assert thief.get("/sensitive/").url == "/accounts/login/?next=/sensitive/"


def test_wrong_password_leaves_the_session_key(visitor):
    old = visitor.cookies["sessionid"].value
    visitor.post(ASKED, {"password": "not the password"})
    assert visitor.cookies["sessionid"].value == old


def test_session_is_ended_from_elsewhere_after_a_proof(officer):
    visitor = Client()
    visitor.post("/accounts/login/", {"login": "officer", "password": PASSWORD})
    assert visitor.post(ASKED, {"password": PASSWORD}).url == "/sensitive/"
    assert visitor.get("/staff/").status_code == 200
    assert end_log_ins(user=officer, by=None) == 1
    assert visitor.get("/staff/").url == "/accounts/login/?next=/staff/"
