from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import audit_anchor, services
from accounts.audit_anchor import Anchor


class Command(BaseCommand):
    help = "Sign the head of the audit chain and put it in the storage, in a file, or in a mail."

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--file", help="a new file; - prints the anchor")
        where.add_argument("--email", help="mail the anchor to this address")
        where.add_argument(
            "--public-key", action="store_true", help="only print the key that AUDIT_ANCHOR_PUBLIC_KEY takes"
        )

    def handle(self, *args: object, file: str, email: str, public_key: bool, **options: object) -> None:
        if public_key:
            if not settings.AUDIT_ANCHOR_KEY:
                raise CommandError("AUDIT_ANCHOR_KEY is not set.")
            self.stdout.write(audit_anchor.public_key_text())
            return
        put = audit_anchor.store
        if file:
            put = partial(self._write, file=file)
        elif email:
            put = partial(services.mail_anchor, address=email)
        try:
            signed = services.anchor(by=None, put=put)
        except (ImproperlyConfigured, OSError, audit_anchor.AnchorRefused) as error:
            raise CommandError(str(error)) from error
        if signed is None:
            raise CommandError("Nothing is sealed yet: there is no head to sign.")
        if file != "-":
            self.stdout.write(f"Event {signed.sequence} anchored.")

    def _write(self, signed: Anchor, file: str) -> str:
        if file == "-":
            self.stdout.write(signed.as_json(), ending="")
            return "standard output"
        with Path(file).open("x") as target:
            target.write(signed.as_json())
        return file
