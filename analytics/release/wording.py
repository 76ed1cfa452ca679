"""Published figures in plain words; the same words on page, in JSON and in CSV."""

import datetime
import math

from .choices import CellStatus
from .rates import Total

STATUS_TEXT = {
    CellStatus.FEW.value: "fewer than 5",
    CellStatus.NOT_REPORTED.value: "not reported",
    CellStatus.PARTIAL.value: "not complete",
}
CAVEATS = [
    "These are crimes that the police recorded. Some crimes are never reported.",
    "A crime counts in the month in which it was reported, under its main offence.",
    "Every number is rounded by itself to the nearest 5; 0 to 4 shows as “fewer than 5”. "
    "Tables need not add up.",
    "Rates, shares and changes are worked out from the rounded numbers.",
    "Sexual, domestic and child offences, hate crime and homicide are given for the whole jurisdiction and "
    "year only, or not at all. Totals hold the published types only.",
    "A month that was not reported, or only in part, has no number. Missing is never 0.",
]
# Smaller changes are within what rounding and chance make of an even level.
LEVEL_BELOW = 3
SLOW_BELOW = 10
# "Most areas" are at least this share of them.
MOST = 0.6


def figure(value: int | None, status: str) -> str:
    return STATUS_TEXT.get(status, "") if value is None else f"{value:,}"


def total(number: Total) -> str:
    if number.value is not None:
        return f"{number.value:,}"
    return f"fewer than {number.below:,}" if number.below else "not complete"


def rate(known: float | None, highest: float | None) -> str:
    """A rate as a whole number, "under 8" where only its bound is known, else a dash."""
    if known is not None:
        return f"{known:.0f}"
    return "–" if highest is None else f"under {math.ceil(highest)}"


def month(day: datetime.date) -> str:
    return f"{day:%B %Y}"


def date(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def signed(percent: float | None) -> str:
    """A change for a table: "+8%", "−4%", "0%" or nothing."""
    if percent is None:
        return ""
    rounded = round(percent)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{abs(rounded)}%"


def arrow(percent: float | None) -> str:
    """A change for a tile: "▼ 6%"."""
    if percent is None:
        return ""
    rounded = round(percent)
    return f"{'▲ ' if rounded > 0 else '▼ ' if rounded < 0 else ''}{abs(rounded)}%"


def more_or_fewer(percent: float) -> str:
    rounded = round(percent)
    return f"{abs(rounded)}% {'more' if rounded > 0 else 'fewer'} than" if rounded else "about the same as"


def higher_or_lower(percent: float | None) -> str:
    if percent is None:
        return ""
    rounded = round(percent)
    return f"{abs(rounded)}% {'higher' if rounded > 0 else 'lower'}" if rounded else "the same"


def movement(percent: float) -> str:
    """What a yearly change looks like: "is falling slowly"."""
    if abs(percent) < LEVEL_BELOW:
        return "stays level"
    slowly = " slowly" if abs(percent) < SLOW_BELOW else ""
    return f"is {'rising' if percent > 0 else 'falling'}{slowly}"


def standing(known: float | None, highest: float | None, others: list[float]) -> str:
    """How a rate compares with those of all areas; from a bound alone only "less" can follow."""
    if highest is None or len(others) < 2:
        return ""
    if sum(other > highest for other in others) >= MOST * len(others):
        return "less recorded crime than most areas"
    if known is None:
        return ""
    if sum(other < known for other in others) >= MOST * len(others):
        return "more recorded crime than most areas"
    return "about as much recorded crime as most areas"
