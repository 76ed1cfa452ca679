"""Sign-up by page and API: what it never tells, and what a body or form cannot set."""

import smtplib

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import models
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import AuditEvent, Posting, User

KNOWN, FREE = "citizen@example.org", "ada@example.org"
PASSWORD = "a long enough phrase"


def by_api(email, username="ada", **extra):
    body = {"username": username, "email": email, "password": PASSWORD, **extra}
    return APIClient().post("/api/register", body, format="json")


def by_page(browser, email, username="ada", **extra):
    data = {"username": username, "email": email, "password1": PASSWORD, **extra}
    return browser.post(reverse("account_signup"), data)


@pytest.fixture
def hashes(monkeypatch):
    """Passwords that were hashed; each takes most of the time of a sign-up."""
    made = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        made.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return made


@pytest.mark.parametrize("name", ["ada", "own address"])
def test_api_answers_alike_for_a_known_and_a_free_address(citizen, name):
    known, free = (by_api(email, email if name == "own address" else name).json() for email in (KNOWN, FREE))
    wanted = {
        "username": FREE if name == "own address" else name,
        "email": FREE,
        "name": "",
        "role": "citizen",
    }
    assert free == wanted
    assert known == {key: value.replace(FREE, KNOWN) for key, value in wanted.items()}


def test_known_address_in_another_case_is_answered_alike(citizen):
    answer = by_api("Citizen@EXAMPLE.org")
    assert (answer.status_code, answer.json()["email"]) == (201, KNOWN)
    assert User.objects.count() == 1


def test_known_address_makes_nothing_and_its_owner_is_told(citizen):
    assert by_api(KNOWN).status_code == 201
    assert list(User.objects.values_list("username", flat=True)) == ["citizen"]
    assert [message.to for message in mail.outbox] == [[KNOWN]]
    assert "It has one already" in mail.outbox[0].body
    event = AuditEvent.objects.get(action="account.sign_up")
    assert (event.object_id, event.outcome) == (str(citizen.pk), "refused")


def test_free_address_is_asked_to_confirm(db):
    by_api(FREE)
    assert [message.to for message in mail.outbox] == [[FREE]]
    assert "confirm" in mail.outbox[0].body


def test_same_work_is_done_for_a_known_and_a_free_address(citizen, hashes):
    for email in (KNOWN, FREE):
        assert by_api(email).status_code == 201
    assert hashes == [PASSWORD, PASSWORD]
    assert [message.to for message in mail.outbox] == [[KNOWN], [FREE]]


def test_mailbox_is_not_filled_by_signing_up_again(citizen):
    for _ in range(3):
        by_api(KNOWN)
    assert len(mail.outbox) == 1


def test_mail_that_cannot_be_sent_stops_nothing(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert by_api(FREE).status_code == 201
    assert User.objects.get().email == FREE


def test_page_answers_alike_for_a_known_and_a_free_address(browse, citizen):
    answers = []
    for email in (KNOWN, FREE):
        browser = browse()
        answer = by_page(browser, email)
        words = browser.get(answer["Location"]).content.decode()
        answers.append((answer.status_code, answer["Location"], f"We have written to {email}" in words))
        assert "_auth_user_id" not in browser.session
    assert answers == [(302, reverse("account_login"), True)] * 2
    assert set(User.objects.values_list("username", flat=True)) == {"citizen", "ada"}


def test_page_takes_a_known_address_as_user_name_without_a_word(browse, citizen):
    assert by_page(browse(), KNOWN, username=KNOWN).status_code == 302
    assert User.objects.count() == 1


def canaries():
    """A value for each column that a person or a posting has, beside the three that are asked for."""
    fields = [*User._meta.concrete_fields, *Posting._meta.concrete_fields]
    names = {field.name for field in fields} | {field.attname for field in fields}
    names |= {"is_staff", "is_superuser", "groups", "roles", "postings", "limited_to", "current_postings"}
    values = dict.fromkeys(names - {"username", "email", "password"}, "1")
    return values | {"role": "administrator", "status": "disabled", "language": "xx", "name": "Mallory"}


def stored(user):
    changing = (models.DateTimeField, models.AutoField)
    columns = [field for field in User._meta.concrete_fields if not isinstance(field, changing)]
    return {field.name: getattr(user, field.attname) for field in columns if field.name != "password"}


@pytest.mark.parametrize("door", ["api", "page"])
def test_no_other_field_of_a_sign_up_has_an_effect(db, browse, door):
    answer = by_api(FREE, **canaries()) if door == "api" else by_page(browse(), FREE, **canaries())
    assert answer.status_code == (201 if door == "api" else 302)
    user = User.objects.get()
    plain = User(username="ada", email=FREE)
    assert stored(user) == stored(plain)
    assert user.check_password(PASSWORD)
    assert not Posting.objects.exists()


@pytest.mark.django_db
def test_mail_that_is_not_sent_is_logged_without_its_address(monkeypatch, caplog):
    def refuse(*args: object, **kwargs: object) -> None:
        raise smtplib.SMTPRecipientsRefused({FREE: (550, b"no such mailbox")})

    monkeypatch.setattr("accounts.adapter.AccountAdapter.send_mail", refuse)
    assert by_api(FREE).status_code == 201
    assert [record.getMessage() for record in caplog.records if record.name == "accounts.enrolment"] == [
        "A mail about a sign-up was not sent: SMTPRecipientsRefused"
    ]
    assert FREE not in caplog.text
