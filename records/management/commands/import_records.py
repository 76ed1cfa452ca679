"""manage.py import_records FILE --mapping NAME_OR_TOML"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from records.importing.errors import ImportRefused
from records.importing.progress import Bar
from records.models import ImportBatch


class Command(BaseCommand):
    help = "Import crime records or yearly counts from a csv, csv.gz or xlsx file, or take an import back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--mapping", help="a bundled mapping's name, or a TOML file (docs/importing.md)")
        parser.add_argument("--jurisdiction", default="", metavar="CODE", help="default: the source's name")
        parser.add_argument("--boundaries", type=Path, metavar="GEOJSON", help="areas of the jurisdiction")
        parser.add_argument("--name-field", default="", help="property of the boundaries that names them")
        parser.add_argument("--dry-run", action="store_true", help="do everything, keep nothing")
        parser.add_argument("--rejected", type=Path, metavar="CSV", help="where to write the rejected rows")
        parser.add_argument("--undo", type=int, metavar="BATCH", help="take a batch back")
        parser.add_argument("--by", default="", metavar="USER", help="who imports: user name or e-mail")

    def handle(self, **options: object) -> None:
        try:
            by = _user(options["by"])
            self._undo(options["undo"], by) if options["undo"] else self._import(options, by)
        except ImportRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except KeyboardInterrupt:
            raise CommandError(
                "Interrupted. What was written stays; the same command goes on without duplicates.",
                returncode=130,
            ) from None

    def _undo(self, pk: int, by: User | None) -> None:
        from records.importing.undo import undo

        batch = ImportBatch.objects.filter(pk=pk).first()
        if batch is None:
            raise CommandError(f"There is no batch {pk}.")
        done = undo(batch=batch, by=by)
        counted = ", ".join(f"{count:,} {what}" for what, count in done.items())
        self.stdout.write(f"Batch {pk} ({batch}) was taken back: {counted}.")
        self.stdout.write("Models follow at the next retraining; published figures at the next corrections.")

    def _import(self, options: dict, by: User | None) -> None:
        from records.importing import mapping, report, service

        if not options["file"] or not options["mapping"]:
            raise CommandError(f"Give a FILE and --mapping. Bundled: {', '.join(mapping.bundled())}.")
        bar = Bar(self.stderr._out)
        try:
            summary = service.run(
                file=options["file"],
                mapping=mapping.load(options["mapping"]),
                by=by,
                jurisdiction=options["jurisdiction"],
                boundaries=options["boundaries"],
                name_field=options["name_field"],
                dry_run=options["dry_run"],
                rejects_file=options["rejected"],
                progress=bar,
            )
        finally:
            bar.close()
        self.stdout.write(report.text(summary))


def _user(name: str) -> User | None:
    if not name:
        return None
    user = (
        User.objects.filter(email__iexact=name).first() or User.objects.filter(username__iexact=name).first()
    )
    if user is None:
        raise CommandError(f"There is no user '{name}'.")
    return user
