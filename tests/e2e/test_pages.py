"""Every page in Chromium: nothing on the console, no barrier that axe finds, maps and charts really drawn."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Locator, Page

from crimeportal.demo.staff import LOG_INS, PASSWORD

pytestmark = pytest.mark.browser

EMAILS = {member.role: member.email for member in LOG_INS}
WIDTHS = [1440, 390]
PUBLIC = ["/", "/data-and-methods/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
BY_ROLE = {
    "citizen": ["/", "/predict/"],
    "officer": ["/staff/", "/records/", "/records/new/", "/analytics/", "/predict/"],
    "supervisor": ["/staff/", "/records/", "/analytics/"],
    "analyst": ["/staff/", "/analytics/", "/predict/"],
    "administrator": ["/staff/", "/admin/"],
}
PAGES = [("", path) for path in PUBLIC] + [(role, path) for role, paths in BY_ROLE.items() for path in paths]
# The admin is Django's own; its lists have small targets that we only restyle.
WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def barriers(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{item['id']}: {node['html'][:160]}" for item in found for node in item["nodes"]]


def colours(place: Locator) -> int:
    """How many distinct colours a drawn element shows; a blank one shows one or two."""
    image = Image.open(io.BytesIO(place.screenshot())).convert("RGB")
    return len(image.getcolors(maxcolors=1 << 24))


def account(role: str) -> dict[str, str]:
    return {"email": EMAILS[role], "password": PASSWORD} if role else {}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("role", "path"), PAGES, ids=[f"{role or 'anonymous'} {path}" for role, path in PAGES]
)
def test_page_is_quiet_accessible_and_fits(visit, width, role, path):
    visitor = visit(width, **account(role))
    page = visitor.open(path)
    assert visitor.complaints == []
    assert barriers(page) == []
    if not path.startswith("/admin/"):
        assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0


@pytest.mark.parametrize("width", WIDTHS)
def test_area_page_draws_its_map_and_chart(visit, width):
    visitor = visit(width)
    page = visitor.open("/")
    page.locator("main table a[href^='/areas/']").first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").inner_text().startswith("Crime in ")
    assert visitor.complaints == []
    assert barriers(page) == []
    assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0
    assert colours(page.locator("[data-map]").first) > 20
    assert colours(page.locator("canvas").first) > 20


@pytest.mark.parametrize("width", WIDTHS)
def test_dashboard_draws_zones_hotspots_and_forecast(visit, width):
    page = visit(width, **account("analyst")).open("/analytics/")
    assert colours(page.locator("[data-map]").first) > 20
    assert page.locator("[data-map] path.hotspot").count() == 10
    assert page.locator("[data-map] path.map-zone").count() >= 26
    assert colours(page.locator("canvas").first) > 20


def test_prediction_shows_bars_and_the_point(visit):
    visitor = visit(1440, **account("citizen"))
    page = visitor.open("/predict/")
    page.select_option("select[name=hour]", "22")
    middle = page.locator("[data-map]").first.bounding_box()
    page.mouse.click(middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2)
    page.locator("form:has([name=latitude]) button[type=submit]").click()
    page.wait_for_load_state("networkidle")
    assert page.locator(".bars").is_visible()
    assert page.locator("[data-map] .map-point").is_visible()
    assert visitor.complaints == []
    assert barriers(page) == []


def test_api_documentation_lists_the_endpoints(visit):
    visitor = visit(1440)
    page = visitor.open("/api/docs/")
    page.get_by_text("/api/predict_crime").first.wait_for()
    assert visitor.complaints == []


def test_area_page_works_without_script(portal, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(portal.url + "/")
    page.locator("main table a[href^='/areas/']").first.click()
    assert page.locator("table").count() >= 2
    context.close()
