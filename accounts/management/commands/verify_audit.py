import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import audit, audit_anchor, services
from accounts.audit_anchor import Anchor


class Command(BaseCommand):
    help = (
        "Recompute the audit chain; exits non-zero and names the first event that does not hold. "
        "The page on the chain shows what was found."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="FILE",
            help="an anchor kept elsewhere; may be given several times",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: object, anchor: list[str], format: str, **options: object) -> None:
        verdict = audit.verify([_read(path) for path in anchor])
        services.keep_verdict(verdict=verdict)
        waiting, oldest = audit.unsealed(), audit.oldest_unsealed()
        if format == "json":
            facts = asdict(verdict) | {"holds": verdict.holds, "unsealed": waiting, "oldest_unsealed": oldest}
            self.stdout.write(json.dumps(facts, default=str))
        if not verdict.holds:
            raise CommandError(f"{verdict.named} does not hold: {verdict.reason}.")
        if format == "text":
            anchors = f"{verdict.anchors} anchor{'s' if verdict.anchors != 1 else ''}"
            self.stdout.write(f"{verdict.checked} events verified against {anchors}.")
            age = f", the oldest for {(timezone.now() - oldest).total_seconds():.0f} s" if oldest else ""
            self.stdout.write(f"{waiting} not yet sealed{age}.")


def _read(path: str) -> Anchor:
    try:
        return audit_anchor.read(Path(path).read_text())
    except (OSError, ValueError, audit_anchor.AnchorRefused) as error:
        raise CommandError(f"{path}: {error}") from error
