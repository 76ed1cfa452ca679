"""A demo city to measure on: made once a run in a temporary folder, served by gunicorn."""

import atexit
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from subprocess import PIPE
from typing import Any

import numpy as np

from benchmarks import postgres

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """Folder and environment of one installation."""

    folder: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def shell(self, code: str) -> subprocess.Popen:
        """A process that runs `code` in the installation; `result` waits for what it prints."""
        command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", code]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True
        )

    @contextmanager
    def served(self) -> Iterator["Client"]:
        """One gunicorn worker on a free port."""
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", "crimeportal.wsgi", "--bind", f"127.0.0.1:{port}"]
        with (self.folder / "gunicorn.log").open("ab") as log:
            server = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        try:
            client = Client(port)
            client.wait_for("/health")
            yield client
        finally:
            server.terminate()
            server.wait(30)


def result(process: subprocess.Popen) -> object:
    """What the last line that the process prints says, as JSON."""
    output, errors = process.communicate()
    if process.returncode:
        raise RuntimeError(errors)
    return json.loads(output.splitlines()[-1])


def on_each_database() -> Iterator[tuple[str, Site]]:
    """An empty installation on SQLite, then one on PostgreSQL where it answers; gone after its turn."""
    for name in ("SQLite", "PostgreSQL"):
        if name == "PostgreSQL" and not postgres.answers():
            continue
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crimeportal-bench-")))
            url = f"sqlite:///{folder}/db.sqlite3"
            if name == "PostgreSQL":
                url = stack.enter_context(postgres.database())
            environment = {**os.environ, "VAR_DIR": str(folder), "DATABASE_URL": url, "PRODUCTION": "0"}
            site = Site(folder, environment | {"CACHE_URL": "locmemcache://", "CELERY_BROKER_URL": ""})
            site.manage("migrate", "--verbosity", "0")
            yield name, site


@dataclass(frozen=True)
class Client:
    """One client of a local server, a connection for each request as gunicorn's sync worker has it."""

    port: int

    def call(
        self, method: str, path: str, body: dict[str, Any] | None = None, token: str = ""
    ) -> tuple[float, bytes]:
        """Milliseconds until the whole answer was there, and the answer. Raises RuntimeError unless 2xx."""
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )
        content = None if body is None else json.dumps(body)
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, content, headers)
        answer = connection.getresponse()
        received = answer.read()
        milliseconds = (time.perf_counter() - start) * 1000
        connection.close()
        if not 200 <= answer.status < 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {received[:300]!r}")
        return milliseconds, received

    def answers(self, path: str) -> bool:
        try:
            self.call("GET", path)
        except (OSError, RuntimeError):
            return False
        return True

    def wait_for(self, path: str) -> None:
        """Raises TimeoutError where `path` does not answer soon."""
        deadline = time.monotonic() + START_SECONDS
        while not self.answers(path):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{path} on port {self.port} does not answer.")
            time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@cache
def demo(incidents: int, *, trained: bool) -> Site:
    """A demo city of so many records with its public release, and with its models if `trained`."""
    folder = Path(tempfile.mkdtemp(prefix="crimeportal-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "CELERY_BROKER_URL": "",
        "CACHE_URL": "dbcache://portal_cache",
        "PRODUCTION": "0",
    }
    site = Site(folder, environment)
    site.manage("migrate", "--verbosity", "0")
    site.manage("createcachetable")
    site.manage("seed_demo", "--seed", "1", "--incidents", str(incidents), "--years", "3")
    if trained:
        site.manage("retrain", "--wait")
    site.manage("build_release")
    return site


def percentile(milliseconds: list[float], share: int) -> float:
    return float(np.percentile(milliseconds, share))
