"""Links that are mailed carry a signature: changed, used or old, they open nothing."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from accounts import services
from tests.accounts.test_api_login import SECRET
from tests.factories import PASSWORD

NEW = "another long phrase for tests"
START = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
DAY = 24 * 3600


@pytest.fixture
def link(time_machine, citizen) -> str:
    """The path that resets the citizen's password."""
    time_machine.move_to(START, tick=False)
    Client().post("/accounts/password/reset/", {"email": citizen.email})
    return re.search(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body)[0]


def use(path: str) -> None:
    browser = Client()
    answer = browser.get(path, follow=True)
    browser.post(answer.request["PATH_INFO"], {"password1": NEW, "password2": NEW})


def test_link_sets_a_password_once(link, citizen):
    use(link)
    citizen.refresh_from_db()
    assert citizen.check_password(NEW)
    citizen.set_password(PASSWORD)
    citizen.save()
    use(link)
    citizen.refresh_from_db()
    assert citizen.check_password(PASSWORD)


def test_link_changes_the_password_of_staff_and_leaves_the_second_step(officer):
    TOTP.activate(officer, SECRET)
    Client().post("/accounts/password/reset/", {"email": officer.email})
    use(re.search(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body)[0])
    visitor = Client()
    answer = visitor.post("/accounts/login/", {"login": "officer", "password": NEW})
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/2fa/authenticate/")
    assert visitor.get("/staff/").status_code == 302


def test_account_that_waits_for_its_invitation_is_opened_by_that_alone(officer):
    officer.set_unusable_password()
    officer.save()
    before = officer.password
    services.invite(user=officer, by=None, by_mail=False)
    answer = Client().post("/accounts/password/reset/", {"email": officer.email})
    assert (answer.status_code, answer.url) == (302, "/accounts/password/reset/done/")
    (sent,) = mail.outbox
    assert (sent.to, "/password/reset/" in sent.body) == ([officer.email], False)
    assert "open the link of your newest invitation" in sent.body
    officer.refresh_from_db()
    assert officer.password == before


@pytest.mark.parametrize("place", [-2, -10, -30])
def test_changed_link_sets_no_password(link, citizen, place):
    other = "a" if link[place] != "a" else "b"
    use(link[:place] + other + link[place + 1 :])
    citizen.refresh_from_db()
    assert citizen.check_password(PASSWORD)


def test_link_of_one_person_sets_no_password_of_another(link, citizen, officer):
    Client().post("/accounts/password/reset/", {"email": officer.email})
    theirs = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body)[0]
    use(theirs.split("-")[0] + link[link.index("-") :])
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_old_link_sets_no_password(link, citizen, time_machine):
    time_machine.shift(3 * DAY + 1)
    use(link)
    citizen.refresh_from_db()
    assert citizen.check_password(PASSWORD)


def test_forged_confirmation_verifies_no_address(db, api):
    body = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}
    api().post("/api/register", body, format="json")
    path = re.search(r"/accounts/confirm-email/\S+", mail.outbox[-1].body)[0]
    Client().post(path[:-3] + ("aa" if path[-3:-1] != "aa" else "bb") + "/")
    assert not EmailAddress.objects.get(email="ada@example.org").verified
    Client().post(path)
    assert EmailAddress.objects.get(email="ada@example.org").verified
