"""The application's role where another owns the tables: it works with all of them and rules over none."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from accounts.models import AuditEvent

# What sealing sets; triggers see to it that it does so once.
SEAL = ("sequence", "previous_hash", "hash")


class Command(BaseCommand):
    help = "PostgreSQL, as the tables' owner: let ROLE run the portal, and only add to the audit log."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role")

    @transaction.atomic
    def handle(self, *args: Any, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Roles are PostgreSQL's: DATABASE_URL names another database.")
        quote = connection.ops.quote_name
        audit, to = quote(AuditEvent._meta.db_table), quote(role)
        statements = (
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}",
            f"GRANT USAGE ON SCHEMA public TO {to}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {to}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {to}",
            f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {to}",
            f"REVOKE UPDATE, DELETE ON {audit} FROM {to}",
            f"GRANT UPDATE ({', '.join(SEAL)}) ON {audit} TO {to}",
        )
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        self.stdout.write(f"{role} may run the portal, and add to {audit}.")
