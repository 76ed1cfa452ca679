"""Looking for someone as an officer does: the search, the question why, the hits, the person, the print."""

import pytest
from playwright.sync_api import Page

from crimeportal.demo.staff import PASSWORD
from tests.e2e.test_pages import WIDER_THAN_THE_SCREEN, WIDTHS, account, barriers

pytestmark = pytest.mark.browser

# One of the demo's planted offenders (crimeportal/demo/people.py), known at two stations.
NAME = "orford"


def search(page: Page, words: str) -> None:
    page.fill("main [name=q]", words)
    page.click("main form[role=search] button[type=submit]")
    page.wait_for_load_state("networkidle")


def is_in_order(visitor) -> None:
    assert visitor.complaints == []
    assert barriers(visitor.page) == []
    assert visitor.page.evaluate(WIDER_THAN_THE_SCREEN) <= 0


@pytest.mark.parametrize("width", WIDTHS)
def test_officer_finds_someone_for_a_reason(visit, width):
    visitor = visit(width, **account("officer"))
    page = visitor.open("/people/")
    is_in_order(visitor)
    search(page, NAME)
    assert page.locator("h1").inner_text() == "Why do you look?"
    assert barriers(page) == []
    visitor.give_reason()
    assert page.locator("main tbody tr").count() == 1
    assert "A record exists at Abbey." in page.locator("main").inner_text()
    assert NAME not in page.url.lower()
    assert NAME not in page.title().lower()
    is_in_order(visitor)
    page.locator("main tbody th a").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").inner_text() == "Janine Orford"
    is_in_order(visitor)


@pytest.mark.parametrize("width", WIDTHS)
def test_search_that_is_too_short_says_so(visit, width):
    visitor = visit(width, **account("officer"))
    page = visitor.open("/people/")
    search(page, "o")
    assert page.locator("[data-error-summary]").is_visible()
    assert page.input_value("main [name=q]") == "o"
    assert barriers(page) == []
    assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0


@pytest.mark.parametrize("width", WIDTHS)
def test_print_stands_alone_and_names_who_printed(visit, width):
    visitor = visit(width, **account("officer"))
    page = visitor.open("/people/")
    search(page, NAME)
    visitor.give_reason()
    address = page.locator("main tbody td a").first.get_attribute("href")
    page = visitor.open(f"{address}print/")
    is_in_order(visitor)
    assert page.locator("nav").count() == 0
    assert "Printed by Ines Corrigan" in page.locator("main").inner_text()
    page.evaluate("window.print = () => { document.title = 'sent to paper'; }")
    page.get_by_role("button", name="Print").click()
    assert page.title() == "sent to paper"


def test_search_and_reason_work_without_script(portal, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(portal.url + "/accounts/login/")
    page.fill("input[name=login]", account("officer")["email"])
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(portal.url + "/people/")
    search(page, NAME)
    page.check("input[name=purpose][value=court]")
    page.fill("textarea[name=text]", "Asked by the prosecutor")
    page.click("main form button[type=submit]")
    assert page.locator("main tbody tr").count() == 1
    context.close()
