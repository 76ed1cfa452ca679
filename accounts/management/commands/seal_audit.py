from django.core.management.base import BaseCommand

from accounts import audit


class Command(BaseCommand):
    help = "Chain the audit events that were written since the last run."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{audit.seal()} events sealed.")
