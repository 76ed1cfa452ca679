"""How many requests a minute are answered, by address, person or key. Minutes are those of the clock."""

import math
import time

from django.db import connection

from ..models import RequestCount

WINDOW_S = 60
# One statement counts and decides, so that requests at the same moment, whatever process takes them, are
# never more than the limit. What is refused writes nothing.
COUNT = """
INSERT INTO accounts_requestcount (name, minute, count) VALUES (%s, %s, 1)
ON CONFLICT (name, minute) DO UPDATE SET count = accounts_requestcount.count + 1
WHERE accounts_requestcount.count < %s
RETURNING count
"""


def admit(*, scope: str, who: str, limit: int) -> bool:
    """Count a request of `who` towards `limit` of this minute; False, and not counted, where that is reached.

    Call it outside the transaction of the act: what is rolled back was not counted.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [f"{scope}:{who}", _minute(), limit])
        return cursor.fetchone() is not None


def seconds_left() -> int:
    """Until the next minute begins, and with it a new count."""
    return math.ceil(WINDOW_S - time.time() % WINDOW_S)


def forget() -> int:
    """Delete the counts of minutes that are over; returns how many."""
    # Not the last one: clocks of servers differ.
    return RequestCount.objects.filter(minute__lt=_minute() - 1).delete()[0]


def _minute() -> int:
    return int(time.time() // WINDOW_S)
