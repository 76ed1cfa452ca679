"""Access to single records in Chromium: given and ended, taken in an emergency, reviewed by someone else."""

import datetime

import pytest

from crimeportal.demo.staff import DOMAIN, PASSWORD

from .test_pages import WIDER_THAN_THE_SCREEN, WIDTHS, barriers

pytestmark = pytest.mark.browser


def person(name):
    return {"email": f"{name}@{DOMAIN}", "password": PASSWORD}


def is_sound(visitor):
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.complaints == []
    assert barriers(visitor.page) == []
    assert visitor.page.evaluate(WIDER_THAN_THE_SCREEN) <= 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["supervisor1", "supervisor2", "district1", "auditor1"])
def test_access_page_is_quiet_accessible_and_fits(visit, width, name):
    visitor = visit(width, **person(name))
    visitor.open("/access/")
    is_sound(visitor)


@pytest.mark.parametrize("width", WIDTHS)
def test_form_with_errors_is_accessible_and_leads_to_the_fields(visit, width):
    visitor = visit(width, **person("supervisor1"))
    page = visitor.open("/access/")
    page.get_by_role("button", name="Decide").click()
    page.wait_for_load_state("networkidle")
    assert barriers(page) == []
    assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0
    page.get_by_role("link", name="Person: Enter who it is about.").click()
    assert page.evaluate("document.activeElement.name") == "person"


@pytest.mark.parametrize(
    ("width", "number"), list(zip(WIDTHS, ["HARB/2026/000021", "HARB/2026/000022"], strict=True))
)
def test_glass_is_broken_with_a_banner_and_reviewed_by_someone_else(visit, width, number):
    visitor = visit(width, **person("investigator1"))
    page = visitor.open("/records/emergency/")
    is_sound(visitor)
    page.get_by_label("Crime ID, or source and number", exact=True).fill(number)
    page.get_by_label("Danger to life or limb").check()
    page.get_by_label("Reason", exact=True).fill("A witness was threatened.")
    page.get_by_role("button", name="Open the record now").click()
    page.wait_for_url("**/records/*/")
    is_sound(visitor)
    for link in ("", "Audit trail", "Print"):
        if link:
            page.get_by_role("link", name=link, exact=True).click()
            page.wait_for_load_state("networkidle")
        assert page.get_by_text("What you open is recorded and will be reviewed.").is_visible()
    reviewer = visit(width, **person("supervisor3"))
    page = reviewer.open("/access/")
    page.get_by_role("row").filter(has_text=number).get_by_role("link", name="Review").click()
    is_sound(reviewer)
    page.get_by_label("The access was justified").check()
    page.get_by_label("Note").fill("The duty desk confirms it.")
    page.get_by_role("button", name="Record the finding").click()
    page.get_by_text("The finding was recorded.").wait_for()
    is_sound(reviewer)


@pytest.mark.parametrize(("width", "name"), list(zip(WIDTHS, ["officer2", "officer3"], strict=True)))
def test_access_to_a_record_is_given_and_ended(visit, width, name):
    visitor = visit(width, **person("supervisor1"))
    page = visitor.open("/access/")
    page.get_by_label("Crime ID or record number").fill("CENT/2026/000031")
    page.get_by_label("Person").fill(name)
    page.get_by_label("Give access, for reading").check()
    page.get_by_label("Reason").fill("Works on the same series.")
    last = datetime.date.today() + datetime.timedelta(days=30)
    page.get_by_label("Last day").fill(f"{last.day}/{last.month}/{last.year}")
    page.get_by_role("button", name="Decide").click()
    page.get_by_text("Access to CENT/2026/000031 was given to").wait_for()
    is_sound(visitor)
    row = page.get_by_role("row").filter(has_text="CENT/2026/000031").filter(has_text=name)
    row.get_by_role("link", name="End").click()
    is_sound(visitor)
    page.get_by_label("Reason").fill("The series is closed.")
    page.get_by_role("button", name="End it").click()
    page.get_by_text("The decision about").wait_for()
    assert row.count() == 0
