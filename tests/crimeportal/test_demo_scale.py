"""The demo city at the size that benchmarks need."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MILLION = 1_000_000
MOST_MEMORY_MB = 500
PROGRAM = """
import resource, sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("seed_demo", "--incidents", sys.argv[1], verbosity=0)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


@pytest.mark.deep
def test_million_incidents_are_made_in_bounded_memory(tmp_path):
    environ = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "crimeportal.settings",
    }
    command = [sys.executable, "-c", PROGRAM, str(MILLION)]
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout.split()[-1]) < MOST_MEMORY_MB
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM records_crimerecord").fetchone() == (MILLION,)
        (numbered,) = database.execute("SELECT count(crime_id) FROM records_crimerecord").fetchone()
        assert database.execute("SELECT sum(last) FROM records_registercounter").fetchone() == (numbered,)
