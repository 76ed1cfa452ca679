import datetime
import re

import pytest

from accounts import services
from accounts.models import AuditEvent, LogInGuard, User
from accounts.services import log_in
from tests import factories

PAGE = "/staff/people/"


def lock(user: User) -> None:
    for _ in range(5):
        log_in.prove(name=user.username, password="wrong")
    assert log_in.locked_until(user)


def rows(response) -> dict[str, str]:
    """The text of each person's row, by name."""
    found = re.findall(r"<tr>\s*<th scope=\"row\".*?</tr>", response.content.decode(), re.S)
    texts = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found]
    return {text.split(" ")[0]: text for text in texts}


def test_supervisor_sees_the_staff_of_the_own_station(supervisor, officer, officer_b, citizen, browse):
    assert set(rows(browse(supervisor).get(PAGE))) == {"Supervisor", "Officer"}


def test_district_sees_the_stations_below(district, officer, officer_b, administrator, browse):
    found = set(re.findall(r"([a-z_]+)@example.org", browse(district).get(PAGE).content.decode()))
    assert found == {"district", "officer", "officer_b"}


def test_administrator_sees_all_staff_and_no_citizen(administrator, officer, officer_b, citizen, browse):
    found = set(re.findall(r"([a-z_]+)@example.org", browse(administrator).get(PAGE).content.decode()))
    assert found == {"administrator", "officer", "officer_b"}


def test_row_shows_role_activity_and_status(supervisor, officer, browse):
    User.objects.filter(pk=officer.pk).update(
        last_active_on=datetime.date(2026, 3, 2), status="disabled", badge_number="4711"
    )
    assert rows(browse(supervisor).get(PAGE))["Officer"] == (
        "Officer officer@example.org · 4711 Officer, Sta station Last active 2 Mar 2026 Disabled"
    )


def test_lock_is_shown_and_lifted(supervisor, officer, browse):
    lock(officer)
    browser = browse(supervisor)
    assert "Locked until" in rows(browser.get(PAGE))["Officer"]
    response = browser.post(f"{PAGE}{officer.pk}/unlock/")
    assert (response.status_code, response.url) == (302, PAGE)
    assert log_in.locked_until(officer) is None
    assert log_in.prove(name="officer", password=factories.PASSWORD) == officer
    event = AuditEvent.objects.get(action="account.unlocked")
    assert (event.actor_id, event.object_id) == (str(supervisor.pk), str(officer.pk))


def test_those_locked_out_stand_first(supervisor, officer, colleague, browse):
    lock(officer)
    assert list(rows(browse(supervisor).get(PAGE))) == ["Officer", "Colleague", "Supervisor"]


def test_lock_of_a_disabled_person_is_not_offered_to_be_lifted(supervisor, officer, browse):
    lock(officer)
    User.objects.filter(pk=officer.pk).update(status="disabled")
    row = rows(browse(supervisor).get(PAGE))["Officer"]
    assert ("Disabled" in row, "Unlock" in row) == (True, False)


@pytest.mark.parametrize("name", ["officer_b", "citizen", "administrator"])
def test_person_out_of_reach_is_not_there(name, supervisor, browse, request):
    person = request.getfixturevalue(name)
    lock(person)
    browser = browse(supervisor)
    response = browser.post(f"{PAGE}{person.pk}/unlock/")
    assert (response.status_code, browser.post(f"{PAGE}999999/unlock/").status_code) == (404, 404)
    assert log_in.locked_until(person)


@pytest.mark.parametrize("name", ["officer", "investigator", "custodian", "analyst", "auditor", "citizen"])
def test_others_neither_see_nor_unlock(name, colleague, browse, request):
    lock(colleague)
    browser = browse(request.getfixturevalue(name))
    assert browser.get(PAGE).status_code == 403
    assert browser.post(f"{PAGE}{colleague.pk}/unlock/").status_code == 403
    assert LogInGuard.objects.count() == 1


def test_unlock_is_a_post(supervisor, officer, browse):
    lock(officer)
    assert browse(supervisor).get(f"{PAGE}{officer.pk}/unlock/").status_code == 405
    assert log_in.locked_until(officer)


def test_one_whose_posting_ended_is_not_shown(supervisor, officer, browse):
    from accounts.services import posting

    posting.end(posting=officer.postings.get(), by=None, on=datetime.date(2026, 1, 1))
    assert set(rows(browse(supervisor).get(PAGE))) == {"Supervisor"}


def test_long_list_comes_in_pages(supervisor, station_a, browse):
    for number in range(26):
        user = User.objects.create_user(email=f"p{number}@example.org", username=f"p{number}")
        services.post(user=user, role="officer", station=station_a, by=None)
    browser = browse(supervisor)
    assert len(rows(browser.get(PAGE))) == 25
    assert len(rows(browser.get(f"{PAGE}?page=2"))) == 2


@pytest.fixture
def newcomer(station_a) -> User:
    """Somebody made and posted, whom nobody has invited yet."""
    user = User.objects.create_user(email="newcomer@example.org", username="newcomer", name="Newcomer")
    services.post(user=user, role="officer", station=station_a, by=None)
    return user


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC), tick=False)
    return time_machine


def told(browser, name: str = "Newcomer") -> str:
    """How the row of a person ends."""
    return rows(browser.get(PAGE))[name].partition("Never active ")[2]


def test_one_who_has_not_come_in_is_shown_by_their_invitation(clock, newcomer, supervisor, browse):
    assert told(browse(supervisor)) == "Not invited"
    services.invite(user=newcomer, by=None)
    assert told(browse(supervisor)) == "Invited link open until 5 Mar 2026, 09:00 UTC"
    clock.shift(73 * 3600)
    assert told(browse(supervisor)) == "Invitation expired"
    link = services.invite(user=newcomer, by=None)
    services.invitation.accept(secret=link.split("/")[-2], password="seven lighthouses at dusk")
    assert told(browse(supervisor)) == "Active"


def test_invitation_that_was_withdrawn_is_said(newcomer, supervisor, browse):
    services.invite(user=newcomer, by=None)
    services.invitation.withdraw(user=newcomer, by=None)
    assert told(browse(supervisor)) == "Invitation withdrawn"


def test_one_who_came_in_at_the_provider_is_active(clock, newcomer, supervisor, browse):
    services.invite(user=newcomer, by=None)
    User.objects.filter(pk=newcomer.pk).update(last_login=datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC))
    assert told(browse(supervisor)) == "Active"


def test_disabled_person_who_was_invited_is_disabled(newcomer, supervisor, browse):
    services.invite(user=newcomer, by=None)
    User.objects.filter(pk=newcomer.pk).update(status="disabled")
    assert told(browse(supervisor)) == "Disabled"


def test_new_invitation_leaves_one_active_who_has_a_password(supervisor, officer, browse):
    services.invite(user=officer, by=None)
    assert told(browse(supervisor), "Officer") == "Active"


def test_administrator_is_led_to_where_people_are_invited_and_others_are_not(
    administrator, supervisor, officer, browse
):
    person = f"/admin/accounts/user/{officer.pk}/change/"
    links = {"/admin/accounts/user/", "/admin/accounts/user/add/", person}
    shown = set(
        re.findall(r'href="(/admin/accounts/[^"]*)"', browse(administrator).get(PAGE).content.decode())
    )
    assert links <= shown
    assert "/admin/" not in browse(supervisor).get(PAGE).content.decode()
