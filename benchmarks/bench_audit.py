"""The audit log: sealing and verifying it, writers side by side, pages whose every request is an event."""

from collections.abc import Iterator

from benchmarks.run import Row
from benchmarks.site import Site, on_each_database, result

EVENTS = {"small": 20_000, "full": 1_000_000}
SECONDS = {"small": 2, "full": 10}
# 1,000,000 events in 60 s.
VERIFIED_PER_SECOND = 1_000_000 / 60
WRITERS = 8
THREADS = (1, 8)

COLUMNS = """occurred_at, action, actor_id, actor_label, posting, source, object_type, object_id, station_id,
    outcome, reason, changes, previous_hash, hash"""
# Half a minute apart, over a year; what is common and what is rare, at 12 stations of two districts. Station
# 15 is silent for half of it.
CONTENT = """CASE WHEN i % 40009 = 0 THEN 'import.imported'
        WHEN k < 50 THEN 'record.read' WHEN k < 70 THEN 'record.searched' WHEN k < 80 THEN 'person.read'
        WHEN k < 85 THEN 'person.searched' WHEN k < 91 THEN 'account.log_in' WHEN k < 95 THEN 'record.updated'
        WHEN k < 97 THEN 'audit.read' ELSE 'access.refused' END,
    CAST(1 + i % 499 AS text), 'Officer ' || (i % 499), 'Officer, Harbour station', '192.0.2.17',
    CASE WHEN k BETWEEN 70 AND 84 THEN 'records.Person' WHEN k BETWEEN 85 AND 90 THEN 'accounts.User'
        WHEN k BETWEEN 95 AND 96 THEN '' ELSE 'records.CrimeRecord' END,
    CASE WHEN k < 50 OR k BETWEEN 70 AND 79 OR k BETWEEN 85 AND 94
        THEN CAST(1 + i % 89989 AS text) ELSE '' END,
    CAST(CASE WHEN i % 20011 = 0 AND i < {events} / 2 THEN 15 ELSE 3 + i % 12 END AS text),
    CASE WHEN k < 97 THEN 'ok' WHEN i % 30011 = 0 THEN 'withdrawn' ELSE 'refused' END, '',
    '{{"status": ["draft", "submitted"], "premises": [null, "Shop"]}}', '', ''"""
NUMBERS = """WITH RECURSIVE n(i, k) AS
    (SELECT 1, 1 UNION ALL SELECT i + 1, (i + 1) % 104729 * 7919 % 104729 % 100 FROM n WHERE i < {events})"""
MOMENT = {
    "SQLite": "strftime('%Y-%m-%d %H:%M:%f', '2024-01-01', '+' || (i * 30) || ' seconds')",
    "PostgreSQL": "timestamptz '2024-01-01 00:00Z' + i * interval '30 seconds'",
}
FILL = {
    name: f"INSERT INTO accounts_auditevent ({COLUMNS}) {NUMBERS} SELECT {moment}, {CONTENT} FROM n"
    for name, moment in MOMENT.items()
}
CHAIN = """
import json, time
from django.db import connection
from accounts import audit
with connection.cursor() as cursor:
    cursor.execute({fill!r})
    # Nothing was known of the table yet. In use, autovacuum counts it again and again.
    cursor.execute("ANALYZE")
start = time.perf_counter()
count = audit.seal()
sealed = time.perf_counter()
verdict = audit.verify()
assert verdict.holds and verdict.checked == count == {events}, verdict
print(json.dumps([sealed - start, time.perf_counter() - sealed]))
"""
# Two districts (stations 1 and 2), their twelve stations (3 to 14), and a silent one (15).
CAST = """
from tests import factories
city = factories.make_jurisdiction()
districts = [factories.make_station(city, code, kind="district") for code in ("NORTH", "SOUTH")]
stations = [factories.make_station(city, f"ST{n:02}", parent=districts[n // 6]) for n in range(12)]
silent = factories.make_station(city, "SILENT", parent=districts[0])
assert [station.pk for station in (stations[0], stations[11], silent)] == [3, 14, 15]
factories.make_user("supervisor", "supervisor", stations[0])
factories.make_user("silent", "supervisor", silent)
factories.make_user("district", "district", districts[0])
factories.make_draft(factories.make_user("officer", "officer", stations[0]), stations[0])
print(0)
"""
# What the page asks the database for, with one filter and with each pair of them.
FILTER = """
import itertools, json, statistics, time
from django.db import connection
from django.test import RequestFactory
from accounts.keyset import page_of
from accounts.models import AuditEvent, User
from accounts.views.audit import asked
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE accounts_auditevent")  # as autovacuum would soon
def milliseconds(user, filters):
    request = RequestFactory().get("/", filters)
    request.user, taken = User.objects.get(pk=user.pk), []
    for _ in range(3):
        start = time.perf_counter()
        search = asked(request)
        assert search.is_valid(), search.form.errors
        page_of(search.parts(), request.GET, AuditEvent.objects.all())
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)
filters, found = {filters!r}, []
for reader in {readers!r}:
    user = User.objects.get(username=reader)
    alone = [[name, milliseconds(user, wanted)] for name, wanted in filters.items()]
    pairs = itertools.combinations(filters.items(), 2)
    both = [
        [one + " + " + two, milliseconds(user, first | second)]
        for (one, first), (two, second) in pairs if not first.keys() & second.keys()
    ]
    found.append([reader, alone, max(both, key=lambda row: row[1])])
print(json.dumps(found))
"""
READERS = ("supervisor", "silent", "district")
FILTERS = {
    "nothing": {},
    "person who acted": {"actor": "77"},
    "person who did nothing": {"actor": "4990"},
    "record": {"object_type": "records.CrimeRecord", "object_id": "500"},
    "about person": {"person": "500"},
    "common act": {"action": "record.read"},
    "rare act": {"action": "import.imported"},
    "act that never was": {"action": "demo.seeded"},
    "done": {"outcome": "ok"},
    "refused": {"outcome": "refused"},
    "withdrawn": {"outcome": "withdrawn"},
    "until the first week": {"until": "2024-01-07T00:00Z"},
    "until before all": {"until": "2023-12-01T00:00Z"},
    "since the first day": {"since": "2024-01-02T00:00Z"},
    "since after all": {"since": "2026-01-01T00:00Z"},
    "older page": {"before": "5000"},
}
FILTERED_WITHIN_MS = 100
WRITE = """
import time
from django.db import transaction
from accounts import audit
from accounts.models import User
from records.models import CrimeRecord
officer, record, count = User.objects.get(username="officer"), CrimeRecord.objects.get(), 0
print("ready", flush=True)
input()
end = time.perf_counter() + {seconds}
while time.perf_counter() < end:
    with transaction.atomic():
        audit.record(audit.Action.RECORD_READ, by=officer, obj=record)
    count += 1
print(count)
"""
READ = """
import json, logging, time
from concurrent.futures import ThreadPoolExecutor
from django.test import Client
from accounts.models import AuditEvent, User
from records.models import CrimeRecord
logging.disable(logging.WARNING)
officer, page = User.objects.get(username="officer"), f"/records/{{CrimeRecord.objects.get().pk}}/"
clients = [Client() for _ in range(max({threads}))]
for client in clients:
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
def visit(client, until):
    count = 0
    while time.perf_counter() < until:
        assert client.get(page).status_code == 200
        count += 1
    return count
def reads():
    return AuditEvent.objects.filter(action="record.read").count()
rates = []
for threads in {threads}:
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(visit, clients[:threads], [time.perf_counter() + 1] * threads))
        before, start = reads(), time.perf_counter()
        count = sum(pool.map(visit, clients[:threads], [start + {seconds}] * threads))
        rates.append(count / (time.perf_counter() - start))
    assert reads() == before + count
print(json.dumps(rates))
"""


def rows(size: str) -> Iterator[Row]:
    for name, site in on_each_database():
        yield from chain(site, name, EVENTS[size])
        # After the events, which are older: one dated before what stands ahead of it counts as forged.
        result(site.shell(CAST))
        yield from filters(site, name, full=size == "full")
        if name == "PostgreSQL":
            yield from load(site, SECONDS[size])


def chain(site: Site, name: str, events: int) -> Iterator[Row]:
    fill = FILL[name].format(events=events)
    seal, verify = result(site.shell(CHAIN.format(fill=fill, events=events)))
    yield Row(f"audit: {events:,} events sealed, {name}", events / seal, "events/s")
    yield Row(f"audit: {events:,} events verified, {name}", verify, "s")
    rate = events / verify
    target = f"at least {VERIFIED_PER_SECOND:,.0f} (10⁶ in 60 s)"
    yield Row(f"audit: verification, {name}", rate, "events/s", target, rate >= VERIFIED_PER_SECOND)


def filters(site: Site, name: str, full: bool) -> Iterator[Row]:
    """How long those who read a part of the log wait for the events of one page and their count."""
    code = FILTER.replace("{filters!r}", repr(FILTERS)).replace("{readers!r}", repr(READERS))
    for reader, alone, slowest in result(site.shell(code)):
        for wanted, taken in (*alone, [f"slowest pair, {slowest[0]}", slowest[1]]):
            held = taken < FILTERED_WITHIN_MS if full else None
            target = f"less than {FILTERED_WITHIN_MS} at 10⁶ events"
            yield Row(f"audit log of {reader}: {wanted}, {name}", taken, "ms", target, held)


def load(site: Site, seconds: int) -> Iterator[Row]:
    """Events written by processes side by side, and pages read through the WSGI handler."""
    writers = [site.shell(WRITE.format(seconds=seconds)) for _ in range(WRITERS)]
    for writer in writers:
        writer.stdout.readline()
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    written = sum(result(writer) for writer in writers) / seconds
    yield Row(f"audit: events written, {WRITERS} writers, PostgreSQL", written, "events/s")
    rates = result(site.shell(READ.format(threads=THREADS, seconds=seconds)))
    for threads, rate in zip(THREADS, rates, strict=True):
        yield Row(f"audit: record pages read, {threads} threads, PostgreSQL", rate, "pages/s")
