"""Totals, rates, shares and changes, worked out from published figures and nothing else.

A rate or a change taken from true counts would undo the rounding, so no function here ever sees one.
"""

import math
from dataclasses import dataclass

from .rounding import BASE

# What stands for "fewer than 5" in a sum: the middle of 0 to 4.
FEW_AS = 2
# From fewer than this, one rounding step alone would look like a change of a fifth or more.
LEAST_TO_COMPARE = 25


@dataclass(frozen=True)
class Total:
    """Sum of published monthly figures: `value` to 5, or None and, if known, less than `below`.

    `middle` is the sum with FEW_AS for each "fewer than 5", to order areas by; it is not for showing.
    """

    value: int | None = None
    below: int | None = None
    middle: int | None = None

    @property
    def is_known(self) -> bool:
        return self.value is not None or self.below is not None


def total(published: int, numbers: int, few: int, expected: int) -> Total:
    """The sum of `numbers` published values (`published` in all) and `few` times "fewer than 5".

    Unknown unless all `expected` months are among them; only an upper bound where most are "fewer than 5".
    """
    if numbers + few < expected or expected == 0:
        return Total()
    middle = published + few * FEW_AS
    if few > numbers:
        highest = published + numbers * (BASE // 2) + few * (BASE - 1)
        return Total(below=(highest // BASE + 1) * BASE, middle=middle)
    return Total(value=BASE * round(middle / BASE), middle=middle)


def rate(value: int | None, population: int | None, per: int = 1000) -> float | None:
    """Published number for every `per` residents; None where either is unknown."""
    if value is None or not population:
        return None
    return value * per / population


def change(value: float | None, before: float | None) -> float | None:
    """Change in per cent on `before`; None where a number is unknown or too small to compare."""
    if value is None or before is None or before < LEAST_TO_COMPARE:
        return None
    return (value - before) * 100 / before


def share(value: int | None, whole: int | None) -> float | None:
    """Per cent of the whole, at most 100: parts and whole are rounded apart."""
    if value is None or not whole:
        return None
    return min(100.0, value * 100 / whole)


def difference(value: float | None, other: float | None) -> float | None:
    """How much higher (or lower, negative) than `other`, per cent."""
    return None if value is None or not other else (value - other) * 100 / other


def quarters(values: dict[str, float | None]) -> dict[str, int | None]:
    """Which quarter, 1 (lowest) to 4, of the known values each lies in; equal values share the lower one."""
    known = sorted(value for value in values.values() if value is not None)
    return {
        name: None if value is None else min(4, 1 + math.floor(4 * known.index(value) / len(known)))
        for name, value in values.items()
    }
