"""The site with its worker and its clock, as one program."""

import os
import sys
import time
import urllib.request
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from crimeportal.management.processes import ProcessGroup

START_SECONDS = 60


class Command(BaseCommand):
    help = "Serve the site on this machine, with a Celery worker and beat beside it. Ctrl-C ends all of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        address = f"127.0.0.1:{port}"
        # Links in mails lead to this port.
        os.environ.setdefault("SITE_URL", f"http://{address}")
        logs = settings.VAR_DIR / "log"
        logs.mkdir(parents=True, exist_ok=True)
        with ProcessGroup() as group:
            for name, command in commands(address).items():
                group.start(name, [sys.executable, "-m", *command], logs / f"{name}.log")
            if not answers(f"http://{address}/health", group):
                raise CommandError(
                    f"The site did not answer on {address} within {START_SECONDS} s: see {logs}/site.log"
                )
            if not group.stopping:
                self.stdout.write(f"Serving on http://{address}/ (logs in {logs}; Ctrl-C ends it)")
                self.stdout.flush()
            ended = group.wait()
        if ended:
            raise CommandError(f"The {ended} ended by itself, and the rest with it: see {logs}/{ended}.log")
        self.stdout.write("Ended.")


def commands(address: str) -> dict[str, list[str]]:
    """Module and arguments of each process, by its name."""
    cores = str(os.cpu_count() or 1)
    celery = ["celery", "-A", "crimeportal"]
    level = ["--loglevel", "INFO"]
    schedule = str(settings.VAR_DIR / "celerybeat-schedule")
    return {
        "site": [
            "gunicorn",
            "crimeportal.wsgi",
            "--bind",
            address,
            "--workers",
            cores,
            "--log-level",
            "warning",
        ],
        "worker": [*celery, "worker", "--queues", "default,training", "--concurrency", cores, *level],
        "beat": [*celery, "beat", "--schedule", schedule, "--pidfile", "", *level],
    }


def answers(url: str, group: ProcessGroup) -> bool:
    """Wait until `url` answers; true as well when a stop signal came meanwhile."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not group.stopping:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  our own http address
                return True
        except OSError:
            time.sleep(0.2)
    return group.stopping
