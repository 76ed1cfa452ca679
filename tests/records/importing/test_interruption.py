"""A process that is killed in mid-import leaves nothing that the next run does not put right."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from records.importing.reading import CHUNK_ROWS

from .conftest import row

ROOT = Path(__file__).parents[3]
PROGRAM = """
import os, signal, sys
import django
django.setup()
from pathlib import Path
from django.core.management import call_command
from records.importing import mapping, service
from tests.records.importing.conftest import make_mapping

def strike(rows, fraction):
    os.kill(os.getpid(), signal.SIGKILL)

step, file = sys.argv[1], Path(sys.argv[2])
if step == "killed":
    call_command("migrate", verbosity=0)
progress = strike if step == "killed" else None
summary = service.run(file=file, mapping=make_mapping(), by=None, progress=progress)
print(summary.counts["created"], summary.counts["unchanged"], summary.batch)
"""


def run(step: str, file: Path, folder: Path) -> subprocess.CompletedProcess:
    env = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "crimeportal.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", PROGRAM, step, str(file)]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=240)


@pytest.mark.worker
def test_killed_import_goes_on_without_duplicates(write, tmp_path):
    size = CHUNK_ROWS + 500
    file = write([row(ID=str(number)) for number in range(size)])
    killed = run("killed", file, tmp_path)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM records_crimerecord").fetchone() == (CHUNK_ROWS,)
        assert database.execute("SELECT status FROM records_importbatch").fetchall() == [("running",)]
    resumed = run("again", file, tmp_path)
    assert resumed.stdout.split() == ["500", str(CHUNK_ROWS), "1"], resumed.stderr
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM records_offence").fetchone() == (size,)
        assert database.execute("SELECT status FROM records_importbatch").fetchall() == [("done",)]
        events = database.execute("SELECT outcome FROM accounts_auditevent WHERE action = 'import.imported'")
        assert events.fetchall() == [("interrupted",), ("ok",)]


@pytest.mark.deep
@pytest.mark.worker
def test_import_killed_ten_times_at_any_moment_ends_whole(write, tmp_path):
    """Killed from outside, at moments spread over start, reading, writing and closing."""
    size = 6 * CHUNK_ROWS
    file = write([row(ID=str(number)) for number in range(size)])
    run("killed", file, tmp_path)
    environ = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "crimeportal.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", PROGRAM, "again", str(file)]
    for attempt in range(10):
        process = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL)
        time.sleep(1.0 + 0.45 * attempt)
        process.kill()
        process.wait()
    last = run("again", file, tmp_path)
    assert last.returncode == 0, last.stderr
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM records_crimerecord").fetchone() == (size,)
        assert database.execute("SELECT count(*) FROM records_offence").fetchone() == (size,)
        assert database.execute("SELECT count(DISTINCT source_id) FROM records_crimerecord").fetchone() == (
            size,
        )
