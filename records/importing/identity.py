"""Which record of the register a row of a source is, the same again in every run."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

ID_LENGTH = 64
SEPARATOR = "\x1f"


class Tally:
    """How often each number was seen before, over all chunks of a file, at 8 bytes a number.

    Numbers lie in sorted runs; runs of similar size are merged, so there are about log(n) of them.
    """

    def __init__(self) -> None:
        self._runs: list[np.ndarray] = []

    def add(self, numbers: "np.ndarray") -> "np.ndarray":
        """For each number, how many equal ones came before it: in earlier calls and earlier in this array."""
        import numpy as np

        order = np.argsort(numbers, kind="stable")
        ordered = numbers[order]
        starts = np.searchsorted(ordered, ordered, side="left")
        before = np.empty(len(numbers), dtype=np.int64)
        before[order] = np.arange(len(numbers)) - starts
        for run in self._runs:
            before += np.searchsorted(run, numbers, side="right") - np.searchsorted(run, numbers, side="left")
        self._runs.append(ordered)
        while len(self._runs) > 1 and len(self._runs[-2]) <= 2 * len(self._runs[-1]):
            last = self._runs.pop()
            self._runs[-1] = np.sort(np.concatenate([self._runs[-1], last]), kind="stable")
        return before


def digests(rows: Sequence[Sequence[str]]) -> list[bytes]:
    """A 16-byte digest of each row's cells, as they were read."""
    return [
        hashlib.blake2b(SEPARATOR.join(row).encode("utf-8", "replace"), digest_size=16).digest()
        for row in rows
    ]


def numbers(values: Sequence[bytes]) -> "np.ndarray":
    """The first 8 bytes of each digest as a number, to count by."""
    import numpy as np

    return np.frombuffer(b"".join(value[:8] for value in values), dtype=np.uint64)


class Identifier:
    """Gives each row its source id and the ordinal of its offence in the record.

    Rows that share a source id are offences of one record; an equal row among them is a duplicate. A row
    without an id is known by its content and its ordinal among equal rows; with `drop`, equal rows are
    duplicates too.
    """

    def __init__(self, duplicates: str) -> None:
        self._drop = duplicates == "drop"
        self._rows, self._ids = Tally(), Tally()

    def identify(
        self, rows: Sequence[Sequence[str]], given: Sequence[str]
    ) -> "tuple[list[str], np.ndarray, np.ndarray]":
        """Source ids, offence ordinals (from 1) and which rows are duplicates, in the order of the rows."""
        import numpy as np

        content = digests(rows)
        before = self._rows.add(numbers(content))
        has_id = np.fromiter((bool(name) for name in given), dtype=bool, count=len(given))
        duplicate = (before > 0) & (has_id | self._drop)
        ids = [
            _short(name) if name else f"#{digest.hex()}-{count + 1}"
            for name, digest, count in zip(given, content, before.tolist(), strict=True)
        ]
        ordinal = np.ones(len(ids), dtype=np.int64)
        counted = has_id & ~duplicate
        keys = digests([[name] for name, take in zip(ids, counted, strict=True) if take])
        ordinal[counted] = self._ids.add(numbers(keys)) + 1
        return ids, ordinal, duplicate


def _short(name: str) -> str:
    """An id as it can be stored; one that is too long keeps its beginning and a digest of the whole."""
    if len(name) <= ID_LENGTH:
        return name
    return f"{name[:31]}#{hashlib.blake2b(name.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"
