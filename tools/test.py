#!/usr/bin/env python3
"""The whole suite on SQLite, then what differs by service: PostgreSQL, Redis, RabbitMQ; last the benchmarks.

Ends with what ran where, and what could not and why. `REQUIRE_SERVICES=1` makes that a failure.
Other arguments go to pytest, which then runs with them alone: `tools/test.py -k hotspot`.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from kombu import Connection
from psycopg2 import sql

ROOT = Path(__file__).resolve().parent.parent
CORES = os.cpu_count() or 1
NO_TESTS = 5  # pytest's code when a selection holds no test
POSTGRES_URL = os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
REDIS_URL = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/15"
RABBITMQ_URL = os.environ.get("TEST_RABBITMQ_URL") or "amqp://guest:guest@127.0.0.1:5672//"


@dataclass
class Outcome:
    """One run: what it was, whether it held, its closing line, and what in it could not run."""

    name: str
    closing: str
    passed: bool = True
    seconds: float = 0
    could_not: list[str] = field(default_factory=list)
    code: int = 0


def run_pytest(name: str, *arguments: str, **environment: str) -> Outcome:
    print(f"\n=== {name}", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [sys.executable, "-m", "pytest", "-q", *arguments]
        code = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **environment, "TEST_REPORT": str(report)}
        ).returncode
        told = json.loads(report.read_text()) if report.exists() else {}
    closing = told.get("closing", f"pytest ended with {code} before its summary")
    return Outcome(name, closing, code == 0, time.monotonic() - start, told.get("skipped", []), code)


def absent(name: str, error: Exception) -> Outcome:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return Outcome(name, "did not run", could_not=[reason])


@contextmanager
def postgres_roles() -> Iterator[dict[str, str]]:
    """Environment of the run on PostgreSQL: databases and two roles of this run alone, dropped afterwards.

    The application role owns its databases and is nothing else; the public role may log in and is granted
    rights by the tests. Neither is a superuser, neither may create roles or databases.
    """
    run = f"crimeportal_{secrets.token_hex(4)}"
    application, public = f"{run}_app", f"{run}_public"
    password = secrets.token_hex(16)
    names = [f"test_{run}", *(f"test_{run}_gw{n}" for n in range(CORES))]
    server = psycopg2.connect(POSTGRES_URL, connect_timeout=3)
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            for role in (application, public):
                cursor.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD %s NOSUPERUSER NOCREATEDB NOCREATEROLE").format(
                        sql.Identifier(role)
                    ),
                    [password],
                )
            # Lets the tests act as the public role inside their own transaction.
            cursor.execute(
                sql.SQL("GRANT {} TO {}").format(sql.Identifier(public), sql.Identifier(application))
            )
            for name in names:
                cursor.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                        sql.Identifier(name), sql.Identifier(application)
                    )
                )
        parts = urlsplit(POSTGRES_URL)
        host = parts.netloc.rpartition("@")[2]
        yield {
            "PYTEST_DATABASE_URL": urlunsplit(
                ("postgres", f"{application}:{password}@{host}", f"/{run}", parts.query, "")
            ),
            "TEST_PUBLIC_ROLE": public,
        }
    finally:
        with server.cursor() as cursor:
            for name in names:
                cursor.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )
            for role in (application, public):
                cursor.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
        server.close()


def on_postgres(name: str, *arguments: str, selected: bool) -> Outcome:
    """The tests that touch the database; of a selection, none may do so."""
    try:
        psycopg2.connect(POSTGRES_URL, connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        return absent(name, error)
    with postgres_roles() as environment:
        outcome = run_pytest(name, "--database", "--reuse-db", *arguments, **environment)
    outcome.passed |= selected and outcome.code == NO_TESTS
    return outcome


def on_broker(name: str, url: str) -> Outcome:
    try:
        with Connection(url, connect_timeout=3) as broker:
            broker.ensure_connection(max_retries=1, timeout=5)
    except Exception as error:  # noqa: BLE001  each transport has exceptions of its own; the reason is shown
        return absent(name, error)
    return run_pytest(name, "tests/workers", "-m", "worker", TEST_BROKER_URL=url)


def benchmarks(name: str) -> Outcome:
    print(f"\n=== {name}", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder, "results.json")
        command = [sys.executable, "-m", "benchmarks.run", "--size", "small", "--output", str(results)]
        code = subprocess.run(command, cwd=ROOT).returncode
        rows = json.loads(results.read_text()) if results.exists() else []
    held = sum(row["held"] is True for row in rows)
    judged = sum(row["held"] is not None for row in rows)
    closing = f"{len(rows)} figures, {held} of {judged} targets held"
    return Outcome(name, closing, code == 0, time.monotonic() - start)


def everything(arguments: list[str], deep: bool) -> list[Outcome]:
    # Whole files to one process: what a file builds once is not built twice.
    spread = ["-n", str(CORES), "--dist", "loadfile"]
    marks = ["-m", "deep"] if deep else []
    outcomes = [
        run_pytest("SQLite: whole suite", *spread, *marks, *arguments),
        on_postgres(
            "PostgreSQL: what touches the database",
            *spread,
            *marks,
            *arguments,
            selected=bool(marks or arguments),
        ),
    ]
    if not deep and not arguments:
        outcomes += [
            on_broker("Redis: workers", REDIS_URL),
            on_broker("RabbitMQ: workers", RABBITMQ_URL),
            benchmarks("Benchmarks, small"),
        ]
    return outcomes


def main() -> int:
    arguments = sys.argv[1:]
    deep = "--deep" in arguments
    outcomes = everything([argument for argument in arguments if argument != "--deep"], deep)
    print("\n=== What ran where")
    for outcome in outcomes:
        state = "FAILED" if not outcome.passed else "ok" if outcome.seconds else "-"
        print(f"{state:7}{outcome.name:40}{outcome.closing}  ({outcome.seconds:.0f} s)")
    could_not = [(outcome.name, reason) for outcome in outcomes for reason in outcome.could_not]
    if could_not:
        print("\n=== What could not run, and why")
        for name, reason in could_not:
            print(f"{name}: {reason}")
    required = os.environ.get("REQUIRE_SERVICES") == "1"
    if required and could_not:
        print("\nREQUIRE_SERVICES=1: what could not run counts as failed.")
    return int(any(not outcome.passed for outcome in outcomes) or (required and bool(could_not)))


if __name__ == "__main__":
    sys.exit(main())
