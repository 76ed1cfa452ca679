"""The screens of the audit log in Chromium: quiet, accessible, no wider than the screen, and working."""

import pytest

from tests.e2e.test_pages import WIDER_THAN_THE_SCREEN, WIDTHS, account, barriers

pytestmark = pytest.mark.browser

PAGES = [
    ("auditor", "/staff/"),
    ("auditor", "/audit/"),
    ("auditor", "/audit/?action=model.lost"),
    ("auditor", "/audit/chain/"),
    ("administrator", "/audit/chain/"),
    ("supervisor", "/audit/"),
    ("officer", "/audit/"),
    ("custodian", "/staff/"),
]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("role", "path"), PAGES, ids=[f"{role} {path}" for role, path in PAGES])
def test_audit_page_is_quiet_accessible_and_fits(visit, width, role, path):
    visitor = visit(width, **account(role))
    page = visitor.open(path)
    assert visitor.complaints == []
    assert barriers(page) == []
    assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0


@pytest.mark.parametrize("width", WIDTHS)
def test_auditor_goes_from_the_log_to_a_trail_without_content(visit, width):
    visitor = visit(width, **account("auditor"))
    page = visitor.open("/audit/?action=record.registered")
    page.locator("main table a[href$='/trail/']").first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").inner_text() == "Audit trail"
    assert page.locator("#readers").inner_text() == "Who looked at this"
    assert visitor.complaints == []
    assert barriers(page) == []
    assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0


def test_name_in_the_filter_stays_out_of_the_address(visit):
    page = visit(1440, **account("auditor")).open("/audit/")
    email = account("auditor")["email"]
    page.fill("input[name=who]", email)
    page.click("main .filters button[type=submit]")
    page.wait_for_load_state("networkidle")
    assert "?actor=" in page.url
    assert "@" not in page.url
    assert page.locator("input[name=who]").input_value() == email


def test_wrong_filter_is_named_beside_its_field(visit):
    page = visit(1440, **account("auditor")).open("/audit/")
    page.fill("input[name=who]", "nobody of this name")
    page.click("main .filters button[type=submit]")
    page.wait_for_load_state("networkidle")
    assert "Nobody of this name" in page.locator("[data-error-summary]").inner_text()
    assert barriers(page) == []
