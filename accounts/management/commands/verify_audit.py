from django.core.management.base import BaseCommand, CommandError

from accounts import audit


class Command(BaseCommand):
    help = "Recompute the audit chain; exits non-zero and names the first event that does not hold."

    def handle(self, *args: object, **options: object) -> None:
        verdict = audit.verify()
        if not verdict.holds:
            raise CommandError(f"Event {verdict.broken_at} does not hold: {verdict.reason}.")
        self.stdout.write(f"{verdict.checked} events verified, {audit.unsealed()} not yet sealed.")
