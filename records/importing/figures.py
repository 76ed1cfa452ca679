"""Rows of a table of figures: one area in one year with a number in each of many columns."""

from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .mapping import Mapping, Table
from .reading import Chunk, Reject

FIRST_YEAR, LAST_YEAR = 1850, 2100


@dataclass(frozen=True)
class Figures:
    """`values` holds, by the mapping's names, the sums of the columns that stand for each."""

    row: int
    parent: str
    area: str
    year: int
    values: dict[str, float]


class FigureReader:
    """Reads chunks; counts the rows passed over by `skip_rows` and those that repeat an earlier one."""

    def __init__(self, mapping: Mapping, table: Table, header: list[str], *, whole: bool):
        self._table, self._missing, self._header = table, mapping.missing, header
        self._words = mapping.values
        self._whole = whole
        self._seen: dict[tuple[str, str, int], dict[str, float]] = {}
        self.counts: Counter[str] = Counter()

    def read(self, chunk: Chunk) -> tuple[list[Figures], list[Reject]]:
        """The rows to take. A second row for an area and year is a duplicate if equal and refused if not."""
        cells = {
            name: ["" if (text := cell.strip()) in self._missing else text for cell in column]
            for name, column in chunk.columns(self._header).items()
        }
        size, table = len(chunk.rows), self._table
        years = table.year.render(cells, size)
        names = self._translated("area", table.area.render(cells, size))
        parents = (
            self._translated("parent", table.parent.render(cells, size)) if table.parent else [""] * size
        )
        taken, rejects = [], list(chunk.rejects)
        for row, number in enumerate(chunk.numbers):
            if self._skipped(cells, row):
                self.counts["rows passed over"] += 1
                continue
            year = _year(years[row])
            if not names[row] or year is None:
                column, value = (table.year.text, years[row]) if names[row] else (table.area.text, "")
                rejects.append(
                    Reject(number, column, value, "year invalid" if names[row] else "area missing")
                )
                continue
            values, faults = self._read_values(cells, row, number)
            figures = Figures(number, parents[row], names[row], year, values)
            rejects += faults
            earlier = self._seen.setdefault(
                (figures.parent.casefold(), figures.area.casefold(), year), values
            )
            if earlier is values:
                taken.append(figures)
            elif earlier == values:
                self.counts["duplicate"] += 1
            else:
                reason = "another row for this area and year differs"
                rejects.append(Reject(number, table.area.text, figures.area, reason))
        return taken, rejects

    def _translated(self, name: str, values: list[str]) -> list[str]:
        words = self._words.get(name, {})
        return [words.get(value, value) for value in values]

    def _skipped(self, cells: dict[str, list[str]], row: int) -> bool:
        return any(
            fnmatchcase(cells[column][row].casefold(), pattern.casefold())
            for column, patterns in self._table.skip_rows.items()
            for pattern in patterns
        )

    def _read_values(
        self, cells: dict[str, list[str]], row: int, number: int
    ) -> tuple[dict[str, float], list[Reject]]:
        values: dict[str, float] = {}
        faults = []
        for column, name in self._table.figures.items():
            text = cells[column][row]
            if not text:
                self.counts["figures missing"] += 1
                continue
            value = _number(text)
            if value is None or (self._whole and (value < 0 or value != int(value))):
                faults.append(Reject(number, column, text, "not a count" if self._whole else "not a number"))
            else:
                values[name] = values.get(name, 0) + value
        return values, faults


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if abs(value) < 1e15 else None


def _year(text: str) -> int | None:
    value = _number(text[:4]) if text[:4].isdigit() else None
    return int(value) if value is not None and FIRST_YEAR <= value <= LAST_YEAR else None
