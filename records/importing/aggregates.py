"""Yearly counts by area, as their publisher released them, into area counts."""

from collections import Counter

from accounts.models import User

from ..choices import AreaKind
from ..models import AreaCount, ImportBatch
from . import areas, bulk
from .books import Categories
from .figures import FigureReader, Figures
from .mapping import Mapping
from .names import AreaNames
from .reading import Chunk, Reject

LOOKUP = 5_000
Key = tuple[int, int, int]
Prepared = tuple[list[Figures], list[Reject], Counter[str]]


class Counts:
    """Loads counts. An area that the current set lacks is added by its name."""

    def __init__(self, mapping: Mapping, header: list[str], batch: ImportBatch, by: User | None):
        self._batch = batch
        self._reader = FigureReader(mapping, mapping.aggregate, header, whole=True)
        self._areas, self._categories = AreaNames(batch.jurisdiction), Categories()
        self._counts: Counter[str] = Counter(created=0, updated=0, unchanged=0)
        self._found: Counter[str] = Counter()
        self._made = 0

    def prepare(self, chunk: Chunk) -> Prepared:
        return *self._reader.read(chunk), Counter(self._reader.counts)

    def store(self, prepared: Prepared) -> list[Reject]:
        taken, rejects, self._found = prepared
        rows = self._rows(taken)
        stored = self._stored({key[0] for key in rows})
        new = [(*key, count) for key, count in rows.items() if key not in stored]
        known = [(stored[key], count) for key, count in rows.items() if key in stored]
        changed = [(pk, count) for (pk, old), count in known if old != count]
        source, batch = self._batch.source, self._batch.pk
        columns = ["area_id", "year", "category_id", "count", "source", "import_batch_id"]
        bulk.insert(AreaCount, columns, ((*row, source, batch) for row in new))
        # They stay with the batch that made them, so that undoing a correction does not delete them.
        bulk.update(AreaCount, ["count"], changed)
        self._counts.update(created=len(new), updated=len(changed), unchanged=len(known) - len(changed))
        return rejects

    def finish(self) -> None:
        """Nothing is left over."""

    @property
    def counts(self) -> dict[str, int]:
        return dict(self._counts) | {"duplicate": self._found["duplicate"]}

    @property
    def notes(self) -> dict[str, int]:
        notes = {step: found for step, found in self._found.items() if step != "duplicate"}
        return notes | ({"areas added by name": self._made} if self._made else {})

    @property
    def new_categories(self) -> list[str]:
        return self._categories.made

    def _rows(self, taken: list[Figures]) -> dict[Key, int]:
        rows: Counter[Key] = Counter()
        for figures in taken:
            area = self._area(figures)
            names = list(figures.values)
            for name, category in zip(names, self._categories.ids(names, [""] * len(names)), strict=True):
                rows[area, figures.year, category] += int(figures.values[name])
        return dict(rows)

    def _area(self, figures: Figures) -> int:
        pk = self._areas.exact(figures.parent, figures.area)
        if pk is None:
            place = self._batch.jurisdiction
            made = areas.add_named(place, figures.area, kind=AreaKind.DISTRICT, parent=figures.parent)
            pk = made.pk
            self._areas.add(figures.parent, figures.area, pk)
            self._made += 1
        return pk

    def _stored(self, wanted: set[int]) -> dict[Key, tuple[int, int]]:
        found = {}
        ours = AreaCount.objects.filter(source=self._batch.source)
        for part in bulk.batches(wanted, LOOKUP):
            rows = ours.filter(area__in=part).values_list("area", "year", "category", "pk", "count")
            found |= {tuple(row[:3]): tuple(row[3:]) for row in rows}
        return found
