"""Where a field's value comes from: a column, a template of columns, or a constant."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Literal

Gap = Literal["cut", "skip", "void"]


@dataclass(frozen=True)
class Expression:
    """`COLUMN`, `{A} {B}:00` or `= constant`.

    `parts` holds (literal text, column name or None) in order; a constant has one part without a column.
    """

    text: str
    parts: tuple[tuple[str, str | None], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for _, column in self.parts if column is not None)

    @property
    def is_constant(self) -> bool:
        return not self.columns

    def render(self, cells: dict[str, Sequence[str]], size: int, *, gap: Gap = "skip") -> list[str]:
        """The field's value in each of `size` rows; missing cells are empty strings.

        A template whose column is empty in a row is cut off there (`cut`: a date without its time), does
        without it (`skip`), or has no value at all (`void`: an identifier). A row in which every column is
        empty has none.
        """
        if self.is_constant:
            return [self.parts[0][0]] * size
        if len(self.parts) == 1 and not self.parts[0][0]:
            return list(cells[self.columns[0]])
        sources = [(literal, cells[column] if column is not None else None) for literal, column in self.parts]
        return [_fill(sources, row, gap) for row in range(size)]


def parse(text: str) -> Expression:
    """Read one expression of a mapping.

    Raises ValueError, with a sentence, for a malformed template or one that names no column.
    """
    if text.startswith("="):
        return Expression(text, ((text[1:].strip(), None),))
    if "{" not in text and "}" not in text:
        return Expression(text, (("", text),))
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise ValueError(f"the template '{text}' cannot be read ({error})") from error
    parts = []
    for literal, name, layout, conversion in parsed:
        if name is not None and (not name.strip() or layout or conversion):
            raise ValueError(f"the template '{text}' names no column between its braces")
        parts.append((literal, name))
    if not any(name for _, name in parts):
        raise ValueError(f"the template '{text}' names no column")
    return Expression(text, tuple(parts))


def _fill(sources: list[tuple[str, Sequence[str] | None]], row: int, gap: Gap) -> str:
    value, found = "", False
    for literal, cells in sources:
        if cells is None:
            value += literal
            continue
        cell = cells[row]
        if cell:
            value, found = value + literal + cell, True
        elif gap == "cut":
            break
        elif gap == "void":
            return ""
        else:
            value += literal
    return " ".join(value.split()) if found else ""
