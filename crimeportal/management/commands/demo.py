"""From an empty folder to a demo city with trained models; a second run reuses what is there."""

import socket
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from crimeportal.demo.gazetteer import CODE
from crimeportal.demo.staff import LOG_INS, PASSWORD

STEPS = [
    ("Database", ["migrate", "--verbosity", "0"]),
    ("Cache table", ["createcachetable"]),
    ("Demo city", ["seed_demo", "--seed", "1", "--incidents", "20000", "--years", "3", "--verbosity", "0"]),
    ("Models", ["retrain", "--jurisdiction", CODE, "--wait"]),
    ("Public release", ["build_release", "--jurisdiction", CODE]),
    ("Audit chain", ["seal_audit"]),
]
PAGES = [
    ("Public site", ""),
    ("Staff", "staff/"),
    ("Analytics", "analytics/"),
    ("Administration", "admin/"),
    ("API", "api/docs/"),
]


class Command(BaseCommand):
    help = "Make the demo: database, demo city, models, public release. `serve_demo` then serves it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the port that serve_demo will use")
        parser.add_argument("--no-serve", action="store_true", help="do not check that the port is free")

    def handle(self, *args: Any, port: int, no_serve: bool, **options: Any) -> None:
        if not no_serve:
            refuse_used(port)
        for number, (name, command) in enumerate(STEPS, 1):
            self.stdout.write(f"[{number}/{len(STEPS)}] {name}")
            self.stdout.flush()
            start = time.monotonic()
            call_command(*command)
            self.stdout.write(f"      {time.monotonic() - start:.1f} s")
        self.stdout.write("")
        for name, path in PAGES:
            self.stdout.write(f"{name:16}http://127.0.0.1:{port}/{path}")
        self.stdout.write(f"\nLog in with the password {PASSWORD}:")
        for member in LOG_INS:
            self.stdout.write(f"{member.role:16}{member.email}")
        if no_serve:
            self.stdout.write("\nNothing is served yet: make demo")


def refuse_used(port: int) -> None:
    """Raise CommandError if something listens on the port: better said before the work than after."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}): make demo PORT={port + 1}"
            ) from None
