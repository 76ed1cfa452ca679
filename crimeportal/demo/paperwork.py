"""From a crime to its record: what is known of its time, when it was reported, how far the case has come."""

import numpy as np

from crimeportal.demo import categories as cat
from crimeportal.demo.incidents import STEPS, Incidents
from crimeportal.demo.intensity import reporting_delay_h

INTERVAL_SHARE = {"burglary": 1 / 3, "vehicle-theft": 1 / 3, "theft-from-vehicle": 1 / 3}
INTERVAL_MEDIAN_H, INTERVAL_SIGMA, INTERVAL_LONGEST_H = 9.0, 0.6, 120.0
UNKNOWN_SHARE = {"fraud": 0.10, "sexual-offence": 0.06, "theft": 0.02, "criminal-damage": 0.02}
NO_PLACE_SHARE = {"fraud": 0.30, "sexual-offence": 0.05}
NO_PLACE_OTHERS, BLOCK_SHARE = 0.006, 0.08
SUBMIT_MEDIAN_H, REGISTER_MEDIAN_H, PAPER_LONGEST_H = 3.0, 12.0, 1_000.0
CASE_MEDIAN_D = 28.0
HOLD_SHARE, RETURN_SHARE, REOPEN_SHARE, VOID_SHARE = 0.05, 0.12, 0.006, 0.008
NOT_YET = np.datetime64("NaT", "s")
MINUTE_S, DAY_S = 60, 86_400


def _by_category(shares: dict[str, float], others: float = 0.0) -> np.ndarray:
    return np.array([shares.get(code, others) for code in cat.CODES])


def _seconds(values: np.ndarray) -> np.ndarray:
    return np.round(values).astype("timedelta64[s]")


def _log_logistic(rng: np.random.Generator, median: float, shape: float, count: int) -> np.ndarray:
    share = np.clip(rng.random(count), 1e-9, 1 - 1e-9)
    return median * (share / (1 - share)) ** (1 / shape)


def file_records(
    rng: np.random.Generator,
    category: np.ndarray,
    address: np.ndarray,
    series: np.ndarray,
    follower: np.ndarray,
    occurred: np.ndarray,
    day_start: np.ndarray,
    now: np.datetime64,
) -> Incidents:
    """Return the records of crimes as they stand at ``now``.

    ``occurred`` and ``day_start`` (the local midnight before) are UTC datetime64[s], all before ``now``.
    """
    count = len(category)
    known, first, last = _time_known(rng, category, occurred, day_start, now)
    police = rng.random(count) < np.array([c.police for c in cat.CATEGORIES])[category]
    reported = _reported(rng, category, police, last, now)
    steps, void_reason = _steps(rng, category, reported, now)
    place = rng.random(count)
    nowhere = _by_category(NO_PLACE_SHARE, NO_PLACE_OTHERS)[category] * (series < 0)
    precision = np.where(place < nowhere, 2, np.where(place > 1 - BLOCK_SHARE, 1, 0)).astype(np.int8)
    return Incidents(
        category=category,
        address=address,
        series=series,
        follower=follower,
        occurred=occurred,
        occurred_from=first,
        occurred_to=np.where(known == 0, NOT_YET, last),
        time_known=known,
        police=police,
        reported=reported,
        precision=precision,
        steps=steps,
        void_reason=void_reason,
        choice=rng.integers(0, 2**31, (count, 6)),
        year=np.zeros(count, np.int64),
        number=np.zeros(count, np.int64),
    )


def _time_known(
    rng: np.random.Generator,
    category: np.ndarray,
    occurred: np.ndarray,
    day_start: np.ndarray,
    now: np.datetime64,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (index into TIME_KNOWN, from, to): the true time lies between the two."""
    count = len(category)
    chance = rng.random(count)
    interval = chance < _by_category(INTERVAL_SHARE)[category]
    unknown = chance > 1 - _by_category(UNKNOWN_SHARE)[category]
    width = np.minimum(
        INTERVAL_MEDIAN_H * np.exp(INTERVAL_SIGMA * rng.standard_normal(count)), INTERVAL_LONGEST_H
    )
    # Owners leave and come back on the quarter of an hour, before and after.
    quarter = np.timedelta64(15 * MINUTE_S, "s")
    left = occurred - _seconds(rng.random(count) * width * 3600)
    back = left + _seconds(width * 3600)
    left = left - (left - day_start) % quarter
    back = np.maximum(back - (back - day_start) % quarter + quarter, occurred)
    first = np.where(interval, left, np.where(unknown, day_start, occurred))
    last = np.where(
        interval, back, np.where(unknown, day_start + np.timedelta64(DAY_S - MINUTE_S, "s"), occurred)
    )
    latest = np.maximum(occurred, now - np.timedelta64(MINUTE_S, "s"))
    known = np.where(interval, 1, np.where(unknown, 2, 0)).astype(np.int8)
    return known, first, np.minimum(last, latest)


def _reported(
    rng: np.random.Generator, category: np.ndarray, police: np.ndarray, last: np.ndarray, now: np.datetime64
) -> np.ndarray:
    median = np.array([c.delay_h for c in cat.CATEGORIES])[category]
    limit = (now - last).astype(float) / 3600
    uniform = rng.random(len(category))
    delay = reporting_delay_h(uniform, limit, median)
    return last + _seconds(np.where(police, np.minimum(uniform * 0.5, limit), delay) * 3600)


def _steps(
    rng: np.random.Generator, category: np.ndarray, reported: np.ndarray, now: np.datetime64
) -> tuple[np.ndarray, np.ndarray]:
    """Return when each step of STEPS was taken by ``now``, and the index into VOID_REASONS."""
    count = len(category)

    def days(low: float, high: float) -> np.ndarray:
        return _seconds(rng.uniform(low, high, count) * DAY_S)

    def only(share: float | np.ndarray, times: np.ndarray) -> np.ndarray:
        return np.where(rng.random(count) < share, times, NOT_YET)

    def paper(median_h: float, shape: float) -> np.ndarray:
        return _seconds(np.minimum(_log_logistic(rng, median_h, shape, count), PAPER_LONGEST_H) * 3600)

    submitted = reported + paper(SUBMIT_MEDIAN_H, 1.6)
    registered = submitted + paper(REGISTER_MEDIAN_H, 1.6)
    returned = np.where(registered > now, only(RETURN_SHARE, submitted + days(0.1, 1)), NOT_YET)
    begun = registered + days(0.05, 2)
    held = only(HOLD_SHARE, begun + days(4, 20))
    resumed = held + days(10, 40)
    decided = np.where(np.isnat(resumed), begun, resumed) + _seconds(
        _log_logistic(rng, CASE_MEDIAN_D, 1.6, count) * DAY_S
    )
    charged = rng.random(count) < np.array([c.detected for c in cat.CATEGORIES])[category]
    in_court = np.where(charged, decided + days(15, 90), NOT_YET)
    disposed = in_court + days(20, 200)
    closed = np.where(charged, disposed, decided) + days(2, 20)
    reopened = only(REOPEN_SHARE, closed + days(20, 90))
    voided = only(VOID_SHARE, registered + days(0.5, 8))
    table = np.column_stack(
        [
            reported, submitted, returned, registered, begun, held, resumed,
            np.where(charged, decided, NOT_YET), np.where(charged, NOT_YET, decided),
            in_court, disposed, closed, reopened, voided,
        ]
    )  # fmt: skip
    table[table > now] = NOT_YET
    is_void = ~np.isnat(table[:, -1])
    begins = STEPS.index("under_investigation")
    table[is_void, begins:-1] = NOT_YET
    reason = np.where(is_void, rng.choice([1, 1, 1, 2, 2, 3], count), 0).astype(np.int8)
    return table, reason
