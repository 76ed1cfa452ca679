from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts import audit, services
from accounts.models import User
from accounts.roles import Role


class Command(BaseCommand):
    help = "Make the first administrator of an installation; the others are made in the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--username", required=True)

    def handle(self, *args: object, email: str, username: str, **options: object) -> None:
        try:
            link = self._make(email, username)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        where = "here" if settings.SITE_URL else "on the site, at this path (SITE_URL is not set)"
        self.stdout.write(f"{email} is an administrator, and chooses a password {where}, once:")
        self.stdout.write(link)

    @transaction.atomic
    def _make(self, email: str, username: str) -> str:
        user = User.objects.create_user(email=email, username=username)
        audit.record(audit.Action.CONFIGURED, by=None, obj=user)
        services.post(user=user, role=Role.ADMINISTRATOR, station=None, by=None)
        return services.invite(user=user, by=None, by_mail=False)
