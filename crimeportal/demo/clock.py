"""Local wall-clock time to UTC and back for whole arrays, over the days of the demo."""

from zoneinfo import ZoneInfo

import numpy as np

HOUR = np.timedelta64(3600, "s")


class LocalClock:
    """The offsets of a time zone between two dates.

    A local time that a clock change skips is taken as an hour later, one that it repeats as the first.
    """

    def __init__(self, time_zone: str, start: np.datetime64, end: np.datetime64) -> None:
        hours = np.arange(
            start.astype("datetime64[s]") - 48 * HOUR, end.astype("datetime64[s]") + 72 * HOUR, HOUR
        )
        zone = ZoneInfo(time_zone)
        noon = np.arange(hours[0], hours[-1], 24 * HOUR)
        days = [self._offset(zone, moment) for moment in noon]
        changes = [0, *(np.flatnonzero(np.diff(days)) + 1)]
        self._from, self._offsets = [hours[0]], [days[0]]
        for index in changes[1:]:
            within = np.arange(noon[index - 1], noon[index] + HOUR, HOUR)
            offsets = [self._offset(zone, moment) for moment in within]
            at = int(np.flatnonzero(np.diff(offsets))[0]) + 1
            self._from.append(within[at])
            self._offsets.append(offsets[at])
        self._utc = np.array(self._from)
        self._offset_s = np.array(self._offsets).astype("timedelta64[s]")
        before = np.concatenate([self._offset_s[:1], self._offset_s[:-1]])
        self._local = self._utc + np.maximum(self._offset_s, before)

    @staticmethod
    def _offset(zone: ZoneInfo, moment: np.datetime64) -> int:
        from datetime import UTC

        return int(moment.item().replace(tzinfo=UTC).astimezone(zone).utcoffset().total_seconds())

    def to_utc(self, local: np.ndarray) -> np.ndarray:
        """Return UTC of local wall-clock times, both datetime64[s]."""
        period = np.maximum(np.searchsorted(self._local, local, side="right") - 1, 0)
        return local - self._offset_s[period]

    def to_local(self, utc: np.ndarray) -> np.ndarray:
        """Return local wall-clock times of UTC, both datetime64[s]."""
        period = np.maximum(np.searchsorted(self._utc, utc, side="right") - 1, 0)
        return utc + self._offset_s[period]
