"""From the cells of a chunk to clean fields; every step is counted, nothing is dropped in silence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from . import dates
from .mapping import Mapping
from .reading import MARK, Chunk, Reject

if TYPE_CHECKING:
    import numpy as np

Bounds = tuple[float, float, float, float]
# What systems write where they know no place: eastward and northward value are the same round figure.
SENTINELS = (0.0, -1.0, 1.0, 99.0, 999.0, 9999.0, 99999.0, 999999.0)
TEXT_FIELDS = ("offence_group", "address", "area", "district", "premises", "weapon", "narrative")
ARRAYS = ("occurred_from", "occurred_to", "reported_at", "latitude", "longitude")
DATE_FIELDS = ("occurred_from", "occurred_to", "reported_at")
# A clock may be ahead of ours; a crime of the day after tomorrow is a typing error.
TOLERANCE = timedelta(days=1)


@dataclass(frozen=True)
class Clean:
    """The rows that are taken, as columns of one length.

    `raw` are the cells as read, for the identity. Times are datetime64[us] in UTC, NaT for none;
    `occurred_to` is NaT for an instant. Coordinates are degrees WGS84, NaN for none. Texts are empty where
    the source has none.
    """

    raw: list[list[str]]
    source_id: list[str]
    offence: list[str]
    texts: dict[str, list[str]]
    occurred_from: "np.ndarray"
    occurred_to: "np.ndarray"
    reported_at: "np.ndarray"
    latitude: "np.ndarray"
    longitude: "np.ndarray"

    def __len__(self) -> int:
        return len(self.raw)

    def only(self, rows: "np.ndarray") -> "Clean":
        """The rows at the given positions."""
        places = rows.tolist()
        return Clean(
            raw=[self.raw[row] for row in places],
            source_id=[self.source_id[row] for row in places],
            offence=[self.offence[row] for row in places],
            texts={name: [values[row] for row in places] for name, values in self.texts.items()},
            **{name: getattr(self, name)[rows] for name in ARRAYS},
        )


class Cleaner:
    """Cleans the chunks of one file.

    `counts` says how often each step found something; `rejects` which rows it cost.
    """

    def __init__(self, mapping: Mapping, header: list[str], bounds: Bounds | None):
        self.mapping = mapping
        self.header = header
        self.bounds = mapping.source.bounds or bounds
        self.counts: Counter[str] = Counter()

    def clean(self, chunk: Chunk) -> tuple[Clean, list[Reject]]:
        import numpy as np

        size = len(chunk.rows)
        fields = self._fields(chunk.columns(self.header), size)
        self.counts["rows with encoding errors"] += sum(MARK in "".join(row) for row in chunk.rows)
        moments = {name: self._moments(name, fields.get(name, [""] * size)) for name in DATE_FIELDS}
        start = moments["occurred_from"]
        latest = np.datetime64((datetime.now(UTC) + TOLERANCE).replace(tzinfo=None), "us")
        future = start.valid & (start.first > latest)
        keep = start.valid & ~future & (np.asarray(fields["offence"], dtype=object) != "")
        rejects = chunk.rejects + [
            self._reject(chunk.numbers[row], fields, row, bool(start.valid[row]), bool(future[row]))
            for row in np.flatnonzero(~keep).tolist()
        ]
        kept = np.flatnonzero(keep)
        begin, end, reported = (column[kept] for column in self._order(moments, keep))
        latitude, longitude = self._place(fields, kept)
        rows = kept.tolist()
        return (
            Clean(
                raw=[chunk.rows[row] for row in rows],
                source_id=_pick(fields, "source_id", rows),
                offence=_pick(fields, "offence", rows),
                texts={name: _pick(fields, name, rows) for name in TEXT_FIELDS},
                occurred_from=begin,
                occurred_to=end,
                reported_at=reported,
                latitude=latitude,
                longitude=longitude,
            ),
            rejects,
        )

    def points(self, chunk: Chunk) -> "tuple[np.ndarray, np.ndarray]":
        """Latitude and longitude of every row of a chunk, NaN where it has no usable point."""
        import numpy as np

        size = len(chunk.rows)
        return self._place(self._fields(chunk.columns(self.header), size), np.arange(size))

    def _fields(self, cells: dict[str, Sequence[str]], size: int) -> dict[str, list[str]]:
        """Rendered, translated values of each mapped field; what counts as missing is empty."""
        missing = self.mapping.missing
        wanted = {column for expression in self.mapping.columns.values() for column in expression.columns}
        stripped = {column: [_known(cell, missing) for cell in cells[column]] for column in wanted}
        fields = {}
        for name, expression in self.mapping.columns.items():
            gap = "cut" if name in DATE_FIELDS else "void" if name == "source_id" else "skip"
            values = expression.render(stripped, size, gap=gap)
            words = self.mapping.values.get(name)
            if words:
                values = [_known(words.get(value, value), missing) for value in values]
            fields[name] = values
        return fields

    def _moments(self, name: str, values: list[str]) -> dates.Moments:
        source = self.mapping.source
        moments = dates.parse(values, zone=source.timezone, formats=source.date_formats)
        if name != "occurred_from":
            unread = len(values) - values.count("") - int(moments.valid.sum())
            self.counts[f"{name} not a date"] += unread
        return moments

    def _reject(
        self, number: int, fields: dict[str, list[str]], row: int, dated: bool, future: bool
    ) -> Reject:
        if dated and not future:
            return Reject(number, self.mapping.columns["offence"].text, "", "offence missing")
        value = fields["occurred_from"][row]
        reason = "date in the future" if future else "date invalid" if value else "date missing"
        return Reject(number, self.mapping.columns["occurred_from"].text, value, reason)

    def _order(self, moments: dict[str, dates.Moments], keep: "np.ndarray") -> "tuple[np.ndarray, ...]":
        """Start, end (NaT for an instant) and time of report of every row, in order.

        An end before the start swaps the two; a report before the start is dropped. A report known by its
        day is taken at the end of that day, and what a bare date of the crime leaves open ends with the
        report.
        """
        import numpy as np

        start, end, report = (moments[name] for name in DATE_FIELDS)
        nothing = np.datetime64("NaT")
        swapped = end.valid & (end.last < start.first)
        begin = np.where(swapped, end.first, start.first)
        last = np.where(swapped, start.last, np.where(end.valid, end.last, start.last))
        early = report.valid & (report.last < begin)
        reported = np.where(early, nothing, report.last)
        last = np.where(~end.valid & (last > reported), reported, last)
        last = np.where(last > begin, last, nothing)
        for step, found in (
            ("dates in the wrong order", swapped | early),
            ("time known as an interval", ~np.isnat(last)),
            ("local time that the clock skipped", start.skipped),
            ("local time that the clock showed twice", start.repeated),
        ):
            self.counts[step] += int((found & keep).sum())
        return begin, last, reported

    def _place(self, fields: dict[str, list[str]], kept: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
        """Latitude and longitude of the kept rows, NaN where the source knows no usable point."""
        import numpy as np
        import pandas as pd

        if self.mapping.point is None:
            self.counts["coordinates missing"] += len(kept)
            return np.full(len(kept), np.nan), np.full(len(kept), np.nan)
        texts = [np.asarray(fields[name], dtype=object)[kept] for name in self.mapping.point]
        east, north = (pd.to_numeric(pd.Series(text), errors="coerce").to_numpy(float) for text in texts)
        missing = (texts[0] == "") | (texts[1] == "")
        invalid = ~missing & ~(np.isfinite(east) & np.isfinite(north))
        sentinel = ~missing & ~invalid & (east == north) & np.isin(east, SENTINELS)
        if self.mapping.point == ("x", "y"):
            east, north = self._transform(east, north)
        south, west, top, right = self.bounds or (-90.0, -180.0, 90.0, 180.0)
        within = (north >= south) & (north <= top) & (east >= west) & (east <= right)
        outside = ~missing & ~invalid & ~sentinel & ~within
        for step, found in (
            ("coordinates missing", missing),
            ("coordinates invalid", invalid),
            ("coordinates on a sentinel value", sentinel),
            ("coordinates outside the bounds", outside),
        ):
            self.counts[step] += int(found.sum())
        usable = ~missing & ~invalid & ~sentinel & within
        return np.where(usable, north, np.nan), np.where(usable, east, np.nan)

    def _transform(self, x: "np.ndarray", y: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
        from pyproj import Transformer

        return Transformer.from_crs(self.mapping.source.crs, 4326, always_xy=True).transform(x, y)


def _known(cell: str, missing: frozenset[str]) -> str:
    cell = cell.strip()
    return "" if cell in missing else cell


def _pick(fields: dict[str, list[str]], name: str, rows: list[int]) -> list[str]:
    values = fields.get(name)
    return [values[row] for row in rows] if values else [""] * len(rows)
