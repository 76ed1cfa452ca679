"""A small demo city behind a real server, made with the same commands that `make demo` uses."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.services import missing

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Portal:
    url: str
    environ: dict[str, str]

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        result = subprocess.run(
            command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium for pytest-playwright, which would look for a download of its own."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        missing("no Chromium (make services installs it)")
    # Playwright runs an event loop in the test's thread, where Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("portal")
    environ = {
        **os.environ,
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "CACHE_URL": "dbcache://portal_cache",
        "PRODUCTION": "0",
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    portal = Portal(f"http://127.0.0.1:{port}", environ)
    portal.manage("migrate")
    portal.manage("createcachetable")
    portal.manage("seed_demo", "--seed", "1", "--incidents", "4000", "--years", "3")
    portal.manage("retrain", "--wait")
    portal.manage("build_release")
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "crimeportal.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--log-level",
            "warning",
        ],
        cwd=ROOT,
        env=environ,
    )
    try:
        _wait_for(f"{portal.url}/health")
        yield portal
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@dataclass
class Visitor:
    """One person's browser; complaints of the console and of the pages are kept."""

    page: Page
    portal: Portal
    complaints: list[str]

    def open(self, path: str) -> Page:
        response = self.page.goto(self.portal.url + path, wait_until="networkidle")
        assert response is not None
        assert response.status == 200, f"{path}: {response.status}"
        return self.page

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
