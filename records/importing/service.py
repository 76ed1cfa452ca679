"""One file through one mapping into the register."""

import csv
import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, transaction

from accounts import audit
from accounts.models import User

from ..models import ImportBatch
from . import batches, reading, setup
from . import mapping as mappings
from .aggregates import Counts
from .mapping import Mapping
from .reading import Chunk, Reject, Table
from .records import Records

Progress = Callable[[int, float], None]
SQLITE_CACHE_KB = 131_072


class Loader(Protocol):
    """Takes a file by chunks: `prepare` touches no database and may be a chunk ahead of `store`.

    `counts` is what became of the rows stored so far, `notes` what was found on the way.
    """

    counts: dict[str, int]
    notes: dict[str, int]
    new_categories: list[str]

    def prepare(self, chunk: Chunk) -> Any: ...

    def store(self, prepared: Any) -> list[Reject]: ...

    def finish(self) -> None: ...


@dataclass
class Summary:
    """What an import did; `counts` always has read, duplicate and rejected."""

    batch: int
    jurisdiction: str
    dry_run: bool
    counts: dict[str, int]
    rejected: Counter[str] = field(default_factory=Counter)
    notes: dict[str, int] = field(default_factory=dict)
    new_categories: list[str] = field(default_factory=list)
    rejects_file: Path | None = None
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return self.counts | {
            "rejected_by_reason": dict(self.rejected),
            "notes": self.notes,
            "new_categories": self.new_categories,
        }


def run(
    *,
    file: Path,
    mapping: Mapping,
    by: User | None,
    jurisdiction: str = "",
    boundaries: Path | None = None,
    name_field: str = "",
    dry_run: bool = False,
    rejects_file: Path | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Import a file. Chunks are committed one by one; a run that was cut short is made good by the next.

    A dry run does all of it and takes it back. Raises ImportRefused (MappingError among them) before the
    first row is written when the file does not fit the mapping.
    """
    started = time.monotonic()
    source = mapping.source
    with reading.open_table(file, encoding=source.encoding, delimiter=source.delimiter) as table:
        mappings.check_header(mapping, table.header)
        with _kept_or_not(dry_run):
            place = setup.prepare(
                file=file,
                mapping=mapping,
                by=by,
                code=jurisdiction,
                boundary_file=boundaries,
                name_field=name_field,
            )
            with batches.batch_of(file, mapping, place, by=by) as batch:
                kind = Counts if mapping.aggregate else Records
                loader = kind(mapping, table.header, batch, by)
                summary = Summary(batch.pk, place.code, dry_run, {})
                listed = _rejects_csv(rejects_file or _default_file(batch, dry_run))
                with listed as (path, write), _uncollected():
                    _load(table, loader, batch, summary, write, progress)
                batches.finish(batch, summary.as_json(), by=by)
    if not dry_run:
        audit.seal()
    summary.rejects_file = path
    summary.seconds = time.monotonic() - started
    return summary


def _load(
    table: Table,
    loader: Loader,
    batch: ImportBatch,
    summary: Summary,
    write: Callable[[list[Reject]], None],
    progress: Progress | None,
) -> None:
    if connection.vendor == "sqlite":
        # Indexes over random values (digests, H3) outgrow the usual 2 MB; each row would read them anew.
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE_KB}")
    read = 0
    for size, fraction, prepared in _prepared(table, loader):
        read += size
        with transaction.atomic():
            rejects = loader.store(prepared)
            summary.rejected.update(reject.reason for reject in rejects)
            _sum_up(summary, loader, read)
            batches.note(batch, summary.as_json(), rejects)
        write(rejects)
        gc.collect(1)
        if progress:
            progress(read, fraction)
    with transaction.atomic():
        loader.finish()
    _sum_up(summary, loader, read)


def _prepared(table: Table, loader: Loader) -> Iterator[tuple[int, float, Any]]:
    """Chunks read and prepared: (rows, fraction of the file, what to store).

    Where the database is another process, the next chunk is prepared while it works. SQLite works in this
    process and gives the interpreter up at every row, so a second thread would only slow it down.
    """
    steps = ((chunk.read, table.fraction, loader.prepare(chunk)) for chunk in table.chunks())
    if connection.vendor != "postgresql":
        yield from steps
        return
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(next, steps, None)
        while (step := coming.result()) is not None:
            coming = pool.submit(next, steps, None)
            yield step


def _sum_up(summary: Summary, loader: Loader, read: int) -> None:
    rejected = sum(summary.rejected.values())
    summary.counts = {"read": read} | loader.counts | {"rejected": rejected}
    summary.notes, summary.new_categories = dict(loader.notes), list(loader.new_categories)


@contextmanager
def _kept_or_not(dry_run: bool) -> Iterator[None]:
    """A dry run is the run itself in one transaction that is rolled back."""
    if not dry_run:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cycle collector: it walks the rows of each chunk again and again, a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _default_file(batch: ImportBatch, dry_run: bool) -> Path:
    name = "dry-run" if dry_run else f"batch-{batch.pk}"
    return settings.VAR_DIR / "imports" / f"{batch.jurisdiction.code.lower()}-{name}-rejected.csv"


@contextmanager
def _rejects_csv(path: Path) -> Iterator[tuple[Path, Callable[[list[Reject]], None]]]:
    """The file of rejected rows, and what adds to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["row", "column", "value", "reason"])

        def write(rejects: list[Reject]) -> None:
            rows.writerows((r.row, r.column, r.value, r.reason) for r in rejects)

        yield path, write
