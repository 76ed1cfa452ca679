"""Each published count stands for itself: rounded to 5, and 0 to 4 all look the same."""

from .choices import CellStatus

# Odd, so that no count lies halfway. Database constraints and the words "fewer than 5" hold it too.
BASE = 5


def round_count(count: int) -> tuple[int | None, str]:
    """The published value and its status: counts under BASE have no value, others the nearest multiple.

    A count lies at most BASE // 2 from what is published, and 0 cannot be told from BASE − 1.
    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"A count is not negative: {count}.")
    if count < BASE:
        return None, CellStatus.FEW.value
    return (count + BASE // 2) // BASE * BASE, CellStatus.OK.value
