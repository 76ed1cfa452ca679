"""``manage.py seed_demo``: the invented city Port Ellery (docs/demo-city.md)."""

import time
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from crimeportal.demo.staff import LOG_INS, PASSWORD

DEFAULT_END = date(2026, 10, 31)


class Command(BaseCommand):
    help = "Fill the database with the invented city Port Ellery; the same city for the same arguments."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--incidents", type=int, default=20_000)
        parser.add_argument("--years", type=int, default=3, help="whole years that end with --end")
        parser.add_argument(
            "--end", type=date.fromisoformat, default=DEFAULT_END, help="last day, YYYY-MM-DD"
        )
        parser.add_argument("--truth", type=Path, help="where the truth is written (VAR_DIR/demo/truth.json)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "seed_demo makes users with a published password; it is refused in production."
            )
        for name in ("incidents", "years"):
            if options[name] < 1:
                raise CommandError(f"--{name} must be at least 1, not {options[name]}.")
        if options["seed"] < 0:
            raise CommandError(f"--seed must not be negative, not {options['seed']}.")
        self._seed(options)
        if options["verbosity"]:
            self.stdout.write(f"Log in with the password {PASSWORD}:")
            for member in LOG_INS:
                self.stdout.write(f"  {member.role:14} {member.email}")

    def _seed(self, options: dict[str, Any]) -> None:
        import numpy as np

        from crimeportal.demo import store
        from crimeportal.demo.city import City

        city = City(options["seed"], options["incidents"], options["years"], np.datetime64(options["end"]))
        try:
            if store.is_there(city):
                self.stdout.write("Port Ellery is there already; nothing to do.")
                return
        except store.OtherCity as error:
            raise CommandError(str(error)) from None
        started = last = time.monotonic()

        def tell(step: str) -> None:
            nonlocal last
            now = time.monotonic()
            self.stdout.write(f"  {now - last:6.1f} s  {step}")
            self.stdout.flush()
            last = now

        store.write(city, options["truth"] or settings.VAR_DIR / "demo" / "truth.json", tell)
        self.stdout.write(f"Port Ellery, {city.start} to {city.end}, in {time.monotonic() - started:.1f} s.")
