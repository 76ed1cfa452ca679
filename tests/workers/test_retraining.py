"""A worker process that trains, and one that is killed while it does."""

import os
import signal
import sqlite3
import time

import pytest

pytestmark = pytest.mark.worker

CITY = """
import datetime, random
from tests import factories
draw = random.Random(1)
jurisdiction = factories.make_jurisdiction()
factories.make_areas(jurisdiction, ("Quay", "Mill", "Gate"))
station = factories.make_station(jurisdiction, "STA")
day = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
times = [day - datetime.timedelta(hours=draw.randrange(24 * 400)) for _ in range(20_000)]
latitudes = [draw.uniform(51.985, 52.015) for _ in times]
longitudes = [draw.uniform(3.975, 4.025) for _ in times]
for name in ("burglary", "theft"):
    factories.make_records(station, factories.make_category(name), times, source=name,
                           latitude=latitudes, longitude=longitudes)
"""
REQUEST = """
from accounts.models import Jurisdiction
from analytics import services
services.request_retrain(by=None, jurisdiction=Jurisdiction.objects.get(), product="{}", send=False)
"""


@pytest.fixture(scope="module")
def city(site):
    site.manage("shell", "--command", CITY)
    return site


def rows(site, query: str) -> list[tuple]:
    with sqlite3.connect(site.database) as database:
        return database.execute(query).fetchall()


def wait_for(condition, seconds: float = 120) -> bool:
    deadline = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(met)


def request(site, product: str) -> str:
    site.manage("shell", "--command", REQUEST.format(product))
    [(run,)] = rows(
        site, f"SELECT id FROM analytics_trainingrun WHERE product = '{product}' AND status = 'queued'"
    )
    return run


def test_worker_trains_what_it_is_sent(city, worker):
    run = request(city, "zones")
    city.send("analytics.tasks.retrain", "--args", f'["{run}"]')
    status = f"SELECT status FROM analytics_trainingrun WHERE id = '{run}'"
    assert wait_for(lambda: rows(city, status) == [("done",)])
    assert rows(city, "SELECT version, stage FROM analytics_modelversion WHERE product = 'zones'") == [
        (1, "champion")
    ]


def test_run_of_a_killed_worker_is_marked_lost_and_replaced_by_the_next(city):
    process = city.start_worker()
    run = request(city, "crime_type")
    city.send("analytics.tasks.retrain", "--args", f'["{run}"]')
    status = f"SELECT status, step FROM analytics_trainingrun WHERE id = '{run}'"
    assert wait_for(lambda: rows(city, status)[0] >= ("running", 2))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)
    assert rows(city, status)[0][0] == "running"
    assert rows(city, "SELECT COUNT(*) FROM analytics_modelversion WHERE product = 'crime_type'") == [(0,)]

    city.manage("retrain", "--product", "crime_type", "--wait")

    assert rows(city, status)[0][0] == "lost"
    assert rows(
        city,
        "SELECT status FROM analytics_trainingrun WHERE product = 'crime_type' ORDER BY created_at",
    ) == [("lost",), ("done",)]
    assert rows(
        city, "SELECT audience, version, stage FROM analytics_modelversion WHERE product = 'crime_type'"
    ) == [("staff", 1, "champion"), ("public", 1, "champion")]
