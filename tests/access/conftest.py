"""The world of the access tests: built once a package, each request in a savepoint of its own."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker

from . import checks, world

# Its processes are copies of one, which no connection to a server survives.
collect_ignore = (
    ["test_mutants.py"] if os.environ.get("PYTEST_DATABASE_URL", "").startswith("postgres") else []
)
OVERRIDES = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "CONSULTATION_REASON": "off",
    "REQUIRE_STAFF_MFA": True,
    # Thousands of requests a minute are no attack here.
    "REQUESTS_PER_MINUTE": dict.fromkeys(settings.REQUESTS_PER_MINUTE, 10**9),
    "ACCOUNT_RATE_LIMITS": False,
    # The log-ins are as old as the world, however slow the machine.
    "ACCOUNT_REAUTHENTICATION_TIMEOUT": 10**6,
    "SESSION_IDLE_MINUTES": 10**4,
}


@pytest.fixture(scope="package")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[world.World]:
    with django_db_blocker.unblock(), override_settings(**OVERRIDES), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


@pytest.fixture
def db(built: world.World, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Instead of the usual one, which would close the connection that holds the world."""
    with django_db_blocker.unblock(), override_settings(**OVERRIDES):
        mark = transaction.savepoint()
        yield
        transaction.savepoint_rollback(mark)


@pytest.fixture
def everything(built: world.World, db: None) -> world.World:
    """The world, ready to be asked."""
    return built


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if cases := checks.counted["cases"]:
        terminalreporter.write_line(f"access: {cases} requests judged")
