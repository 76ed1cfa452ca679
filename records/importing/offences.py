"""The offences of imported records, kept as the file has them."""

from ..models import Offence
from . import bulk

COLUMNS = ["record_id", "ordinal", "category_id", "weapon"]
LOOKUP = 5_000
Key = tuple[int, int]


class OffenceWriter:
    """Writes offences by chunks; remembers which known records have more than the file showed so far."""

    def __init__(self, *, weapons: bool) -> None:
        # A source that says nothing of weapons leaves the known ones as they are.
        self._compared = slice(2, 4 if weapons else 3)
        self._surplus: dict[int, int] = {}

    def write(
        self,
        records: list[int],
        ordinals: list[int],
        categories: list[int],
        weapons: list[str],
        *,
        fresh: set[int],
    ) -> set[int]:
        """Store one offence a row. `fresh` are records that cannot have any yet.

        Returns the other records whose offences were added to or changed.
        """
        rows = list(zip(records, ordinals, categories, weapons, strict=True))
        older = set(records) - fresh
        stored = self._stored(older)
        added = [row for row in rows if row[:2] not in stored]
        known = [(stored[row[:2]], row[self._compared]) for row in rows if row[:2] in stored]
        differing = [(old[0], *new) for old, new in known if old[1 : len(new) + 1] != new]
        bulk.insert(Offence, COLUMNS, added)
        bulk.update(Offence, COLUMNS[self._compared], differing)
        self._watch(rows, stored)
        changed = {pk for pk, *_ in differing}
        grown = {row[0] for row in added} & older
        return grown | {record for (record, _), (pk, *_) in stored.items() if pk in changed}

    def trim(self) -> set[int]:
        """Delete what known records have beyond the file's offences; returns those records."""
        trimmed = set(self._surplus)
        for record, shown in self._surplus.items():
            Offence.objects.filter(record=record, ordinal__gt=shown).delete()
        self._surplus.clear()
        return trimmed

    def _stored(self, records: set[int]) -> dict[Key, tuple[int, int, str]]:
        found = {}
        for part in bulk.batches(records, LOOKUP):
            offences = Offence.objects.filter(record__in=part).values_list("pk", *COLUMNS)
            for pk, record, ordinal, *rest in offences:
                found[record, ordinal] = (pk, *rest)
        return found

    def _watch(self, rows: list[tuple], stored: dict[Key, tuple[int, int, str]]) -> None:
        most: dict[int, int] = {}
        for record, ordinal in stored:
            most[record] = max(ordinal, most.get(record, 0))
        shown = {record: ordinal for record, ordinal, *_ in sorted(rows) if record in most}
        for record, ordinal in shown.items():
            if most[record] > ordinal:
                self._surplus[record] = ordinal
            else:
                self._surplus.pop(record, None)
