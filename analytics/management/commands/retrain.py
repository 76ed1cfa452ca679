"""`manage.py retrain`: train now (--wait) or hand it to the workers."""

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Jurisdiction
from analytics import services
from analytics.choices import Product, RunStatus, Trigger
from analytics.models import TrainingRun


class Command(BaseCommand):
    help = "Retrain the models of one or all jurisdictions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jurisdiction", metavar="CODE", help="all of them by default")
        parser.add_argument("--product", choices=Product.values, help="all of them by default")
        parser.add_argument("--wait", action="store_true", help="train in this process and show progress")

    def handle(self, **options: object) -> None:
        failed, runs = [], []
        for jurisdiction in self._jurisdictions(options["jurisdiction"]):
            for product in [options["product"]] if options["product"] else Product.values:
                run = self._retrain(jurisdiction, product, bool(options["wait"]))
                runs.append(run)
                if run.error:
                    failed.append(f"{jurisdiction.code} {product}: {run.error}")
        if failed:
            raise CommandError("; ".join(failed))
        if runs and all(run.status == RunStatus.FAILED for run in runs):
            raise CommandError("Nothing could be trained.")

    def _jurisdictions(self, code: object) -> list[Jurisdiction]:
        if not code:
            return list(Jurisdiction.objects.all())
        found = Jurisdiction.objects.filter(code=str(code).upper())
        if not found:
            known = ", ".join(Jurisdiction.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no jurisdiction {code}. Known: {known}.")
        return list(found)

    def _retrain(self, jurisdiction: Jurisdiction, product: str, wait: bool) -> TrainingRun:
        name = f"{jurisdiction.code} {product}"
        run, created = services.request_retrain(
            by=None, jurisdiction=jurisdiction, product=product, trigger=Trigger.COMMAND, send=not wait
        )
        if not wait:
            self.stdout.write(f"{name}: {'queued' if created else 'is under way already'} ({run.pk})")
            return run
        self.began = time.monotonic()
        run = services.execute(run.pk, listener=lambda at: self._show(name, at))
        while run.is_under_way:
            self._show(name, run)
            time.sleep(1)
            run = services.execute(run.pk)
        if not created:
            self._show(name, run)
        return run

    def _show(self, name: str, run: TrainingRun) -> None:
        seconds = time.monotonic() - self.began
        state = f"step {run.step} of {run.steps}" if run.is_under_way else run.get_status_display().lower()
        self.stdout.write(f"{name:<24} {seconds:7.1f} s  {state:<14} {run.message} {run.error}".rstrip())
        self.stdout.flush()
