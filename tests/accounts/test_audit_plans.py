"""How the databases find the events of a page: along an index for every filter, never through the table."""

import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEvent

LOG = "/audit/"
TABLE = AuditEvent._meta.db_table
FILTERS = {
    "nothing": {},
    "actor": {"actor": "77"},
    "object": {"object_type": "records.CrimeRecord", "object_id": "5"},
    "person": {"person": "5"},
    "action": {"action": "record.read"},
    "outcome": {"outcome": "refused"},
    "since": {"since": "2026-01-02T00:00Z"},
    "until": {"until": "2026-01-03T00:00Z"},
    "before": {"before": "900000000"},
}
PAIRS = [(name,) for name in FILTERS] + list(itertools.combinations(list(FILTERS)[1:], 2))
# U0 is the table within a query that looks up what another one found.
SQLITE_SCAN = re.compile(rf"(SEARCH|SCAN) ({TABLE}|U0)\b")
# What leads to few events: a station or a person in the order of ids, one object, one row, one moment.
LEADS = re.compile(r"\b(station_id|actor_id|object_id|rowid|id)\)?(::\w+)? ?= ?|\boccurred_at ?[<>]")


@pytest.fixture
def log(officer, officer_b, station_a, station_b):
    """Enough events for a planner to take the indexes, few of them at the stations of the readers."""
    stations = {0: station_a.pk, 1: station_b.pk}
    start = timezone.now() - timezone.timedelta(days=30)
    events = [
        AuditEvent(
            occurred_at=start + timezone.timedelta(minutes=number),
            action=("record.read", "record.updated", "access.refused")[number % 3],
            outcome="refused" if number % 3 == 2 else "ok",
            actor_id=str(1_000 + number % 50),
            object_type="records.CrimeRecord",
            object_id=str(number % 500),
            station_id=str(stations.get(number % 40, 4_000)),
        )
        for number in range(3_000)
    ]
    AuditEvent.objects.bulk_create(events)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # So few rows are faster read through; what matters is which index there is for very many.
            cursor.execute(f"ANALYZE {TABLE}")
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")


@contextmanager
def explained() -> Iterator[list[str]]:
    """How each read of the log within came to its rows: a line for each scan, with what it looked for."""
    scans: list[str] = []

    def explain(execute, sql, params, many, context):
        if sql.startswith("SELECT") and TABLE in sql:
            with connection.cursor() as cursor:
                scans.extend(_scans(cursor.cursor, sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield scans


def _scans(cursor, sql: str, params) -> Iterator[str]:
    if connection.vendor == "sqlite":
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        yield from (row[3] for row in cursor.fetchall() if SQLITE_SCAN.match(row[3]))
        return
    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
    (plan,) = cursor.fetchone()
    nodes = [(plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node.get("Relation Name") == TABLE:
            yield f"{node['Node Type']} {node.get('Index Name', '')}: {node.get('Index Cond', '')}"


@pytest.mark.parametrize("reader", ["supervisor", "district", "officer"])
def test_every_filter_and_pair_is_answered_along_an_index(browse, request, log, reader):
    client, wrong = browse(request.getfixturevalue(reader)), {}
    for names in PAIRS:
        filters = {key: value for name in names for key, value in FILTERS[name].items()}
        with explained() as scans:
            assert client.get(LOG, filters).status_code == 200
        assert len(scans) >= 2, "the page and its count"
        if bad := [scan for scan in scans if not LEADS.search(scan)]:
            wrong[names] = bad
    assert wrong == {}


@pytest.mark.parametrize("name", ["action", "outcome"])
def test_acts_and_outcomes_are_found_within_a_station(browse, district, log, name):
    with explained() as scans:
        browse(district).get(LOG, FILTERS[name])
    by_station = [scan for scan in scans if "station_id" in scan]
    assert len(by_station) >= 2
    # Of the indexes that begin with a station PostgreSQL takes what suits the pages it finds.
    index = f"audit_station_{name}" if connection.vendor == "sqlite" else "audit_station"
    assert all(index in scan for scan in by_station)
