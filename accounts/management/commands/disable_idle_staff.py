import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts import services
from accounts.models import User


class Command(BaseCommand):
    help = "Disable staff who have not logged in for DISABLE_AFTER_IDLE_DAYS; the nightly task does the same."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Name them and change nothing.")

    def handle(self, *args: object, dry_run: bool, **options: object) -> None:
        if dry_run:
            days = datetime.timedelta(days=settings.DISABLE_AFTER_IDLE_DAYS)
            people, word = User.objects.idle_staff(timezone.localdate() - days), "would be disabled"
        else:
            people, word = services.disable_idle(), "disabled"
        for user in people:
            self.stdout.write(f"{user.email}, last active {user.last_active_on or 'never'}")
        self.stdout.write(f"{len(people)} {word}.")
