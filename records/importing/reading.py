"""Rows of csv, csv.gz and xlsx files as text, a chunk at a time."""

import csv
import gzip
import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from .errors import ImportRefused

CHUNK_ROWS = 10_000
MARK = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Reject:
    """A row (or one figure of it) that is not taken. Rows count from 1, the header being row 1."""

    row: int
    column: str
    value: str
    reason: str


@dataclass
class Chunk:
    """`rows[i]` holds the cells of the file's row `numbers[i]`, as many as the header has."""

    numbers: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    @property
    def read(self) -> int:
        return len(self.rows) + len(self.rejects)

    def columns(self, header: list[str]) -> dict[str, tuple[str, ...]]:
        """Cells by column name. Of a name that occurs twice the first counts (the mapping cannot use it)."""
        turned = list(zip(*self.rows, strict=True)) or [()] * len(header)
        return dict(zip(reversed(header), reversed(turned), strict=True))


class Table:
    """An open file: its header, its rows in chunks, and how much of it has been read."""

    def __init__(self, rows: Iterator[list[str]], size: int, tell: Any, *, ragged_is_short: bool):
        self._rows = rows
        self._size, self._tell = max(size, 1), tell
        self._pads = ragged_is_short
        self.header = [cell.strip().removeprefix("\ufeff") for cell in next(rows, [])]
        while self._pads and self.header and not self.header[-1]:
            self.header.pop()
        if not any(self.header):
            raise ImportRefused("The file has no header: its first row is empty.")

    @property
    def fraction(self) -> float:
        """How much has been read, from 0 to 1."""
        return min(self._tell() / self._size, 1.0)

    def chunks(self, size: int = CHUNK_ROWS) -> Iterator[Chunk]:
        width, number, chunk = len(self.header), 1, Chunk()
        for cells in self._rows:
            number += 1
            if not any(cells):
                continue
            if self._pads:
                cells = (cells + [""] * width)[: max(width, len(cells))]
                while len(cells) > width and not cells[-1]:
                    cells.pop()
            if len(cells) == width:
                chunk.numbers.append(number)
                chunk.rows.append(cells)
            else:
                reason = f"the row does not have {width} cells as the header has"
                chunk.rejects.append(Reject(number, "", f"{len(cells)} cells", reason))
            if chunk.read >= size:
                yield chunk
                chunk = Chunk()
        if chunk.read:
            yield chunk


@contextmanager
def open_table(path: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> Iterator[Table]:
    """Open a csv, gzip-compressed csv or xlsx file, told apart by content rather than by name.

    Bytes that are not valid in the encoding become U+FFFD. Raises ImportRefused where the file is missing,
    damaged or not of these kinds, also while it is being read.
    """
    try:
        with path.open("rb") as raw:
            magic = raw.read(4)
            raw.seek(0)
            if magic == b"PK\x03\x04":
                yield from _workbook(raw)
            else:
                packed = magic[:2] == b"\x1f\x8b"
                stream = gzip.GzipFile(fileobj=raw) if packed else raw
                codec = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
                with io.TextIOWrapper(stream, encoding=codec, errors="replace", newline="") as text:
                    rows = csv.reader((line.replace("\0", "") for line in text), delimiter=delimiter)
                    size = os.fstat(raw.fileno()).st_size
                    yield Table(rows, size, raw.tell, ragged_is_short=False)
    except FileNotFoundError as error:
        raise ImportRefused(f"There is no file '{path}'.") from error
    except IsADirectoryError as error:
        raise ImportRefused(f"'{path}' is a folder.") from error
    except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, csv.Error, ParseError) as error:
        raise ImportRefused(
            f"'{path.name}' is damaged or not a csv, csv.gz or xlsx file: {error}."
        ) from error


def _workbook(raw: io.BufferedReader) -> Iterator[Table]:
    """The first sheet of a workbook.

    Its rows are counted, where it says how many it has, for the progress.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(raw, read_only=True, data_only=True)
    except (InvalidFileException, KeyError) as error:
        raise ImportRefused(f"'{raw.name}' is not an xlsx workbook: {error}.") from error
    try:
        sheet = book.worksheets[0]
        done = 0

        def rows() -> Iterator[list[str]]:
            nonlocal done
            for cells in sheet.iter_rows():
                done += 1
                yield [_text(cell) for cell in cells]

        yield Table(rows(), sheet.max_row or 1, lambda: done, ragged_is_short=True)
    finally:
        book.close()


def _text(cell: Any) -> str:
    """A cell of a sheet as the text a csv of it would hold."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        dated_only = value.time() == time() and "h" not in (cell.number_format or "").lower()
        return value.date().isoformat() if dated_only else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    try:
        with path.open("rb") as raw:
            return hashlib.file_digest(raw, "sha256").hexdigest()
    except OSError as error:
        raise ImportRefused(f"'{path}' cannot be read: {error.strerror}.") from error
