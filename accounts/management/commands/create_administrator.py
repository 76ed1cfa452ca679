import getpass
import os

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts import services
from accounts.roles import Role


class Command(BaseCommand):
    help = "Make the first administrator of an installation; the others are made in the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--username", required=True)

    def handle(self, *args: object, email: str, username: str, **options: object) -> None:
        password = os.environ.get("ADMINISTRATOR_PASSWORD") or getpass.getpass("Password: ")
        try:
            with transaction.atomic():
                user = services.sign_up(username=username, email=email, password=password)
                services.post(user=user, role=Role.ADMINISTRATOR, station=None, by=user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user.email} is an administrator.")
