"""Rows of a source as crime records: cleaned, identified, written."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import User

from ..models import ImportBatch
from .cleaning import Clean, Cleaner
from .identity import Identifier
from .mapping import Mapping
from .reading import Chunk, Reject
from .writing import Writer

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Prepared:
    """A chunk to store, without its duplicates; `found` counts the cleaning steps of the file up to it."""

    clean: Clean
    ids: list[str]
    ordinals: "np.ndarray"
    duplicates: int
    rejects: list[Reject]
    found: Counter[str]


class Records:
    """Loads records."""

    def __init__(self, mapping: Mapping, header: list[str], batch: ImportBatch, by: User | None):
        area = batch.jurisdiction
        self._cleaner = Cleaner(mapping, header, (area.south, area.west, area.north, area.east))
        self._identifier = Identifier(mapping.source.duplicates)
        self._writer = Writer(batch, fields=mapping.columns, by=by)
        self._duplicates = 0
        self._found: Counter[str] = Counter()

    def prepare(self, chunk: Chunk) -> Prepared:
        clean, rejects = self._cleaner.clean(chunk)
        ids, ordinals, duplicate = self._identifier.identify(clean.raw, clean.source_id)
        kept = (~duplicate).nonzero()[0]
        return Prepared(
            clean=clean.only(kept),
            ids=[ids[row] for row in kept.tolist()],
            ordinals=ordinals[kept],
            duplicates=len(ids) - len(kept),
            rejects=rejects,
            found=Counter(self._cleaner.counts),
        )

    def store(self, prepared: Prepared) -> list[Reject]:
        self._writer.write(prepared.clean, prepared.ids, prepared.ordinals)
        self._duplicates += prepared.duplicates
        self._found = prepared.found
        return prepared.rejects

    def finish(self) -> None:
        self._writer.finish()

    @property
    def counts(self) -> dict[str, int]:
        return self._writer.counts | {"duplicate": self._duplicates}

    @property
    def notes(self) -> dict[str, int]:
        return dict(self._found + self._writer.notes)

    @property
    def new_categories(self) -> list[str]:
        return self._writer.new_categories
