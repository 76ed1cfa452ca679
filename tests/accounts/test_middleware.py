"""When a session ends by itself, and that staff who need a second step can do nothing before."""

import datetime

import pytest
from django.test import Client

from accounts.audit import Action
from accounts.models import AuditEvent, User
from accounts.permissions import has_permission
from accounts.roles import ACTIONS, PUBLIC_ACTIONS
from tests.factories import PASSWORD

START = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
KEEP_ALIVE = "/account/session/"
MINUTE, HOUR = 60, 3600


@pytest.fixture
def visitor(time_machine, officer, browse) -> Client:
    """The officer's browser, logged in at nine."""
    time_machine.move_to(START, tick=False)
    return browse(officer)


def ended() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.filter(action=Action.SESSION_ENDED).values_list("actor_id", "reason"))


def test_session_lasts_just_under_thirty_idle_minutes(visitor, time_machine):
    time_machine.shift(30 * MINUTE - 1)
    assert visitor.get("/staff/").status_code == 200
    assert ended() == []


def test_idle_session_ends_and_leads_to_log_in(visitor, time_machine, officer):
    time_machine.shift(30 * MINUTE)
    answer = visitor.get("/staff/?page=2")
    assert answer.url == "/accounts/login/?next=/staff/%3Fpage%3D2"
    page = visitor.get(answer.url).content.decode()
    assert "You were signed out after 30 minutes without use." in page
    assert ended() == [(str(officer.pk), "idle")]


def test_use_keeps_a_session(visitor, time_machine):
    for _ in range(3):
        time_machine.shift(20 * MINUTE)
        assert visitor.get("/staff/").status_code == 200


def test_session_ends_after_twelve_hours_of_use(visitor, time_machine, officer):
    for _ in range(35):
        time_machine.shift(20 * MINUTE)
        assert visitor.get("/staff/").status_code == 200
    time_machine.shift(20 * MINUTE)
    assert visitor.get("/staff/").status_code == 302
    assert ended() == [(str(officer.pk), "absolute")]


def test_ended_cookie_is_dead_though_it_is_sent_again(visitor, time_machine):
    cookie = visitor.cookies["sessionid"].value
    time_machine.shift(30 * MINUTE)
    visitor.get("/staff/")
    time_machine.move_to(START, tick=False)
    thief = Client(headers={"cookie": f"sessionid={cookie}"})
    assert thief.get("/staff/").status_code == 302


def test_end_that_cannot_be_recorded_opens_nothing(visitor, time_machine, monkeypatch):
    time_machine.shift(30 * MINUTE)
    monkeypatch.setattr("accounts.audit.record", lambda *args, **kwargs: 1 / 0)
    visitor.raise_request_exception = False
    assert visitor.get("/staff/").status_code == 500


def test_form_sent_too_late_leads_back_to_its_page(visitor, time_machine):
    time_machine.shift(30 * MINUTE)
    answer = visitor.post("/records/new/", headers={"referer": "http://testserver/records/new/?kind=crime"})
    assert answer.url == "/accounts/login/?next=/records/new/%3Fkind%3Dcrime"


def test_foreign_page_is_not_led_back_to(visitor, time_machine):
    time_machine.shift(30 * MINUTE)
    answer = visitor.post("/records/new/", headers={"referer": "https://evil.example/"})
    assert answer.url == "/accounts/login/?next=/welcome/"


def test_api_answers_401_to_an_ended_session(visitor, time_machine, officer):
    time_machine.shift(30 * MINUTE)
    answer = visitor.get("/api/v1/records/")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert ended() == [(str(officer.pk), "idle")]


def test_log_in_page_opens_at_once_after_the_end(visitor, time_machine):
    time_machine.shift(30 * MINUTE)
    answer = visitor.get("/accounts/login/")
    assert answer.status_code == 200
    assert "You were signed out after 30 minutes without use." in answer.content.decode()


def test_session_is_written_once_a_minute_at_most(visitor, time_machine):
    def seen() -> float:
        return visitor.session["seen_at"]

    begin = seen()
    time_machine.shift(59)
    visitor.get("/staff/")
    assert seen() == begin
    time_machine.shift(1)
    visitor.get("/staff/")
    assert seen() == begin + 60


def test_asking_what_is_left_is_no_use(visitor, time_machine):
    time_machine.shift(26 * MINUTE)
    assert visitor.get(KEEP_ALIVE).json() == {"seconds": 4 * MINUTE, "reason": "idle"}
    assert visitor.get(KEEP_ALIVE).json() == {"seconds": 4 * MINUTE, "reason": "idle"}


def test_staying_logged_in_is_use(visitor, time_machine):
    time_machine.shift(26 * MINUTE)
    assert visitor.post(KEEP_ALIVE).json() == {"seconds": 30 * MINUTE, "reason": "idle"}


def test_staying_does_not_go_beyond_twelve_hours(visitor, time_machine):
    for _ in range(29):
        time_machine.shift(24 * MINUTE)
        visitor.post(KEEP_ALIVE)
    assert visitor.post(KEEP_ALIVE).json() == {"seconds": 24 * MINUTE, "reason": "absolute"}


def test_keeping_alive_needs_a_csrf_token(officer):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)
    assert strict.post(KEEP_ALIVE).status_code == 403


def test_nobody_keeps_nothing_alive(browse):
    assert browse().get(KEEP_ALIVE).url == f"/accounts/login/?next={KEEP_ALIVE}"


def test_page_carries_the_warning(visitor):
    page = visitor.get("/staff/").content.decode()
    assert 'data-seconds="1800" data-warning="300"' in page


def test_page_of_nobody_carries_no_warning(browse, areas):
    assert 'id="session"' not in browse().get("/").content.decode()


def test_day_of_use_is_kept(visitor, officer, time_machine):
    visitor.get("/staff/")
    officer.refresh_from_db()
    assert officer.last_active_on == datetime.date(2026, 3, 2)


@pytest.mark.parametrize("status", ["disabled", "locked"])
def test_session_of_a_disabled_person_is_dead_at_once(visitor, officer, status):
    User.objects.filter(pk=officer.pk).update(status=status)
    assert visitor.get("/staff/").url == "/accounts/login/?next=/staff/"


def test_log_in_changes_the_session_key(officer, db):
    visitor = Client()
    session = visitor.session
    session["planted"] = True
    session.save()
    planted = visitor.cookies["sessionid"] = session.session_key
    visitor.post("/accounts/login/", {"login": "officer", "password": PASSWORD})
    assert visitor.cookies["sessionid"].value != planted
    thief = Client(headers={"cookie": f"sessionid={planted}"})
    assert thief.get("/staff/").status_code == 302


def test_cookie_is_dead_after_log_out(visitor):
    cookie = visitor.cookies["sessionid"].value
    visitor.post("/accounts/logout/")
    thief = Client(headers={"cookie": f"sessionid={cookie}"})
    assert thief.get("/staff/").status_code == 302


@pytest.mark.parametrize("path", ["/staff/", "/", "/records/", "/analytics/", "/admin/", "/welcome/"])
def test_staff_without_a_second_step_are_led_to_set_one_up(settings, officer, browse, path):
    settings.REQUIRE_STAFF_MFA = True
    assert browse(officer).get(path).url == "/accounts/2fa/"


def test_page_says_why_a_second_step_is_needed(settings, officer, browse):
    settings.REQUIRE_STAFF_MFA = True
    page = browse(officer).get("/accounts/2fa/").content.decode()
    assert "Set up a second step before you go on." in page


def test_post_without_a_second_step_changes_nothing(settings, officer, browse):
    settings.REQUIRE_STAFF_MFA = True
    before = AuditEvent.objects.count()
    assert browse(officer).post("/records/new/", {"title": "x"}).url == "/accounts/2fa/"
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("action", sorted(set(ACTIONS) - PUBLIC_ACTIONS))
def test_without_a_second_step_only_the_own_account_is_open(settings, supervisor, action):
    settings.REQUIRE_STAFF_MFA = True
    assert has_permission(supervisor, action) is (action == "account.own")


def test_api_log_in_without_a_second_step_says_what_to_do(settings, officer, api):
    settings.REQUIRE_STAFF_MFA = True
    body = {"username": "officer", "password": PASSWORD}
    answer = api().post("/api/login", body, format="json")
    assert answer.status_code == 403
    assert "second step" in answer.json()["detail"]
    assert not officer.access_tokens.exists()


def test_citizen_needs_no_second_step(settings, citizen, browse, areas):
    settings.REQUIRE_STAFF_MFA = True
    assert browse(citizen).get("/").status_code == 200


@pytest.mark.parametrize(("required", "said"), [(False, True), (True, False)])
def test_demo_says_that_it_asks_for_no_second_step(settings, browse, areas, required, said):
    settings.REQUIRE_STAFF_MFA = required
    assert ("without the second step" in browse().get("/").content.decode()) is said
