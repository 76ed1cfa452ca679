"""Clean rows into crime records and offences: new ones in bulk, known ones only where they changed."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max
from django.utils import timezone

from accounts.models import User

from ..choices import RecordKind, Sensitivity, Status
from ..models import CrimeRecord, ImportBatch
from . import bulk
from .books import Categories
from .cleaning import Clean
from .content import CONTENT, DERIVED, Contents, Row, unspoken
from .offences import OffenceWriter

if TYPE_CHECKING:
    import numpy as np

FIXED = ("jurisdiction_id", "kind", "status", "source", "import_batch_id", "created_by_id", "updated_by_id")
STATE = ("pk", "source_id", "status", "void_reason", "sensitivity")
LOOKUP = 5_000


class Writer:
    """Writes the chunks of one batch and knows at the end what became of the records."""

    def __init__(self, batch: ImportBatch, *, fields: Collection[str], by: User | None):
        self._batch, self._by = batch, by
        self._unspoken = unspoken(fields)
        self._ours = CrimeRecord.objects.filter(jurisdiction=batch.jurisdiction, source=batch.source)
        self._empty = not self._ours.exists()
        self._first_new = (CrimeRecord.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
        self._contents, self._categories = Contents(batch.jurisdiction), Categories()
        self._offences = OffenceWriter(weapons="weapon" in fields)
        self._created = self._met = self._further = 0
        self._updated: set[int] = set()
        self._revived: set[int] = set()

    @property
    def new_categories(self) -> list[str]:
        return self._categories.made

    @property
    def counts(self) -> dict[str, int]:
        """Records created, updated, unchanged and revived, and rows that added an offence to a record."""
        return {
            "created": self._created,
            "updated": len(self._updated - self._revived),
            "unchanged": self._met - len(self._updated | self._revived),
            "revived": len(self._revived),
            "further offences": self._further,
        }

    @property
    def notes(self) -> Counter[str]:
        return self._contents.counts

    def write(self, clean: Clean, ids: list[str], ordinals: "np.ndarray") -> None:
        """Store one chunk: the source id of each row, and its offence's place in the record (from 1)."""
        leads = (ordinals == 1).nonzero()[0].tolist()
        known = self._known(ids) if len(leads) < len(ids) or not self._empty else {}
        categories = self._categories.ids(clean.offence, clean.texts["offence_group"])
        hidden = {
            name
            for name, category in zip(ids, categories, strict=True)
            if category in self._categories.protected
        }
        content = dict(zip((ids[row] for row in leads), self._contents.build(clean, leads), strict=True))
        new = [name for name in content if name not in known]
        keys = dict(zip(new, bulk.allocate(CrimeRecord, len(new)), strict=True))
        self._insert(keys, content, hidden)
        met = [name for name in content if name in known]
        changed = self._update(met, known, content)
        changed |= self._protect(known[name] for name in hidden & known.keys())
        keys |= {name: state["pk"] for name, state in known.items()}
        changed |= self._offences.write(
            [keys[name] for name in ids],
            ordinals.tolist(),
            categories,
            self._contents.fit("weapon", clean.texts["weapon"], 80),
            fresh={keys[name] for name in new},
        )
        self._created += len(new)
        self._met += len(met)
        self._further += len(ids) - len(leads)
        self._mark(changed)

    def finish(self) -> None:
        """Take away offences that known records have beyond those the file gives them."""
        self._mark(self._offences.trim())

    def _known(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Records of this source that exist already, by source id."""
        found = {}
        for part in bulk.batches(dict.fromkeys(ids), LOOKUP):
            for state in self._ours.filter(source_id__in=part).values(*STATE, *CONTENT, *DERIVED):
                found[state["source_id"]] = state
        return found

    def _insert(self, keys: dict[str, int], content: dict[str, Row], hidden: set[str]) -> None:
        user = self._by.pk if self._by else None
        batch = self._batch
        fixed = (
            batch.jurisdiction_id,
            RecordKind.OTHER.value,
            Status.REGISTERED.value,
            batch.source,
            batch.pk,
            user,
            user,
        )
        columns = ["id", "source_id", "sensitivity", *FIXED, *CONTENT, *DERIVED]
        normal, protected = Sensitivity.NORMAL.value, Sensitivity.PROTECTED.value
        rows = (
            (key, name, protected if name in hidden else normal, *fixed, *content[name])
            for name, key in keys.items()
        )
        bulk.insert(CrimeRecord, columns, rows)

    def _update(self, met: list[str], known: dict[str, dict[str, Any]], content: dict[str, Row]) -> set[int]:
        """Write content that differs and revive what an undone import voided; returns the changed."""
        changes, voided = [], []
        for name in met:
            state = known[name]
            # A record voided by a person has a reason; one voided with its batch has none.
            if state["status"] == Status.VOIDED and not state["void_reason"]:
                voided.append(state["pk"])
            said = tuple(
                state[column] if column in self._unspoken else value
                for column, value in zip((*CONTENT, *DERIVED), content[name], strict=True)
            )
            if said[: len(CONTENT)] != tuple(state[column] for column in CONTENT):
                changes.append((state["pk"], *said))
        bulk.update(CrimeRecord, [*CONTENT, *DERIVED], changes)
        for part in bulk.batches(voided, LOOKUP):
            CrimeRecord.objects.filter(pk__in=part).update(status=Status.REGISTERED, import_batch=self._batch)
        self._revived.update(voided)
        return {change[0] for change in changes} | set(voided)

    def _protect(self, states: Iterable[dict[str, Any]]) -> set[int]:
        """Close known records that now have a protected offence; nothing opens one again."""
        found = {state["pk"] for state in states if state["sensitivity"] != Sensitivity.PROTECTED}
        for part in bulk.batches(found, LOOKUP):
            CrimeRecord.objects.filter(pk__in=part).update(sensitivity=Sensitivity.PROTECTED)
        return found

    def _mark(self, changed: set[int]) -> None:
        """A new version of each changed record that was there before this run."""
        older = {pk for pk in changed if pk < self._first_new}
        for part in bulk.batches(older, LOOKUP):
            CrimeRecord.objects.filter(pk__in=part).update(
                version=F("version") + 1, updated_at=timezone.now(), updated_by=self._by
            )
        self._updated |= older
