"""manage.py import_indicators FILE --mapping M"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import audit
from records.importing.errors import ImportRefused

from .import_areas import jurisdiction


class Command(BaseCommand):
    help = "Import figures about areas by area and year, with a report of how the names were matched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", required=True, help="a bundled mapping's name, or a TOML file")
        parser.add_argument("--jurisdiction", default="", metavar="CODE", help="default: the source's name")

    def handle(self, **options: object) -> None:
        from records.importing import indicators, mapping, report, setup

        try:
            figures = mapping.load(options["mapping"], section="indicators")
            place = jurisdiction(options["jurisdiction"] or setup.jurisdiction_code(figures.source.name))
            done = indicators.run(file=options["file"], mapping=figures, jurisdiction=place, by=None)
        except ImportRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        audit.seal()
        self.stdout.write(report.matching(done))
