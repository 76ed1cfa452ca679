"""Every page about accounts, access and audit at both widths, with names that are as long as they can be.

The plant comes last in this folder: its names stay in the demo city.
"""

import re

import pytest
from django.template.loader import render_to_string

from crimeportal.demo.staff import DOMAIN, PASSWORD

from .looks import cut_off, keyboard_faults
from .test_pages import WIDER_THAN_THE_SCREEN, WIDTHS, barriers

pytestmark = pytest.mark.browser

LONG = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswesse"
DEVANAGARI = "श्रीमती अनुराधा राजेश्वरी कृष्णमूर्ति वेंकटरमन चट्टोपाध्याय"
PLANT = f"""
import datetime
from django.utils import timezone
from accounts.models import Station, User
from accounts.services import api_key, invitation
from records.models import Involvement, OffenceCategory, Person
from records.services import access, crime
long, devanagari = {LONG!r}, {DEVANAGARI!r}
person = {{name: User.objects.get(username=name) for name in (
    "officer1", "officer2", "investigator1", "supervisor1", "supervisor2", "officer4", "administrator1")}}
for name, value in (("officer2", long), ("investigator1", devanagari)):
    person[name].name = value
    person[name].save()
now = timezone.now() - datetime.timedelta(hours=1)
record = crime.draft(
    by=person["officer1"], station=Station.objects.get(code="CENT"),
    category=OffenceCategory.objects.get(code="burglary"), title=long, address=devanagari,
    narrative=f"{{long}} {{devanagari}}", modus_operandi=long, reported_at=now, occurred_from=now,
    latitude=None, longitude=None)
record = crime.submit(record=record, by=person["officer1"])
record = crime.register(record=record, by=person["supervisor1"])
known = Person.objects.create(family_name=long, given_names=devanagari)
Involvement.objects.create(record=record, person=known, role="victim")
access.grant(record=record, user=person["officer2"], by=person["supervisor1"], reason=long,
             expires_at=timezone.now() + datetime.timedelta(days=1))
emergency = access.break_glass(
    crime_id=record.crime_id, by=person["supervisor2"], purpose="safety", text=long)
api_key.issue(
    owner=person["officer1"], name=long, scopes=["record.read"], quota=9, by=person["administrator1"],
    expires_at=timezone.now() + datetime.timedelta(days=1))
link = invitation.invite(user=person["officer4"], by=person["administrator1"], by_mail=False)
print(record.pk, known.pk, emergency.review.pk, person["officer2"].pk, link.rstrip("/").split("/")[-1])
"""
# Whose browser, and what it opens there.
PAGES = {
    "": [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/inactive/",
        "/accounts/confirm-email/",
        "/accounts/confirm-email/wrong/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-wrong/",
        "/accounts/password/reset/key/done/",
        "/invitation/{secret}/",
        "/no-such-page/",
    ],
    "officer1": [
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/sessions/",
        "/accounts/reauthenticate/",
        "/accounts/logout/",
        "/account/tokens/",
        "/records/{record}/",
        "/records/{record}/print/",
        "/records/{record}/trail/",
        "/people/{person}/",
        "/audit/",
        "/access/",
        "/records/99999999/",
    ],
    "officer2": ["/staff/", "/audit/", "/accounts/2fa/"],
    "supervisor1": [
        "/staff/people/",
        "/access/",
        "/access/give/",
        "/records/{record}/access/",
        "/records/{record}/protect/",
        "/records/{record}/trail/",
        "/records/{record}/print/",
        "/people/",
        "/audit/",
    ],
    "supervisor2": ["/records/{record}/", "/records/{record}/trail/", "/records/{record}/print/", "/access/"],
    "district1": ["/staff/people/", "/records/emergency/", "/access/reviews/{review}/"],
    "auditor1": [
        "/access/",
        "/access/reviews/{review}/",
        "/audit/",
        "/audit/?action=model.lost",
        "/audit/?action=nothing&since=never",
        "/audit/chain/",
        "/records/{record}/trail/",
    ],
    "administrator1": [
        "/admin/",
        "/admin/accounts/apikey/",
        "/admin/accounts/apikey/add/",
        "/admin/accounts/auditevent/",
        "/admin/accounts/posting/",
        "/admin/accounts/station/1/change/",
        "/admin/accounts/user/",
        "/admin/accounts/user/add/",
        "/admin/accounts/user/{user}/change/",
        "/admin/records/offencecategory/",
    ],
    "citizen1": ["/accounts/2fa/", "/accounts/email/", "/account/tokens/", "/staff/"],
}
# Forms sent as they stand: the page, and who sends it.
EMPTY_FORMS = [
    ("", "/accounts/login/"),
    ("", "/accounts/signup/"),
    ("", "/accounts/password/reset/"),
    ("", "/invitation/{secret}/"),
    ("officer1", "/accounts/password/change/"),
    ("supervisor1", "/access/give/"),
    ("supervisor1", "/records/{record}/protect/"),
    ("supervisor1", "/records/emergency/"),
    ("auditor1", "/access/reviews/{review}/"),
]
BY_KEYBOARD = {
    "": ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"],
    "officer1": [
        "/accounts/email/",
        "/accounts/2fa/totp/activate/",
        "/accounts/sessions/",
        "/account/tokens/",
    ],
    "supervisor1": [
        "/staff/people/",
        "/access/",
        "/records/{record}/",
        "/records/{record}/access/",
        "/records/{record}/trail/",
    ],
    "auditor1": ["/audit/", "/audit/chain/", "/access/reviews/{review}/"],
    "administrator1": ["/admin/", "/admin/accounts/user/{user}/change/"],
}


@pytest.fixture(scope="module")
def planted(portal) -> dict[str, str]:
    """The record, person, review, officer and invitation that the addresses name."""
    found = portal.manage("shell", "--verbosity", "0", "-c", PLANT).strip().splitlines()[-1].split()
    return dict(zip(("record", "person", "review", "user", "secret"), found, strict=True))


def person(name: str) -> dict[str, str]:
    return {"email": f"{name}@{DOMAIN}", "password": PASSWORD} if name else {}


def faults(visitor) -> list[str]:
    """What is wrong with the page as it stands; an answer that is no success is no complaint."""
    page = visitor.page
    page.wait_for_load_state("networkidle")
    complaints = [
        text for text in visitor.complaints if "the server responded with a status of 4" not in text
    ]
    found = complaints + cut_off(page) + barriers(page)
    if page.evaluate(WIDER_THAN_THE_SCREEN) > 0:
        found.append("scrolls sideways")
    # What axe itself sets off is none of the page's.
    visitor.complaints.clear()
    return [f"{page.url}: {fault}" for fault in found]


def go(visitor, path: str) -> list[str]:
    """Open a page, past the question why one looks; faults of that question."""
    response = visitor.page.goto(visitor.portal.url + path, wait_until="networkidle")
    assert response.status < 500, path
    if response.status != 428:
        return []
    asked = faults(visitor)
    visitor.give_reason()
    return asked


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_quiet_accessible_and_whole(visit, planted, width, name):
    visitor = visit(width, **person(name))
    found = []
    for path in PAGES[name]:
        found += go(visitor, path.format(**planted))
        found += faults(visitor)
    assert found == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("name", "path"), EMPTY_FORMS, ids=[path for _, path in EMPTY_FORMS])
def test_form_with_errors_is_accessible_and_leads_to_them(visit, planted, width, name, path):
    visitor = visit(width, **person(name))
    page = visitor.page
    assert go(visitor, path.format(**planted)) == []
    page.locator("main form:not(#mfa_login) button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    assert faults(visitor) == []
    page.locator("[data-error-summary] a").first.press("Enter")
    assert page.evaluate("document.activeElement.matches('main input, main textarea, main select')")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("status", "template"), [(429, "429.html"), (500, "500.html")])
def test_page_of_a_failure_is_accessible_and_whole(visit, width, status, template):
    visitor = visit(width)
    body = render_to_string(template, {"wait": 40})
    visitor.page.route(
        "**/fails/", lambda route: route.fulfill(status=status, content_type="text/html", body=body)
    )
    visitor.page.goto(f"{visitor.portal.url}/fails/", wait_until="networkidle")
    assert visitor.page.locator("h1").count() == 1
    visitor.complaints[:] = [text for text in visitor.complaints if f"status of {status}" not in text]
    assert faults(visitor) == []


@pytest.mark.parametrize("name", BY_KEYBOARD)
def test_everything_is_reached_by_the_keyboard_and_shows_it(visit, planted, name):
    visitor = visit(1440, **person(name))
    found = []
    for path in BY_KEYBOARD[name]:
        go(visitor, path.format(**planted))
        found += [f"{path}: {fault}" for fault in keyboard_faults(visitor.page)]
    assert found == []


@pytest.mark.parametrize(("name", "path"), [("", "/accounts/login/"), ("officer1", "/account/tokens/")])
def test_skip_link_comes_first_and_leads_to_the_content(visit, name, path):
    page = visit(1440, **person(name)).open(path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_dialog_holds_the_focus_and_is_closed_by_escape(visit):
    page = visit(1440, **person("officer1")).open("/staff/")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    assert page.is_visible("#shortcuts")
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    page.keyboard.press("Escape")
    assert not page.is_visible("#shortcuts")
    assert page.evaluate("document.activeElement.dataset.openDialog") == "shortcuts"


WHOLE = "part => part.scrollWidth <= part.clientWidth && part.scrollHeight <= part.clientHeight + 1"


def test_secret_and_code_of_the_app_are_whole_on_a_phone(visit):
    page = visit(390, **person("officer1")).open("/accounts/2fa/totp/activate/")
    secret = page.locator("#authenticator_secret")
    assert len(secret.input_value()) == 32
    assert secret.evaluate(WHOLE)
    secret.focus()
    page.keyboard.press("Control+a")
    assert page.evaluate("getSelection().toString()") == secret.input_value()
    code = page.locator(".qr svg").bounding_box()
    assert 0 <= code["x"] <= code["x"] + code["width"] <= 390
    assert code["width"] == code["height"] >= 150


def test_api_key_is_whole_on_a_phone(visit, planted):
    visitor = visit(390, **person("officer1"))
    page = visitor.open("/account/tokens/")
    page.get_by_role("button", name=f"Collect the key of {LONG}").click()
    page.wait_for_load_state("networkidle")
    key = page.locator("main code")
    assert re.fullmatch(r"[0-9a-f]{8}\.[\w-]{43}", key.inner_text())
    assert key.locator("..").evaluate(WHOLE)
    assert faults(visitor) == []
    key.click()
    assert page.evaluate("getSelection().toString().trim()") == key.inner_text()


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/account/tokens/", ".subnav"),
        ("/accounts/2fa/", ".subnav"),
        ("/records/{record}/", ".subnav"),
        ("/records/{record}/", "[aria-label='Offences as a table']"),
        ("/records/{record}/print/", "[aria-label='Timeline as a table']"),
    ],
)
def test_part_is_whole_on_a_phone(visit, planted, path, part):
    visitor = visit(390, **person("officer1"))
    go(visitor, path.format(**planted))
    assert visitor.page.locator(part).evaluate(WHOLE)
    assert cut_off(visitor.page) == []


def test_print_is_without_the_demo_notice_and_keeps_its_tables(visit, planted):
    visitor = visit(390, **person("officer1"))
    page = visitor.page
    go(visitor, f"/records/{planted['record']}/")
    assert page.is_visible(".demo-strip")
    page.emulate_media(media="print")
    assert not page.is_visible(".demo-strip")
    assert (
        page.locator("[aria-label='Offences as a table'] th", has_text="Weapon").bounding_box()["height"] > 5
    )
    page.emulate_media(media="screen")
    go(visitor, f"/records/{planted['record']}/print/")
    assert page.locator(".demo-strip").count() == 0
