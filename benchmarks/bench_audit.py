"""The audit log: sealing and verifying it, writers side by side, pages whose every request is an event."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from subprocess import PIPE

from benchmarks import postgres
from benchmarks.run import Row
from benchmarks.site import ROOT, Site

EVENTS = {"small": 20_000, "full": 1_000_000}
SECONDS = {"small": 2, "full": 10}
# 1,000,000 events in 60 s.
VERIFIED_PER_SECOND = 1_000_000 / 60
WRITERS = 8
THREADS = (1, 8)

COLUMNS = """occurred_at, action, actor_id, actor_label, posting, source, object_type, object_id, station_id,
    outcome, reason, changes, previous_hash, hash"""
# Half a minute apart, over a year; what is common and what is rare, at 12 stations of two districts. Station 15
# is silent for most of the year.
CONTENT = """CASE WHEN i % 40009 = 0 THEN 'import.imported' WHEN k < 50 THEN 'record.read' WHEN k < 70 THEN
    'record.searched' WHEN k < 80 THEN 'person.read' WHEN k < 85 THEN 'person.searched' WHEN k < 91 THEN
    'account.log_in' WHEN k < 95 THEN 'record.updated' WHEN k < 97 THEN 'audit.read' ELSE 'access.refused' END,
    CAST(1 + i % 499 AS text), 'Officer ' || (i % 499), 'Officer, Harbour station', '192.0.2.17',
    CASE WHEN k < 70 THEN 'records.CrimeRecord' WHEN k < 85 THEN 'records.Person' WHEN k < 91 THEN 'accounts.User'
    WHEN k < 95 THEN 'records.CrimeRecord' WHEN k < 97 THEN '' ELSE 'records.CrimeRecord' END,
    CASE WHEN k < 50 OR k BETWEEN 70 AND 79 OR k BETWEEN 85 AND 94 THEN CAST(1 + i % 89989 AS text) ELSE '' END,
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
start = time.perf_counter()
count = audit.seal()
sealed = time.perf_counter()
verdict = audit.verify()
assert verdict.holds and verdict.checked == count == {events}, verdict
print(json.dumps([sealed - start, time.perf_counter() - sealed]))
"""
CAST = """
from tests import factories
jurisdiction = factories.make_jurisdiction()
station = factories.make_station(jurisdiction, "STA")
officer = factories.make_user("officer", "officer", station)
factories.make_draft(officer, station)
"""
WRITE = """
import time
from django.db import transaction
from accounts import audit
from accounts.models import User
from records.models import CrimeRecord
officer, record, count = User.objects.get(), CrimeRecord.objects.get(), 0
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
officer, page = User.objects.get(), f"/records/{{CrimeRecord.objects.get().pk}}/"
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


def run(site: Site, code: str) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", code]
    return subprocess.Popen(
        command, cwd=ROOT, env=site.environment, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True
    )


def result(process: subprocess.Popen) -> object:
    output, errors = process.communicate()
    if process.returncode:
        raise RuntimeError(errors)
    return json.loads(output.splitlines()[-1])


def rows(size: str) -> Iterator[Row]:
    for name in FILL:
        if name == "PostgreSQL" and not postgres.answers():
            continue
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crimeportal-audit-")))
            on_postgres = name == "PostgreSQL"
            url = (
                stack.enter_context(postgres.database()) if on_postgres else f"sqlite:///{folder}/db.sqlite3"
            )
            environment = {**os.environ, "VAR_DIR": str(folder), "DATABASE_URL": url, "PRODUCTION": "0"}
            site = Site(folder, environment | {"CACHE_URL": "locmemcache://", "CELERY_BROKER_URL": ""})
            site.manage("migrate", "--verbosity", "0")
            yield from chain(site, name, EVENTS[size])
            if on_postgres:
                yield from load(site, SECONDS[size])


def chain(site: Site, name: str, events: int) -> Iterator[Row]:
    fill = FILL[name].format(events=events)
    seal, verify = result(run(site, CHAIN.format(fill=fill, events=events)))
    yield Row(f"audit: {events:,} events sealed, {name}", events / seal, "events/s")
    yield Row(f"audit: {events:,} events verified, {name}", verify, "s")
    rate = events / verify
    target = f"at least {VERIFIED_PER_SECOND:,.0f} (10⁶ in 60 s)"
    yield Row(f"audit: verification, {name}", rate, "events/s", target, rate >= VERIFIED_PER_SECOND)


def load(site: Site, seconds: int) -> Iterator[Row]:
    """Events written by processes side by side, and pages read through the WSGI handler."""
    result(run(site, CAST + "print(0)"))
    writers = [run(site, WRITE.format(seconds=seconds)) for _ in range(WRITERS)]
    for writer in writers:
        writer.stdout.readline()
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    written = sum(result(writer) for writer in writers) / seconds
    yield Row(f"audit: events written, {WRITERS} writers, PostgreSQL", written, "events/s")
    rates = result(run(site, READ.format(threads=THREADS, seconds=seconds)))
    for threads, rate in zip(THREADS, rates, strict=True):
        yield Row(f"audit: record pages read, {threads} threads, PostgreSQL", rate, "pages/s")
