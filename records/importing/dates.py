"""Dates and times of a source as UTC intervals, a column at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

ISO = (
    r"^(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})"
    r"(?:(?:[T ]|\s+)(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"\s*(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)?)?)?$"
)
OTHER_ISO = r"\d{4}-?(?:W\d{2}|\d{4}).*"
TIME_DIRECTIVES = set("HIcXsf")
DAY_DIRECTIVES = set("djcxaAuUWVw")


@dataclass(frozen=True)
class Moments:
    """What each value says, arrays of one length.

    `first` and `last` are datetime64[us] in UTC, NaT where the value is missing or no date. They are equal
    for an instant; for a bare month, date or hour they are its first and last second in the local zone.
    `skipped` marks local times that the clock jumped over (moved to the end of the jump), `repeated` those
    that it showed twice (the earlier is taken).
    """

    first: "np.ndarray"
    last: "np.ndarray"
    skipped: "np.ndarray"
    repeated: "np.ndarray"

    @property
    def valid(self) -> "np.ndarray":
        import numpy as np

        return ~np.isnat(self.first)


def parse(values: Sequence[str], *, zone: str, formats: Sequence[str] = ()) -> Moments:
    """Read a column of dates: in one of the strptime `formats`, tried in turn, or else in ISO 8601.

    ISO 8601 is taken with one-digit months, days and hours, with a blank for the T, and as bare date or
    month. Values without an offset are local to `zone`; each distinct value is read once.
    """
    import numpy as np
    import pandas as pd

    codes, distinct = pd.factorize(np.asarray(values, dtype=object))
    texts = pd.Series(distinct, dtype=object).astype("str")
    local, stop, offset = _by_formats(texts, formats) if formats else _by_iso(texts)
    # Two digits short of what the type can hold: a typing error must not overflow further on.
    local = local.where(local.dt.year.between(1700, 2250))
    first, skipped, repeated = _to_utc(local, offset, zone)
    last, *_ = _to_utc(stop, offset, zone)
    instant = (stop == local).to_numpy()
    last = np.where(instant, first, last - np.timedelta64(1, "s"))
    last = np.where(np.isnat(first), np.datetime64("NaT"), last)
    return Moments(*(column[codes] for column in (first, last, skipped, repeated)))


def _by_iso(texts: "pd.Series") -> "tuple[pd.Series, pd.Series, pd.Series]":
    """Wall-clock start, stop (equal for an instant) and offset from UTC (NaT where the time is local)."""
    import pandas as pd

    parts = texts.str.extract(ISO)
    offset = _offsets(parts["offset"])
    numbers = parts.drop(columns=["offset", "fraction"]).apply(pd.to_numeric)
    filled = numbers.fillna({"day": 1, "hour": 0, "minute": 0, "second": 0})
    day = pd.to_datetime(filled[["year", "month", "day"]], errors="coerce").astype("datetime64[us]")
    clock = filled["hour"] * 3600 + filled["minute"] * 60 + filled["second"]
    # 24:00 is the end of the day; a second of 60 is a leap second.
    right = (filled["minute"] < 60) & (filled["second"] <= 60) & ((filled["hour"] < 24) | (clock == 86_400))
    micro = pd.to_numeric(parts["fraction"].str.pad(6, "right", "0").str[:6]).fillna(0)
    local = (
        (day + pd.to_timedelta(clock * 1_000_000 + micro, unit="us")).astype("datetime64[us]").where(right)
    )
    stop = _stops(local, numbers["hour"].notna(), numbers["day"].notna())
    bare_hour = numbers["hour"].notna() & numbers["minute"].isna()
    stop = stop.where(~bare_hour, local + pd.Timedelta(hours=1))
    return _rest(texts, local, stop, offset)


def _rest(texts: "pd.Series", *columns: "pd.Series") -> "tuple[pd.Series, ...]":
    """The other forms of ISO 8601 (basic, week dates), which the standard library reads one by one."""
    local, stop, offset = columns
    for place in texts.index[local.isna() & texts.str.fullmatch(OTHER_ISO)]:
        try:
            found = datetime.fromisoformat(texts[place])
        except ValueError:
            continue
        local[place] = found.replace(tzinfo=None)
        bare = "T" not in texts[place] and " " not in texts[place]
        stop[place] = local[place] + (_day() if bare else 0 * _day())
        if found.tzinfo:
            offset[place] = found.utcoffset()
    return local, stop, offset


def _by_formats(texts: "pd.Series", formats: Sequence[str]) -> "tuple[pd.Series, pd.Series, pd.Series]":
    import pandas as pd

    local = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    stop, offset = local.copy(), pd.Series(pd.NaT, index=texts.index, dtype="timedelta64[us]")
    for layout in formats:
        left = texts.index[local.isna() & (texts != "")]
        if left.empty:
            break
        directives = set(layout.replace("%%", "").split("%")[1:])
        directives = {part[0] for part in directives if part}
        read = pd.to_datetime(texts[left], format=layout, errors="coerce", utc="z" in directives)
        read = read.astype("datetime64[us, UTC]" if "z" in directives else "datetime64[us]")
        if "z" in directives:
            read = read.dt.tz_localize(None)
            offset[left] = pd.Timedelta(0)
        local[left] = read
        timed = pd.Series(bool(directives & TIME_DIRECTIVES), index=left)
        stop[left] = _stops(read, timed, pd.Series(bool(directives & DAY_DIRECTIVES), index=left))
    return local, stop, offset


def _stops(local: "pd.Series", timed: "pd.Series", dayed: "pd.Series") -> "pd.Series":
    """Where the value ends: itself, the next day, or the next month."""
    import pandas as pd

    next_day = local + _day()
    next_month = (local + pd.offsets.MonthBegin(1)).astype("datetime64[us]") if not dayed.all() else next_day
    return local.where(timed, next_day.where(dayed, next_month))


def _offsets(texts: "pd.Series") -> "pd.Series":
    import pandas as pd

    parts = texts.str.replace("Z", "+00").str.extract(r"(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?")
    minutes = pd.to_numeric(parts["hours"]) * 60 + pd.to_numeric(parts["minutes"]).fillna(0)
    signed = minutes.where(parts["sign"] != "-", -minutes)
    return pd.to_timedelta(signed, unit="min").astype("timedelta64[us]")


def _to_utc(
    local: "pd.Series", offset: "pd.Series", zone: str
) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    import numpy as np

    fixed = offset.notna().to_numpy()
    wall = local.where(~fixed)
    early = wall.dt.tz_localize(zone, ambiguous=np.ones(len(wall), bool), nonexistent="shift_forward")
    late = wall.dt.tz_localize(zone, ambiguous=np.zeros(len(wall), bool), nonexistent="shift_forward")
    utc = early.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
    known = wall.notna().to_numpy()
    skipped = known & (early.dt.tz_localize(None) != wall).to_numpy()
    repeated = known & (early != late).to_numpy()
    explicit = (local - offset).to_numpy()
    return np.where(fixed, explicit, utc).astype("datetime64[us]"), skipped, repeated


def _day() -> "pd.Timedelta":
    import pandas as pd

    return pd.Timedelta(days=1)
