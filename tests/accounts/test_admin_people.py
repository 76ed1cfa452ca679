import re

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from accounts import services
from accounts.models import AuditEvent, Posting, User
from accounts.services import log_in
from tests import factories

from .pages import send_back

USERS = "/admin/accounts/user/"
POSTINGS = "/admin/accounts/posting/"
NEW = {"email": "New@Example.org", "username": "new", "name": "Nora Ewing", "language": "en"}
AS_OFFICER = {"postings-2-TOTAL_FORMS": "1", "postings-2-0-role": "officer"}
FIRST_AS_OFFICER = {"postings-0-role": "officer"}


def change_page(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def act(browser, action: str, *users: User):
    return browser.post(USERS, {"action": action, "_selected_action": [user.pk for user in users]})


def status_of(user: User) -> str:
    return User.objects.get(pk=user.pk).status


def add_person(browser, station, **values: str):
    posting = {"postings-0-station": str(station.pk), "postings-0-starts_on": "2026-01-05"}
    return send_back(browser, f"{USERS}add/", **NEW, **FIRST_AS_OFFICER, **posting, **values)


def test_person_is_made_posted_and_invited_in_one_page(administrator, station_a, browse):
    assert add_person(browse(administrator), station_a).status_code == 302
    user = User.objects.get(username="new")
    assert (user.email, user.status, user.roles) == ("new@example.org", "active", {"officer"})
    assert not user.has_usable_password()
    assert [message.to for message in mail.outbox] == [["new@example.org"]]
    assert user.invitations.open().get().invited_by == administrator


def test_password_or_status_sent_with_a_new_person_has_no_effect(administrator, station_a, browse):
    add_person(browse(administrator), station_a, password="chosen for another", status="disabled")
    user = User.objects.get(username="new")
    assert (user.has_usable_password(), user.status) == (False, "active")


def test_person_stays_when_the_mail_cannot_be_sent_and_the_page_says_so(
    administrator, station_a, browse, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    browser = browse(administrator)
    add_person(browser, station_a)
    assert "the mail could not be sent" in browser.get(USERS).content.decode()
    assert not User.objects.get(username="new").invitations.exists()


def test_posting_without_a_station_is_refused_in_words(administrator, station_a, browse):
    values = {"postings-0-station": "", "postings-0-starts_on": "2026-01-05"}
    response = send_back(browse(administrator), f"{USERS}add/", **NEW, **FIRST_AS_OFFICER, **values)
    assert "This role is held at a station." in response.content.decode()
    assert not User.objects.filter(username="new").exists()


def test_status_is_changed_with_its_reason_and_audited_once(administrator, officer, browse):
    text, _ = services.issue_token(by=officer)
    send_back(browse(administrator), change_page(officer), status="disabled", reason="Left the force")
    assert status_of(officer) == "disabled"
    event = AuditEvent.objects.get(action="account.status_changed")
    assert (event.reason, event.actor_id) == ("Left the force", str(administrator.pk))
    assert not AuditEvent.objects.filter(action="admin.configured", object_type="accounts.User").exists()
    answer = browse().get("/api/v1/records/", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 401


def test_own_status_and_postings_do_not_change(administrator, browse):
    send_back(
        browse(administrator),
        change_page(administrator),
        status="disabled",
        **{"postings-0-ends_on": "2026-01-01", "postings-2-TOTAL_FORMS": "1", "postings-2-0-role": "auditor"},
    )
    user = User.objects.get(pk=administrator.pk)
    assert (user.status, user.roles) == ("active", {"administrator"})
    assert Posting.objects.get(user=administrator).ends_on is None


def test_own_posting_is_refused_on_the_page_of_postings(administrator, browse):
    form = {"user": administrator.pk, "role": "auditor", "starts_on": "2026-01-01"}
    response = browse(administrator).post(f"{POSTINGS}add/", form)
    assert "Nobody changes their own postings" in response.content.decode()
    assert Posting.objects.count() == 1
    page = f"{POSTINGS}{administrator.postings.get().pk}/change/"
    assert browse(administrator).post(page, {"ends_on": "2026-01-01"}).status_code == 403


def test_first_posting_of_one_who_signed_up_invites_them(administrator, citizen, station_a, browse):
    posting = {"postings-2-0-station": str(station_a.pk), "postings-2-0-starts_on": "2026-01-05"}
    response = send_back(browse(administrator), change_page(citizen), **AS_OFFICER, **posting)
    assert response.status_code == 302
    assert [message.to for message in mail.outbox] == [["citizen@example.org"]]
    assert citizen.invitations.open().get().invited_by == administrator
    assert not User.objects.get(pk=citizen.pk).has_usable_password()


def test_first_posting_is_given_on_the_page_that_invites(administrator, citizen, station_a, browse):
    form = {"user": citizen.pk, "role": "officer", "station": station_a.pk, "starts_on": "2026-01-01"}
    response = browse(administrator).post(f"{POSTINGS}add/", form)
    assert "Give the first posting on the person&#x27;s own page" in response.content.decode()
    assert not citizen.postings.exists()


def test_posting_is_given_and_ended_on_its_own_pages(administrator, officer, station_a, browse):
    browser = browse(administrator)
    form = {"user": officer.pk, "role": "officer", "station": station_a.pk, "starts_on": "2026-01-01"}
    assert browser.post(f"{POSTINGS}add/", form).status_code == 302
    posting = officer.postings.get(starts_on="2026-01-01")
    assert browser.post(f"{POSTINGS}{posting.pk}/change/", {"ends_on": "2026-02-01"}).status_code == 302
    posting.refresh_from_db()
    assert str(posting.ends_on) == "2026-02-01"
    events = AuditEvent.objects.filter(object_type="accounts.Posting", object_id=str(posting.pk))
    assert [set(event.changes) for event in events] == [{"user", "role", "starts_on"}, {"ends_on"}]


def test_posting_does_not_end_before_it_begins(administrator, officer, browse):
    page = f"{POSTINGS}{officer.postings.get().pk}/change/"
    response = browse(administrator).post(page, {"ends_on": "2019-01-01"})
    assert "ends no earlier than it begins" in response.content.decode()
    assert officer.postings.get().ends_on is None


def test_mailbox_of_one_who_has_a_password_is_not_moved(administrator, officer, browse):
    send_back(browse(administrator), change_page(officer), email="mine@example.org")
    assert User.objects.get(pk=officer.pk).email == "officer@example.org"


def test_corrected_address_withdraws_the_invitation_sent_to_the_wrong_one(administrator, station_a, browse):
    browser = browse(administrator)
    add_person(browser, station_a)
    user = User.objects.get(username="new")
    send_back(browser, change_page(user), email="right@example.org")
    assert User.objects.get(pk=user.pk).email == "right@example.org"
    assert not user.invitations.open().exists()


def test_action_disables_and_enables(administrator, officer, colleague, browse):
    browser = browse(administrator)
    act(browser, "disable", officer, colleague)
    assert (status_of(officer), status_of(colleague)) == ("disabled", "disabled")
    act(browser, "enable", officer)
    assert (status_of(officer), status_of(colleague)) == ("active", "disabled")


def test_action_passes_over_oneself_and_says_so(administrator, officer, browse):
    browser = browse(administrator)
    act(browser, "disable", administrator, officer)
    assert (status_of(administrator), status_of(officer)) == ("active", "disabled")
    assert "Nobody changes their own status" in browser.get(USERS).content.decode()


def test_action_unlocks(administrator, officer, browse):
    for _ in range(5):
        log_in.prove(name="officer", password="wrong")
    act(browse(administrator), "unlock", officer)
    assert log_in.locked_until(officer) is None


def test_action_ends_all_log_ins(administrator, officer, browse):
    theirs = browse()
    theirs.post("/accounts/login/", {"login": "officer", "password": factories.PASSWORD})
    assert theirs.get("/staff/").status_code == 200
    act(browse(administrator), "end_all_log_ins", officer)
    assert theirs.get("/staff/").status_code == 302
    assert status_of(officer) == "active"


def test_action_invites_again(administrator, officer, citizen, browse):
    browser = browse(administrator)
    act(browser, "invite_again", officer, citizen)
    assert [message.to for message in mail.outbox] == [["officer@example.org"]]
    assert "Only staff are invited" in browser.get(USERS).content.decode()


def test_page_tells_how_the_invitation_stands(administrator, officer, browse):
    browser = browse(administrator)
    services.invite(user=officer, by=administrator)
    text = re.sub(r"\s+", " ", browser.get(change_page(officer)).content.decode())
    assert re.search(r"sent \d+ \w+ \d{4} [\d:]+ UTC, link open until", text)


SENSITIVE = [f"{USERS}add/", f"{POSTINGS}add/", "/admin/accounts/apikey/add/"]


@pytest.mark.parametrize("path", SENSITIVE)
def test_sensitive_page_wants_a_recent_proof(path, administrator, browse):
    with time_machine.travel("2026-03-01 09:00+00:00", tick=False) as clock:
        browser = browse(administrator)
        assert browser.get(path).status_code == 200
        clock.shift(601)
        response = browser.get(path)
    assert response.status_code == 302
    assert response.url.startswith("/accounts/reauthenticate/")


def test_sensitive_act_waits_for_a_recent_proof(administrator, officer, browse):
    with time_machine.travel("2026-03-01 09:00+00:00", tick=False) as clock:
        browser = browse(administrator)
        clock.shift(601)
        assert act(browser, "disable", officer).url.startswith("/accounts/reauthenticate/")
        assert browser.get(USERS).status_code == 200
    assert status_of(officer) == "active"


def test_list_says_how_it_is_with_an_invitation(administrator, station_a, browse, time_machine):
    time_machine.move_to("2026-03-02 09:00+00:00", tick=False)
    add_person(browse(administrator), station_a)

    def told() -> list[str]:
        page = browse(administrator).get(USERS, {"q": "new@example.org"}).content.decode()
        return re.findall(r'<td class="field-(?:standing|invited)">([^<]*)</td>', page)

    assert told() == [
        "Invited",
        "sent 2 March 2026 09:00 UTC, link open until 5 March 2026 09:00 UTC",
    ]
    time_machine.shift(73 * 3600)
    assert told() == ["Invitation expired", "expired 5 March 2026 09:00 UTC"]


def test_new_posting_starts_today_unless_another_day_is_chosen(
    administrator, station_a, browse, time_machine
):
    time_machine.move_to("2026-03-02 09:00+00:00", tick=False)
    posting = {**FIRST_AS_OFFICER, "postings-0-station": str(station_a.pk)}
    assert send_back(browse(administrator), f"{USERS}add/", **NEW, **posting).status_code == 302
    assert [str(one.starts_on) for one in User.objects.get(username="new").postings.all()] == ["2026-03-02"]
    page = browse(administrator).get(f"{POSTINGS}add/").context["adminform"].form
    assert str(page.get_initial_for_field(page.fields["starts_on"], "starts_on")) == "2026-03-02"


def test_person_without_a_posting_is_made_and_not_invited(administrator, browse):
    browser = browse(administrator)
    assert send_back(browser, f"{USERS}add/", **NEW).status_code == 302
    assert not User.objects.get(username="new").postings.exists()
    assert "Only staff are invited: give the person a posting first." in browser.get(USERS).content.decode()
    assert mail.outbox == []
