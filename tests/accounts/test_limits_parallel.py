"""Requests at the same moment, each with a connection of its own: exactly as many pass as the limit says."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from accounts import services
from accounts.models import AuditEvent, RequestCount
from accounts.services import request_limit
from tests.factories import PASSWORD, make_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 24


@pytest.fixture(autouse=True)
def _one_minute(settings):
    names = ("anonymous", "user", "login", "predict", "person_search")
    settings.REQUESTS_PER_MINUTE = dict.fromkeys(names, 7)
    with time_machine.travel("2026-11-21 09:00:20+00:00", tick=False):
        yield


def statuses(request: Callable[[], object]) -> Counter:
    start = Barrier(AT_ONCE)

    def ask(_: int) -> int:
        try:
            start.wait(60)
            return request().status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(ask, range(AT_ONCE)))


def test_one_statement_admits_as_many_as_the_limit():
    start = Barrier(AT_ONCE)

    def ask(_: int) -> list[bool]:
        try:
            start.wait(60)
            return [request_limit.admit(scope="user", who="user-1", limit=100) for _ in range(20)]
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        admitted = [passed for several in pool.map(ask, range(AT_ONCE)) for passed in several]
    assert Counter(admitted) == {True: 100, False: 380}
    assert RequestCount.objects.get().count == 100


def test_address_passes_as_often_as_its_limit_says(api):
    assert statuses(lambda: api().get("/api/v1/areas/")) == {200: 7, 429: 17}


def test_person_passes_as_often_and_is_one_event(api):
    text, _ = services.issue_token(by=make_user("parallel"))
    found = statuses(lambda: api().get("/api/v1/tokens/", headers={"Authorization": f"Bearer {text}"}))
    assert found == {200: 7, 429: 17}
    assert AuditEvent.objects.filter(action="access.refused").count() == 1


def test_log_in_passes_as_often_as_its_limit_says(api):
    # One each: of one person's log-ins at the same moment no more than lock the account are looked at.
    bodies = iter(
        [{"username": make_user(f"person{n}").username, "password": PASSWORD} for n in range(AT_ONCE)]
    )
    found = statuses(lambda: api().post("/api/login", next(bodies), format="json"))
    assert found == {200: 7, 429: 17}


def test_wrong_credentials_are_as_many_events_as_the_limit_says(api):
    found = statuses(lambda: api().get("/api/v1/tokens/", headers={"Authorization": "Bearer wrong"}))
    assert found == {401: 7, 429: 17}
    assert AuditEvent.objects.filter(action="access.refused").count() == 7


def test_count_waits_for_no_disk():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'accounts_requestcount'")
        assert cursor.fetchone() == ("u",)
