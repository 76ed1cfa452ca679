"""A site of its own for worker processes: database, keys and queue in a temporary folder.

The broker is the one at `TEST_BROKER_URL`; without it, the embedded one.
"""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from kombu import Connection, Queue

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    """Where a worker runs: `queue` is this run's alone, so that suites can share a broker."""

    folder: Path
    environment: dict[str, str]
    queue: str

    @property
    def database(self) -> Path:
        return self.folder / "db.sqlite3"

    def manage(self, *arguments: str) -> str:
        """What `manage.py` with these arguments prints; its failure is the test's."""
        return self._run("manage.py", *arguments)

    def send(self, task: str, *arguments: str) -> None:
        self._run("-m", "celery", "-A", "crimeportal", "call", task, "--queue", self.queue, *arguments)

    def start_worker(self, *arguments: str) -> subprocess.Popen:
        """A worker on this site's queue, in a process group of its own."""
        command = ["-m", "celery", "-A", "crimeportal", "worker", "-Q", self.queue, "-c", "1", *arguments]
        return subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=self.environment, start_new_session=True
        )

    def _run(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A migrated, empty site; its queue is taken off a shared broker at the end."""
    folder = tmp_path_factory.mktemp("site")
    environment = {
        **os.environ,
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "CELERY_BROKER_URL": os.environ.get("TEST_BROKER_URL", ""),
    }
    site = Site(folder, environment, f"test-{uuid.uuid4().hex[:12]}")
    site.manage("migrate", "--verbosity", "0")
    yield site
    if url := os.environ.get("TEST_BROKER_URL"):
        with Connection(url) as broker:
            Queue(site.queue, channel=broker.channel()).delete()


@pytest.fixture
def worker(site: Site) -> Iterator[subprocess.Popen]:
    """A running worker, stopped at the end of the test."""
    process = site.start_worker()
    yield process
    process.terminate()
    process.wait(30)
