"""The library's account pages in our look, the second step from set-up to use, and the end of a session."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page

from crimeportal.demo.staff import PASSWORD

from .test_pages import EMAILS, WIDER_THAN_THE_SCREEN, WIDTHS, account, barriers

pytestmark = pytest.mark.browser

PUBLIC = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
]
OWN = [
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
    "/account/tokens/",
]
PAGES = [("", path) for path in PUBLIC] + [("officer", path) for path in OWN]


def check(page: Page) -> None:
    assert barriers(page) == []
    assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0
    assert not {"Signup", "Menu:"} & set(page.inner_text("body").split())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("role", "path"), PAGES, ids=[path for _, path in PAGES])
def test_account_page_is_quiet_accessible_and_fits(visit, width, role, path):
    visitor = visit(width, **account(role))
    check(visitor.open(path))
    assert visitor.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_second_step_from_set_up_to_use(visit, portal, width):
    visitor = visit(width, email=EMAILS["custodian"], password=PASSWORD)
    page = visitor.page

    def go(path: str) -> None:
        # A security key belongs to a name; an address has none.
        page.goto(portal.url.replace("127.0.0.1", "localhost") + path, wait_until="networkidle")

    def press(selector: str) -> None:
        page.click(selector)
        page.wait_for_load_state("networkidle")

    def sign_in() -> None:
        go("/accounts/login/")
        page.fill("input[name=login]", EMAILS["custodian"])
        page.fill("input[name=password]", PASSWORD)
        press("main button[type=submit]")

    sign_in()
    go("/accounts/2fa/totp/activate/")
    check(page)
    secret = page.input_value("#authenticator_secret")
    page.fill("input[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    press("main button[type=submit]")
    assert "Codes that are left" in page.inner_text("main")
    check(page)
    code = page.inner_text("main .mono li >> nth=0")

    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"hasUserVerification": True, "isUserVerified": True}},
    )
    go("/accounts/2fa/webauthn/add/")
    check(page)
    page.fill("input[name=name]", "Blue key")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/accounts/2fa/**")
    page.wait_for_selector("text=1 added.")
    go("/accounts/2fa/webauthn/")
    assert "Blue key" in page.inner_text("main")
    check(page)

    press(".mast__button")
    sign_in()
    assert "Second step" in page.inner_text("main")
    check(page)
    page.fill("input[name=code]", code)
    press("main button[type=submit]")
    assert page.url.endswith("/staff/")
    press(".mast__button")
    go("/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/staff/")

    go("/accounts/2fa/webauthn/")
    press("text=Remove")
    press("main button[type=submit]")
    go("/accounts/2fa/totp/deactivate/")
    press("main button[type=submit]")
    assert "Not set up." in page.inner_text("main")
    assert visitor.complaints == []


def _answers(page: Page, answers: dict[str, dict]) -> None:
    """Let the server say, by method, how long the session lasts."""
    page.route("**/account/session/", lambda route: route.fulfill(**answers[route.request.method]))


@pytest.mark.parametrize("width", WIDTHS)
def test_session_is_warned_of_kept_and_ended(visit, width):
    visitor = visit(width, **account("officer"))
    page = visitor.page
    page.clock.install()
    visitor.open("/staff/")
    answers = {"GET": {"json": {"seconds": 240, "reason": "idle"}}}
    answers["POST"] = {"json": {"seconds": 1800, "reason": "idle"}}
    _answers(page, answers)
    assert not page.is_visible("#session")
    page.clock.fast_forward("25:01")
    page.wait_for_selector("#session[open]")
    assert "in 4 minutes" in page.inner_text("#session")
    check(page)
    page.click("text=Stay signed in")
    page.wait_for_selector("#session", state="hidden")
    answers["GET"] = {"json": {"seconds": 120, "reason": "absolute"}}
    page.clock.fast_forward("25:01")
    page.wait_for_selector("#session[open]")
    assert not page.is_visible("text=Stay signed in")
    check(page)
    answers["GET"] = {"status": 401, "json": {}}
    page.clock.fast_forward("02:01")
    page.wait_for_selector("text=You have been signed out")
    assert page.evaluate("[...document.body.children].map(part => part.id)") == ["main"]
    assert "Records" not in page.inner_text("body")
    assert page.get_attribute("main a", "href") == "/accounts/login/?next=%2Fstaff%2F"
    check(page)


def test_dialog_is_closed_by_what_another_tab_did(visit):
    visitor = visit(1440, **account("officer"))
    visitor.page.clock.install()
    page = visitor.open("/staff/")
    page.clock.fast_forward("25:01")
    page.wait_for_load_state("networkidle")
    assert not page.is_visible("#session")
