"""A file into the register, end to end: parse, clean, place, offences, audit of the batch, all indexes.

Each import runs in a process of its own, so that its peak memory is its own. Boston comes from
CRIMEPORTAL_SHARED; the long run, which shows whether growth is linear, reads an invented city.
"""

import csv
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.run import Row

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("CRIMEPORTAL_SHARED", "../shared"))
BOSTON = SHARED / "data/boston/boston_2016_2017_top8.csv.gz"
COLUMNS = ("DISTRICT", "OCCURRED_ON_DATE", "HOUR", "UCR_PART", "Lat", "Long", "OFFENSE_CODE_GROUP")
LEAST_RATE, MOST_MEMORY_MB, LEAST_EVENNESS = 10_000, 400, 0.6
SMALL, LARGE = 10_000, 1_000_000
PROGRAM = """
import json, resource, sys, time
import django
django.setup()
from pathlib import Path
from django.core.management import call_command
from records.importing import mapping, service
call_command("migrate", verbosity=0)
marks = [(0, time.monotonic())]
summary = service.run(
    file=Path(sys.argv[1]), mapping=mapping.load("boston_groups"), by=None,
    progress=lambda rows, fraction: marks.append((rows, time.monotonic())),
)
fifth = max(len(marks) // 5, 1)
pace = lambda part: (part[-1][1] - part[0][1]) / (part[-1][0] - part[0][0])
print(json.dumps({
    "rate": summary.counts["read"] / summary.seconds,
    "created": summary.counts["created"],
    "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "evenness": pace(marks[: fifth + 1]) / pace(marks[-fifth - 1 :]),
}))
"""


def write_city(path: Path, size: int) -> Path:
    """A file of invented rows in the shape of `boston_groups`, the same for the same size."""
    chance = random.Random(size)
    places = [(chance.uniform(42.23, 42.39), chance.uniform(-71.17, -71.0)) for _ in range(15_000)]
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for _ in range(size):
            latitude, longitude = chance.choice(places)
            day = f"{chance.randint(2008, 2017)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            district, group = chance.randint(1, 12), chance.randint(1, 8)
            place = (f"{latitude:.8f}", f"{longitude:.8f}")
            rows.writerow((f"D{district}", day, chance.randint(0, 23), "Part", *place, f"Group {group}"))
    return path


@contextmanager
def postgres() -> Iterator[str | None]:
    """The URL of a new database, dropped afterwards; None where no PostgreSQL answers."""
    import psycopg2

    url = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    try:
        server = psycopg2.connect(url, connect_timeout=3)
    except psycopg2.OperationalError:
        yield None
        return
    server.autocommit = True
    name = f"bench_import_{secrets.token_hex(4)}"
    server.cursor().execute(f"CREATE DATABASE {name}")
    try:
        yield f"{url.rpartition('/')[0]}/{name}"
    finally:
        server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()


def measure(file: Path, url: str, folder: Path) -> dict[str, float]:
    env = os.environ | {
        "DATABASE_URL": url,
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "crimeportal.settings",
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-c", PROGRAM, str(file)]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout)


def both(file: Path, folder: Path) -> Iterator[tuple[str, dict[str, float]]]:
    """The measures of an import into SQLite, and into PostgreSQL where it answers."""
    name = secrets.token_hex(4)
    yield "SQLite", measure(file, f"sqlite:///{folder}/{name}.sqlite3", folder)
    with postgres() as url:
        if url:
            yield "PostgreSQL", measure(file, url, folder)


def rows(size: str) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="crimeportal-import-") as name:
        folder = Path(name)
        if size == "small":
            for database, found in both(write_city(folder / "small.csv", SMALL), folder):
                yield Row(f"import of {SMALL:,} rows, {database}", found["rate"], "rows/s")
            return
        for database, found in both(BOSTON.resolve(), folder):
            rate, memory = found["rate"], found["memory_mb"]
            target = f"at least {LEAST_RATE:,} rows/s"
            yield Row(f"import of Boston, {database}", rate, "rows/s", target, rate >= LEAST_RATE)
            target = f"at most {MOST_MEMORY_MB} MB"
            yield Row(f"import of Boston, peak, {database}", memory, "MB", target, memory <= MOST_MEMORY_MB)
        for database, found in both(write_city(folder / "large.csv", LARGE), folder):
            title = f"import of {LARGE:,} rows"
            yield Row(f"{title}, {database}", found["rate"], "rows/s")
            memory, even = found["memory_mb"], found["evenness"]
            target = f"at most {MOST_MEMORY_MB} MB"
            yield Row(f"{title}, peak, {database}", memory, "MB", target, memory <= MOST_MEMORY_MB)
            target = f"at least {LEAST_EVENNESS}"
            title = f"{title}, last fifth's speed to the first's"
            yield Row(f"{title}, {database}", even, "ratio", target, even >= LEAST_EVENNESS)
