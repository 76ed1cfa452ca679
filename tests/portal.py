"""A small demo city behind a real server, made with the same commands that `make demo` uses."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 30
LIMITS = [f"{who}_REQUESTS_PER_MINUTE" for who in ("ANONYMOUS", "USER", "LOGIN", "PREDICT", "PERSON_SEARCH")]


@dataclass(frozen=True)
class Portal:
    url: str
    environ: dict[str, str]

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        result = subprocess.run(
            command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("portal")
    environ = {
        **os.environ,
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "CACHE_URL": "dbcache://portal_cache",
        "PRODUCTION": "0",
        # A fuzzer asks more in a minute than any person.
        **dict.fromkeys(LIMITS, "1000000"),
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    portal = Portal(f"http://127.0.0.1:{port}", environ)
    portal.manage("migrate")
    portal.manage("createcachetable")
    portal.manage("seed_demo", "--seed", "1", "--incidents", "4000", "--years", "3")
    portal.manage("retrain", "--wait")
    portal.manage("build_release")
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "crimeportal.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--log-level",
            "warning",
        ],
        cwd=ROOT,
        env=environ,
    )
    try:
        _wait_for(f"{portal.url}/health")
        yield portal
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
