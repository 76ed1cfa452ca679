"""A real worker process takes a task from the broker and does it."""

import sqlite3
import time

import pytest

pytestmark = pytest.mark.worker

RECORD_EVENT = """
from django.db import transaction
from accounts import audit
with transaction.atomic():
    audit.record("admin.configured", by=None, object_id="{}")
"""


def sequence_of(site, object_id: str) -> int | None:
    with sqlite3.connect(site.database) as database:
        query = "SELECT sequence FROM accounts_auditevent WHERE object_id = ?"
        return database.execute(query, (object_id,)).fetchone()[0]


def wait_for(condition, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return bool(met)


def test_worker_does_the_task_it_is_sent(site, worker):
    site.manage("shell", "--command", RECORD_EVENT.format("sent-after"))
    site.send("accounts.tasks.seal_audit")
    assert wait_for(lambda: sequence_of(site, "sent-after") is not None)


def test_task_sent_before_the_worker_starts_is_done_once_it_runs(site):
    site.manage("shell", "--command", RECORD_EVENT.format("sent-before"))
    site.send("accounts.tasks.seal_audit")
    assert sequence_of(site, "sent-before") is None
    process = site.start_worker()
    try:
        assert wait_for(lambda: sequence_of(site, "sent-before") is not None)
    finally:
        process.terminate()
        process.wait(30)
