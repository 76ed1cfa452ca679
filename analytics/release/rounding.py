"""Each published count stands for itself: rounded to 5, and 0 to 4 all look the same."""

from .choices import CellStatus


def round_count(count: int, base: int = 5) -> tuple[int | None, str]:
    """The published value and its status: counts under `base` have no value, others the nearest multiple.

    A count lies at most base // 2 from what is published, and 0 cannot be told from base − 1.
    Raises ValueError for a negative count or a base that is not odd, which would leave ties.
    """
    if count < 0:
        raise ValueError(f"A count is not negative: {count}.")
    if base < 3 or base % 2 == 0:
        raise ValueError(f"The base of rounding is an odd number from 3: {base}.")
    if count < base:
        return None, CellStatus.FEW.value
    return (count + base // 2) // base * base, CellStatus.OK.value
