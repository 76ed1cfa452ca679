import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import services
from accounts.models import AuditEvent, Invitation, User
from accounts.roles import Role
from accounts.services import invitation
from tests import factories

CHOSEN = "seven lighthouses at dusk"
PAGE = "/invitation/"


@pytest.fixture
def newcomer(station_a) -> User:
    """Somebody just made and posted, without a password."""
    user = User.objects.create_user(email="newcomer@example.org", username="newcomer", name="Nia Comer")
    services.post(user=user, role=Role.OFFICER, station=station_a, by=None)
    return user


@pytest.fixture
def link(newcomer, administrator) -> str:
    return services.invite(user=newcomer, by=administrator)


def path_of(link: str) -> str:
    return link.removeprefix("http://127.0.0.1:8000")


def choose(browser, password: str = CHOSEN, **more: str):
    """Fill in and send the page that the browser shows."""
    hidden = re.search(r'name="invitation" value="(\d+)"', browser.get(PAGE).content.decode())
    shown = {"invitation": hidden.group(1)} if hidden else {}
    return browser.post(PAGE, {"new_password1": password, "new_password2": password, **shown, **more})


def invited_browser(browse, link):
    browser = browse()
    browser.get(path_of(link))
    return browser


def test_invitation_mails_the_link_and_keeps_its_digest_alone(newcomer, link):
    secret = link.rsplit("/", 2)[1]
    assert len(secret) == 43
    assert link in mail.outbox[0].body
    assert mail.outbox[0].to == ["newcomer@example.org"]
    assert Invitation.objects.get().digest != secret
    assert not any(secret in str(event.changes) for event in AuditEvent.objects.all())


def test_invitation_is_audited_with_who_invited(newcomer, administrator, link):
    event = AuditEvent.objects.get(action="account.invited")
    assert (event.actor_id, event.object_id) == (str(administrator.pk), str(newcomer.pk))


def test_link_puts_its_secret_in_the_session_and_out_of_the_address(link, browse):
    response = browse().get(path_of(link))
    assert (response.status_code, response.url) == (302, PAGE)
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_page_says_who_invites_and_for_what(link, browse):
    response = invited_browser(browse, link).get(PAGE)
    text = re.sub(r"\s+", " ", response.content.decode())
    assert "Administrator invited you, Nia Comer" in text
    assert "Officer, Sta station" in text
    # Under no-referrer browsers send the form with "Origin: null", which the CSRF check refuses.
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_chosen_password_logs_in(newcomer, link, browse):
    response = choose(invited_browser(browse, link))
    assert (response.status_code, response.url) == (302, reverse("account_login"))
    newcomer.refresh_from_db()
    assert newcomer.check_password(CHOSEN)
    login = browse().post(response.url, {"login": "newcomer@example.org", "password": CHOSEN})
    assert login.status_code == 302
    assert "account_login" not in login.url


def test_acceptance_verifies_the_address_and_is_audited(newcomer, link, browse):
    choose(invited_browser(browse, link))
    address = EmailAddress.objects.get(user=newcomer)
    assert (address.email, address.verified, address.primary) == ("newcomer@example.org", True, True)
    event = AuditEvent.objects.get(action="account.invitation_accepted")
    assert event.actor_id == str(newcomer.pk)


def test_acceptance_ends_keys_and_the_tie_to_the_provider(newcomer, link, browse):
    text, _ = factories.make_key(newcomer, "analytics.predict")
    SocialAccount.objects.create(user=newcomer, provider="openid_connect", uid="old")
    choose(invited_browser(browse, link))
    assert services.api_key.authenticate(text) is None
    assert not SocialAccount.objects.exists()
    assert AuditEvent.objects.filter(action="account.key_revoked").count() == 1
    event = AuditEvent.objects.get(action="account.invitation_accepted")
    assert event.changes == {"ties to the provider": [1, 0]}


def test_acceptance_ends_other_addresses_of_the_account(newcomer, link, browse):
    EmailAddress.objects.create(user=newcomer, email="old@example.org", verified=True, primary=True)
    choose(invited_browser(browse, link))
    assert EmailAddress.objects.get(user=newcomer).email == "newcomer@example.org"
    mail.outbox.clear()
    browse().post(reverse("account_reset_password"), {"email": "old@example.org"})
    assert not [message for message in mail.outbox if "/password/reset/key/" in message.body]


def test_role_station_and_flags_in_the_form_have_no_effect(newcomer, station_b, link, browse):
    more = {"role": "administrator", "station": str(station_b.pk), "status": "active", "is_staff": "on"}
    choose(invited_browser(browse, link), **more, email="other@example.org", username="root")
    user = User.objects.get(pk=newcomer.pk)
    assert (user.email, user.username, user.roles) == ("newcomer@example.org", "newcomer", {"officer"})
    assert user.postings.get().station.code == "STA"


def test_address_verified_by_another_account_moves_to_the_invited(newcomer, citizen, link, browse):
    EmailAddress.objects.create(user=citizen, email="newcomer@example.org", verified=True)
    assert choose(invited_browser(browse, link)).status_code == 302
    assert EmailAddress.objects.get(verified=True).user == newcomer


@pytest.mark.parametrize("password", ["short", "password123456", "newcomer@example"])
def test_weak_password_is_refused_and_the_link_still_works(password, newcomer, link, browse):
    browser = invited_browser(browse, link)
    assert choose(browser, password).status_code == 200
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()
    assert choose(browser).status_code == 302


def used(link, newcomer, administrator, browse):
    choose(invited_browser(browse, link))


def withdrawn(link, newcomer, administrator, browse):
    services.invite(user=newcomer, by=administrator)


def disabled(link, newcomer, administrator, browse):
    User.objects.filter(pk=newcomer.pk).update(status="disabled")


def answer(browse, path: str) -> tuple[int, str]:
    """What a browser gets that opens a link and sends a password; without what differs on every page."""
    browser = browse()
    assert browser.get(path).url == PAGE
    shown = browser.get(PAGE)
    browser.get(path)
    sent = choose(browser)
    assert shown.content == sent.content
    return sent.status_code, sent.content.decode()


@pytest.mark.parametrize("spoil", [used, withdrawn, disabled])
def test_dead_link_is_answered_like_a_wrong_one(spoil, link, newcomer, administrator, browse):
    spoil(link, newcomer, administrator, browse)
    before = User.objects.get(pk=newcomer.pk).password
    dead = answer(browse, path_of(link))
    assert dead[0] == 404
    assert dead == answer(browse, "/invitation/never-was-one/")
    assert User.objects.get(pk=newcomer.pk).password == before


@pytest.mark.parametrize(("hours", "status"), [(71, 302), (73, 404)])
def test_link_works_for_its_hours(hours, status, newcomer, administrator, browse):
    with time_machine.travel("2026-03-01 09:00+00:00", tick=False) as clock:
        link = services.invite(user=newcomer, by=administrator)
        clock.shift(hours * 3600)
        assert choose(invited_browser(browse, link)).status_code == status


def test_page_without_a_link_is_not_there(db, browse):
    assert browse().get(PAGE).status_code == 404
    assert choose(browse()).status_code == 404


def test_earlier_link_is_withdrawn_by_the_next(newcomer, administrator, link):
    second = services.invite(user=newcomer, by=administrator)
    assert Invitation.objects.open().count() == 1
    assert invitation.find(link.rsplit("/", 2)[1]) is None
    assert invitation.find(second.rsplit("/", 2)[1]).user == newcomer


def test_one_who_is_signed_in_chooses_no_password_for_another(officer, newcomer, link, browse):
    browser = invited_browser(lambda: browse(officer), link)
    page = browser.get(PAGE).content.decode()
    assert "You are signed in as <strong>Officer</strong>." in page
    assert "new_password1" not in page
    assert choose(browser, invitation=str(Invitation.objects.get().pk)).status_code == 409
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()
    assert Invitation.objects.open().exists()
    assert browser.get("/staff/").status_code == 200


def test_one_who_is_signed_in_signs_out_and_goes_on(officer, newcomer, link, browse):
    browser = invited_browser(lambda: browse(officer), link)
    of_officer = browser.session.session_key
    answer = browser.post(PAGE, {"sign_out": "1"})
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert browser.get("/staff/").status_code == 302
    assert not Session.objects.filter(pk=of_officer).exists()
    assert AuditEvent.objects.get(action="account.log_out").actor_id == str(officer.pk)
    assert choose(browser).status_code == 302
    newcomer.refresh_from_db()
    assert newcomer.check_password(CHOSEN)
    officer.refresh_from_db()
    assert officer.check_password(factories.PASSWORD)


def test_link_planted_beside_an_open_page_gets_no_password(newcomer, colleague, administrator, link, browse):
    browser = invited_browser(browse, link)
    mine = Invitation.objects.get(user=newcomer)
    planted = services.invite(user=colleague, by=administrator)
    browser.get(path_of(planted))
    answer = choose(browser, invitation=str(mine.pk))
    assert answer.status_code == 200
    assert "Another invitation was opened in this browser meanwhile." in answer.content.decode()
    assert "invited you, Colleague" in re.sub(r"\s+", " ", answer.content.decode())
    for user in (newcomer, colleague):
        user.refresh_from_db()
        assert not user.check_password(CHOSEN)
    assert Invitation.objects.open().count() == 2


def test_session_that_was_planted_does_not_get_the_link(link, browse):
    victim, attacker = browse(), browse()
    victim.get(path_of(link))
    planted = victim.cookies["sessionid"].value
    attacker.cookies["sessionid"] = planted
    assert attacker.get(PAGE).status_code == 200
    victim.get(path_of(link))
    assert victim.cookies["sessionid"].value != planted
    assert victim.get(PAGE).status_code == 200
    assert attacker.get(PAGE).status_code == 404


def test_link_used_in_two_browsers_at_once_sets_one_password(newcomer, link, browse):
    first, second = invited_browser(browse, link), invited_browser(browse, link)
    assert choose(first).status_code == 302
    assert choose(second, "another password by far").status_code == 404
    newcomer.refresh_from_db()
    assert newcomer.check_password(CHOSEN)


def test_invitation_of_one_who_has_a_password_resets_everything(officer, administrator, browse):
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})
    text, _ = services.issue_token(by=officer)
    session = browse(officer)
    choose(invited_browser(browse, services.invite(user=officer, by=administrator)))
    officer.refresh_from_db()
    assert officer.check_password(CHOSEN)
    assert not Authenticator.objects.filter(user=officer).exists()
    assert session.get("/staff/").status_code == 302
    answered = browse().get("/api/v1/records/", headers={"Authorization": f"Bearer {text}"})
    assert answered.status_code == 401


def test_invitation_alone_changes_nothing_for_the_person(officer, administrator, browse):
    session = browse(officer)
    services.invite(user=officer, by=administrator)
    officer.refresh_from_db()
    assert officer.check_password(factories.PASSWORD)
    assert session.get("/staff/").status_code == 200


def test_citizen_is_not_invited(citizen, administrator):
    with pytest.raises(ValidationError, match="Only staff are invited"):
        services.invite(user=citizen, by=administrator)
    assert not Invitation.objects.exists()


def test_disabled_person_is_not_invited(officer, administrator):
    services.set_status(user=officer, status="disabled", by=administrator)
    officer.refresh_from_db()
    with pytest.raises(ValidationError, match="enable it first"):
        services.invite(user=officer, by=administrator)


def test_mail_that_fails_leaves_no_invitation(newcomer, administrator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(OSError):
        services.invite(user=newcomer, by=administrator)
    assert not Invitation.objects.exists()
    assert not AuditEvent.objects.filter(action="account.invited").exists()
