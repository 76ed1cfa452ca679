"""The cast that every test shares, named by role."""

import pytest
from django.core.cache import caches
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Jurisdiction, Station, User
from accounts.roles import Role
from records.models import Area

from . import factories
from .audit_table import _flush_as_owner  # noqa: F401  a fixture of every test
from .portal import portal  # noqa: F401  a fixture for browsers and fuzzers

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _fast_and_apart(settings):
    """Cheap password hashes, no question why one looks, and no throttle or lock-out kept between tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CONSULTATION_REASON = "off"
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def jurisdiction(db) -> Jurisdiction:
    return factories.make_jurisdiction()


@pytest.fixture
def areas(jurisdiction) -> list[Area]:
    return factories.make_areas(jurisdiction)


@pytest.fixture
def north(jurisdiction) -> Station:
    """A district unit with two stations."""
    return factories.make_station(jurisdiction, "NORTH", kind="district")


@pytest.fixture
def station_a(jurisdiction, north) -> Station:
    return factories.make_station(jurisdiction, "STA", parent=north)


@pytest.fixture
def station_b(jurisdiction, north) -> Station:
    return factories.make_station(jurisdiction, "STB", parent=north)


@pytest.fixture
def officer(station_a) -> User:
    return factories.make_user("officer", Role.OFFICER, station_a)


@pytest.fixture
def colleague(station_a) -> User:
    return factories.make_user("colleague", Role.OFFICER, station_a)


@pytest.fixture
def officer_b(station_b) -> User:
    return factories.make_user("officer_b", Role.OFFICER, station_b)


@pytest.fixture
def investigator(station_a) -> User:
    return factories.make_user("investigator", Role.INVESTIGATOR, station_a, may_investigate=True)


@pytest.fixture
def supervisor(station_a) -> User:
    return factories.make_user("supervisor", Role.SUPERVISOR, station_a, may_register=True)


@pytest.fixture
def supervisor_b(station_b) -> User:
    return factories.make_user("supervisor_b", Role.SUPERVISOR, station_b, may_register=True)


@pytest.fixture
def district(north) -> User:
    return factories.make_user("district", Role.DISTRICT, north, may_register=True)


@pytest.fixture
def custodian(station_a) -> User:
    return factories.make_user("custodian", Role.CUSTODIAN, station_a)


@pytest.fixture
def analyst(jurisdiction) -> User:
    return factories.make_user("analyst", Role.ANALYST)


@pytest.fixture
def auditor(jurisdiction) -> User:
    return factories.make_user("auditor", Role.AUDITOR)


@pytest.fixture
def administrator(jurisdiction) -> User:
    return factories.make_user("administrator", Role.ADMINISTRATOR)


@pytest.fixture
def citizen(db) -> User:
    return factories.make_user("citizen")


@pytest.fixture
def browse():
    """A browser logged in as the given user; anonymous without one."""

    def open_browser(user: User | None = None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend=BACKEND)
        return client

    return open_browser


@pytest.fixture
def api():
    """An API client that acts as the given user; anonymous without one."""

    def connect(user: User | None = None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.force_authenticate(user)
        return client

    return connect
