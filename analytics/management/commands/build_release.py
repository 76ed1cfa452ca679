import datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Jurisdiction

from ...release.build import NothingToPublish, build_release


class Command(BaseCommand):
    help = "Build and publish the public statistics up to the newest month that may appear."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--jurisdiction", metavar="CODE", help="default: all")
        parser.add_argument("--month", metavar="YYYY-MM", help="last month to publish")
        parser.add_argument(
            "--corrections", action="store_true", help="count every figure again (meant once a year)"
        )

    def handle(self, *args: object, **options: object) -> None:
        month = _month(options["month"]) if options["month"] else None
        chosen = Jurisdiction.objects.order_by("code")
        if code := options["jurisdiction"]:
            chosen = chosen.filter(code=code.upper())
        if not chosen:
            known = ", ".join(Jurisdiction.objects.values_list("code", flat=True)) or "none"
            raise CommandError(f"No jurisdiction {options['jurisdiction'] or ''!r}; known: {known}.")
        for jurisdiction in chosen:
            try:
                build = build_release(jurisdiction, month, by=None, corrections=options["corrections"])
            except NothingToPublish as reason:
                # One without data must not keep the others from their release.
                if options["jurisdiction"]:
                    raise CommandError(str(reason)) from None
                self.stdout.write(f"{jurisdiction.code}: nothing published. {reason}")
                continue
            release = build.release
            if build.is_new:
                self.stdout.write(
                    f"{jurisdiction.code}: release {release.number} published, figures to "
                    f"{release.month:%B %Y}, {release.cells.count()} figures."
                )
            else:
                self.stdout.write(f"{jurisdiction.code}: nothing new since release {release.number}.")
            if build.held_back:
                self.stdout.write(
                    f"{jurisdiction.code}: {build.held_back} figures that are out would differ now; they "
                    "change with the yearly corrections (the release that adds a December, or --corrections)."
                )


def _month(text: str) -> datetime.date:
    try:
        return datetime.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        raise CommandError(f"{text!r} is not a month of the form 2026-09.") from None
