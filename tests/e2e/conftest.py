"""People with browsers before the portal of `tests.portal`."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.portal import Portal
from tests.services import missing

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium for pytest-playwright, which would look for a download of its own."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        missing("no Chromium (make services installs it)")
    # Playwright runs an event loop in the test's thread, where Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_ARGUMENTS}


@dataclass
class Visitor:
    """One person's browser; complaints of the console and of the pages are kept."""

    page: Page
    portal: Portal
    complaints: list[str]

    def open(self, path: str) -> Page:
        response = self.page.goto(self.portal.url + path, wait_until="networkidle")
        assert response is not None
        if response.status == 428:
            self.give_reason()
        else:
            assert response.status == 200, f"{path}: {response.status}"
        return self.page

    def give_reason(self) -> None:
        """Answer the page that asks why one looks, and go on to where one was going."""
        self.page.check("input[name=purpose][value=supervision]")
        self.page.fill("textarea[name=text]", "Weekly review of records")
        self.page.click("main form button[type=submit]")
        self.page.wait_for_load_state("networkidle")
        # Chromium complains of each answer that is not a success.
        self.complaints[:] = [text for text in self.complaints if "428" not in text]

    def log_in(self, email: str, password: str) -> None:
        self.open("/accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_load_state("networkidle")


@pytest.fixture
def visit(portal: Portal, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Open a fresh browser of the given width, logged in as a demo person if one is named."""
    contexts = []

    def start(width: int = 1440, email: str = "", password: str = "") -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        visitor = Visitor(context.new_page(), portal, [])

        def heard(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                visitor.complaints.append(f"{visitor.page.url}: {message.text}")

        visitor.page.on("console", heard)
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(f"{visitor.page.url}: {error}"))
        if email:
            visitor.log_in(email, password)
        return visitor

    yield start
    for context in contexts:
        context.close()
