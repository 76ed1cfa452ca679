"""manage.py import_areas GEOJSON --jurisdiction CODE --name-field F"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import audit
from accounts.models import Jurisdiction
from records.choices import AreaKind
from records.importing.errors import ImportRefused, nearest


class Command(BaseCommand):
    help = "Make the boundaries of a GeoJSON file the current areas of a jurisdiction."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--jurisdiction", required=True, metavar="CODE")
        parser.add_argument("--name-field", required=True, help="property that names an area")
        parser.add_argument("--parent-field", default="", help="property that names what the area is part of")
        parser.add_argument("--kind", default=AreaKind.NEIGHBOURHOOD.value, choices=AreaKind.values)

    def handle(self, **options: object) -> None:
        from records.importing.areas import import_boundaries

        try:
            area_set = import_boundaries(
                file=options["file"],
                jurisdiction=jurisdiction(options["jurisdiction"]),
                by=None,
                name_field=options["name_field"],
                parent_field=options["parent_field"],
                kind=options["kind"],
            )
        except ImportRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        audit.seal()
        self.stdout.write(
            f"{area_set.jurisdiction}: {area_set.areas.filter(parts=None).count()} areas are current "
            f"(generation {area_set.generation})."
        )


def jurisdiction(code: str) -> Jurisdiction:
    """The jurisdiction of this code, letter case apart; CommandError names the nearest there is."""
    found = Jurisdiction.objects.filter(code__iexact=code).first()
    if found is None:
        known = Jurisdiction.objects.values_list("code", flat=True)
        raise CommandError(f"There is no jurisdiction '{code}'{nearest(code, known)}.")
    return found
