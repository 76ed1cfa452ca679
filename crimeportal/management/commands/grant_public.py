"""A database role that can read what is published, and nothing else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from accounts.models import Jurisdiction
from analytics.models import StatCell, StatRelease
from records.models import Area, AreaSet, OffenceCategory

PUBLISHED = [Jurisdiction, AreaSet, Area, OffenceCategory, StatRelease, StatCell]


class Command(BaseCommand):
    help = "PostgreSQL: let ROLE read releases, areas and categories, and no other table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role")

    @transaction.atomic
    def handle(self, *args: Any, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Roles are PostgreSQL's: DATABASE_URL names another database.")
        quote = connection.ops.quote_name
        tables = ", ".join(quote(model._meta.db_table) for model in PUBLISHED)
        with connection.cursor() as cursor:
            cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quote(role)}")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quote(role)}")
            cursor.execute(f"GRANT SELECT ON {tables} TO {quote(role)}")
        self.stdout.write(f"{role} may read {tables}")
