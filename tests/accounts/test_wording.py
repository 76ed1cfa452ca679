"""One wording: pages, messages and mails of the account library say what our own pages say."""

import re
from html import unescape
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD

LIBRARY = Path(allauth.__file__).parent / "templates"
OURS = settings.BASE_DIR / "templates"
# What the library has and this portal does not use: by a setting, or because no address leads there.
UNUSED = {
    "idp/": "no identity provider",
    "openid/": "OpenID Connect only",
    "allauth/": "elements without words",
    "account/base_": "layouts without words",
    "mfa/base_": "layouts without words",
    "mfa/recovery_codes/base": "a layout; each page has its own title",
    "mfa/totp/base": "a layout; each page has its own title",
    "mfa/webauthn/base": "a layout; each page has its own title",
    "socialaccount/base_": "layouts without words",
    "usersessions/base_": "layouts without words",
    "account/confirm_": "ACCOUNT_*_BY_CODE_ENABLED are off",
    "account/request_login_code": "ACCOUNT_LOGIN_BY_CODE_ENABLED is off",
    "account/phone_change": "no telephone numbers",
    "account/email_change": "ACCOUNT_CHANGE_EMAIL is off",
    "account/signup_by_passkey": "MFA_PASSKEY_SIGNUP_ENABLED is off",
    "account/signup_closed": "sign-up is always open to citizens",
    "account/verified_email_required": "no page asks for a verified address",
    "account/snippets/": "shown by pages that are ours",
    "account/email/base_notification": "ACCOUNT_EMAIL_NOTIFICATIONS is off",
    "account/email/email_changed": "ACCOUNT_EMAIL_NOTIFICATIONS is off",
    "account/email/email_confirm_": "ACCOUNT_EMAIL_NOTIFICATIONS is off",
    "account/email/email_deleted": "ACCOUNT_EMAIL_NOTIFICATIONS is off",
    "account/email/password_changed": "ACCOUNT_EMAIL_NOTIFICATIONS is off",
    "account/email/password_reset_message": "ACCOUNT_EMAIL_NOTIFICATIONS is off",
    "account/email/password_reset_subject": "ACCOUNT_EMAIL_NOTIFICATIONS is off",
    "account/email/password_set": "ACCOUNT_EMAIL_NOTIFICATIONS is off",
    "account/email/email_confirmation_signup": "nothing but the other",
    "account/email/login_code": "ACCOUNT_LOGIN_BY_CODE_ENABLED is off",
    "account/email/password_reset_code": "ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED is off",
    "account/messages/login_code_sent": "ACCOUNT_LOGIN_BY_CODE_ENABLED is off",
    "account/messages/phone_": "no telephone numbers",
    "mfa/email/": "ACCOUNT_EMAIL_NOTIFICATIONS is off",
    "mfa/trust": "MFA_TRUST_ENABLED is off",
    "mfa/webauthn/signup_form": "MFA_PASSKEY_SIGNUP_ENABLED is off",
    "mfa/webauthn/snippets/": "scripts",
    "mfa/recovery_codes/download": "the codes alone",
    "socialaccount/connections": "the address is closed (accounts/urls_library.py)",
    "socialaccount/signup": "the address is closed (accounts/urls_library.py)",
    "socialaccount/login_redirect": "cookies are not SameSite=Strict",
    "socialaccount/snippets/": "our own list of providers",
    "socialaccount/email/": "ACCOUNT_EMAIL_NOTIFICATIONS is off",
    "socialaccount/messages/": "accounts are not connected by hand",
}
FORBIDDEN = re.compile(
    r"\b(?:emails?|usernames?|log(?:ged|ging)?[- ]?(?:in|out)s?|sign ?up|passwordless|two-factor"
    r"|third-party|bad token|unknown account|hello from|thank you for using)\b",
    re.IGNORECASE,
)
TITLE_CASE = re.compile(r"\b(?:Sign (?:In|Out|Up)|(?:New|Current|Change|Reset|Set) Password)\b")
NO_ADDRESS = "Enter an e-mail address as in name@example.org."
KNOWN = "officer@example.org"
PUBLIC = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/wrong/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-wrong/",
    "/accounts/password/reset/key/done/",
    "/accounts/3rdparty/login/cancelled/",
    "/accounts/3rdparty/login/error/",
]
OWN = [
    "/accounts/email/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
]
WITH_SECOND_STEP = [
    "/accounts/2fa/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/totp/deactivate/",
]


def foreign(text: str) -> list[str]:
    """Words of the library in `text`; addresses of pages and people are left out."""
    bare = re.sub(r"https?://\S+|/accounts/\S+|\S+@\S+", " ", text)
    return FORBIDDEN.findall(bare) + TITLE_CASE.findall(bare)


def words(answer: HttpResponse) -> str:
    """What a page shows and what it reads out, without its markup."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    read_out = re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', page)
    return unescape(" ".join([re.sub(r"<[^>]*>", " ", page), *read_out]))


@pytest.fixture
def protected(officer) -> User:
    """An officer with an app and recovery codes as the second step."""
    TOTP.activate(officer, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(officer)
    return officer


@pytest.mark.parametrize(
    "text",
    [
        "Your email",
        "Sign In",
        "log in",
        "You are logged out",
        "login",
        "Bad Token",
        "Username",
        "New Password",
    ],
)
def test_a_foreign_word_is_found(text):
    assert foreign(text) != []


@pytest.mark.parametrize("text", ["Your e-mail", "Sign in", "signed out", "user name", "Blogging"])
def test_our_own_words_are_none(text):
    assert foreign(text) == []


def test_every_template_of_the_library_is_ours_or_not_used():
    names = [str(path.relative_to(LIBRARY)) for path in LIBRARY.rglob("*.*")]
    rest = [name for name in names if not (OURS / name).exists()]
    assert [name for name in rest if not name.startswith(tuple(UNUSED))] == []
    assert [start for start in UNUSED if not any(name.startswith(start) for name in rest)] == []


@pytest.mark.parametrize("path", PUBLIC)
def test_page_for_visitors_has_no_foreign_word(db, path):
    answer = Client().get(path, follow=True)
    assert "<h1" in answer.content.decode()
    assert foreign(words(answer)) == []


@pytest.mark.parametrize("path", OWN)
def test_page_of_ones_account_has_no_foreign_word(browse, officer, path):
    EmailAddress.objects.create(user=officer, email=officer.email, primary=True, verified=True)
    answer = browse(officer).get(path)
    assert answer.status_code == 200
    assert foreign(words(answer)) == []


@pytest.mark.parametrize("path", WITH_SECOND_STEP)
def test_page_about_the_second_step_has_no_foreign_word(browse, protected, path):
    answer = browse(protected).get(path)
    assert answer.status_code == 200
    assert foreign(words(answer)) == []


def test_pages_about_a_security_key_have_no_foreign_word(browse, protected):
    data = {"name": "Blue key", "credential": {}}
    key = Authenticator.objects.create(user=protected, type=Authenticator.Type.WEBAUTHN, data=data)
    for path in ("", f"keys/{key.pk}/edit/", f"keys/{key.pk}/remove/"):
        answer = browse(protected).get(f"/accounts/2fa/webauthn/{path}")
        assert answer.status_code == 200
        assert foreign(words(answer)) == []


def test_second_step_at_sign_in_has_no_foreign_word(protected):
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": "officer", "password": PASSWORD}, follow=True)
    assert "Second step" in words(answer)
    assert foreign(words(answer)) == []


def test_account_without_a_password_is_asked_for_one_in_our_words(browse, officer):
    officer.set_unusable_password()
    officer.save()
    answer = browse(officer).get("/accounts/password/set/")
    assert "Your account has none yet." in words(answer)
    assert foreign(words(answer)) == []


@pytest.mark.parametrize(
    ("path", "sent", "error"),
    [
        (
            "email/",
            {"action_add": "", "email": "no address"},
            "Enter an e-mail address as in name@example.org.",
        ),
        (
            "email/",
            {"action_add": "", "email": "officer@example.org"},
            "This address is one of yours already.",
        ),
        ("password/change/", {"oldpassword": "wrong"}, "Your current password is wrong."),
        ("password/reset/", {"email": "no address"}, "Enter an e-mail address as in name@example.org."),
    ],
)
def test_errors_of_forms_are_in_our_words(browse, officer, path, sent, error):
    EmailAddress.objects.create(user=officer, email=officer.email, primary=True, verified=True)
    answer = browse(officer).post(f"/accounts/{path}", sent)
    assert error in words(answer)
    assert foreign(words(answer)) == []


def test_errors_of_the_form_for_an_account_are_in_our_words(db):
    answer = Client().post("/accounts/signup/", {"email": "no address", "username": "", "password1": "short"})
    assert NO_ADDRESS in words(answer)
    assert foreign(words(answer)) == []


@pytest.mark.parametrize(
    "name",
    sorted(
        str(path.relative_to(LIBRARY))
        for path in LIBRARY.rglob("messages/*.txt")
        if not str(path.relative_to(LIBRARY)).startswith(tuple(UNUSED))
    ),
)
def test_message_has_no_foreign_word(officer, name):
    text = render_to_string(name, {"email": "ada@example.org", "user": officer}).strip()
    assert text.endswith(".")
    assert foreign(text) == []


@pytest.mark.parametrize(
    ("path", "email", "subject", "sentence"),
    [
        (
            "signup",
            "ada@example.org",
            "Confirm your e-mail address",
            "The account ada gave this e-mail address",
        ),
        (
            "signup",
            "officer@example.org",
            "You have an account already",
            "with the address officer@example.org.",
        ),
        ("password/reset", "officer@example.org", "Choose a new password", "a new password for your account"),
        ("password/reset", "eve@example.org", "No password to reset at this address", "eve@example.org."),
    ],
)
def test_mail_is_from_the_portal_and_in_our_words(settings, officer, path, email, subject, sentence):
    settings.SITE_NAME, settings.SITE_URL = "O'Brien & Co", "https://portal.example.org"
    body = {"username": "ada", "email": email, "password1": "seven lighthouses at dusk"}
    Client().post(f"/accounts/{path}/", body)
    [sent] = mail.outbox
    assert sent.subject == f"O'Brien & Co: {subject}"
    assert sentence in sent.body
    assert sent.body.startswith("Hello,\n\n")
    assert sent.body.endswith("\n\nO'Brien & Co\nhttps://portal.example.org")
    assert foreign(f"{sent.subject} {sent.body}") == []
