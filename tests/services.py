"""What tests need beside Python: a database server, a browser, the open data. Loaded as a plugin.

A test that lacks what it needs is skipped with the reason, and fails where `REQUIRE_SERVICES=1`.
"""

import json
import os
from pathlib import Path
from typing import NoReturn

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def missing(what: str) -> NoReturn:
    """End the running test because `what` is not there: a skip, or a failure where services are required."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"could not run: {what}", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of open data, one folder a source."""
    root = Path(os.environ.get("CRIMEPORTAL_SHARED", "../shared")).resolve() / "data"
    if not root.is_dir():
        missing(f"no open data at {root} (CRIMEPORTAL_SHARED)")
    return root


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", action="store_true", help="only tests that touch the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    dropped = [item for item in items if not _wanted(item, config)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in set(dropped)]


def _wanted(item: pytest.Item, config: pytest.Config) -> bool:
    if item.get_closest_marker("deep") and "deep" not in config.option.markexpr:
        return False
    on_postgres = os.environ.get("PYTEST_DATABASE_URL", "").startswith("postgres")
    if item.get_closest_marker("postgres") and not on_postgres:
        return False
    return not config.option.database or _touches_database(item)


def _touches_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db"):
        return True
    return not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Leave the closing line and what could not run where `tools/test.py` asked for them."""
    if not (target := os.environ.get("TEST_REPORT")):
        return
    closing = ", ".join(text for text, _ in terminalreporter.build_summary_stats_line()[0])
    skipped = sorted({report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])})
    Path(target).write_text(json.dumps({"closing": closing, "skipped": skipped}))
