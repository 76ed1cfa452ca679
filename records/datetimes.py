"""Dates and times as people type them, in the time zone of the place.

Accepted: `12/9/2026 02:10`, `12 sep 0210`, `today 0210`, `yesterday 21:30`, ISO 8601, each with an offset
such as `+02:00` after it where the clock alone does not tell.
"""

import datetime
import re
from zoneinfo import ZoneInfo

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
DATE = (
    r"(?:(?P<word>today|yesterday)"
    r"|(?P<iso_year>\d{4})-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2})"
    r"|(?P<day>\d{1,2})[/.](?P<month>\d{1,2})(?:[/.](?P<year>\d{4}|\d{2}))?"
    r"|(?P<named_day>\d{1,2})\s+(?P<name>[a-z]{3,9})\.?(?:\s+(?P<named_year>\d{4}))?)"
)
TIME = (
    r"(?:t|\s+|,\s*)(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,6})?)?"
    r"(?:\s*(?P<offset>z|[+-]\d{2}:?\d{2}))?"
)
# One expression, so that in "12 sep 2010" the figures are the time that must follow, not a year.
MOMENT = re.compile(DATE + TIME, re.ASCII)
DAY = re.compile(DATE, re.ASCII)


class NotATime(ValueError):
    """The text names no moment, or two; the message says what to do."""


def parse_date(text: str, today: datetime.date) -> datetime.date:
    """A day as typed; one without a year is the latest that is not after `today`. Raises NotATime."""
    text = text.strip().lower()
    match = DAY.fullmatch(text)
    if not match:
        raise NotATime(f"“{text}” is not a date. Enter it like 12/9/2026.")
    return _day(match, today)


def parse_moment(text: str, zone: ZoneInfo, now: datetime.datetime) -> datetime.datetime:
    """An aware moment from what was typed at `now` in `zone`. Raises NotATime.

    A local time that the change of clocks skipped or repeated is refused unless an offset follows it.
    """
    text = " ".join(text.lower().split())
    match = MOMENT.fullmatch(text)
    if not match and DAY.fullmatch(text):
        raise NotATime("Add the time after the date, like 12/9/2026 02:10.")
    if not match:
        raise NotATime("Enter a date and a time like 12/9/2026 02:10, or “today 0210”.")
    day = _day(match, now.astimezone(zone).date())
    part = {name: int(match[name] or 0) for name in ("hour", "minute", "second")}
    try:
        local = datetime.datetime.combine(day, datetime.time(**part))
    except ValueError as error:
        raise NotATime("The time must be between 00:00 and 23:59.") from error
    return _in_zone(local, zone, match["offset"])


def format_moment(moment: datetime.datetime, zone: ZoneInfo) -> str:
    """The form of `moment` that `parse_moment` reads back as the same moment."""
    local = moment.astimezone(zone)
    text = f"{local.day}/{local.month}/{local.year:04d} {local:%H:%M}"
    if local.second:
        text += f":{local.second:02d}"
    return f"{text} {_offset_text(local)}" if _is_repeated(local.replace(tzinfo=None), zone) else text


def _day(match: re.Match, today: datetime.date) -> datetime.date:
    if match["word"]:
        return today - datetime.timedelta(days=match["word"] == "yesterday")
    day, month = match["iso_day"] or match["day"] or match["named_day"], match["iso_month"] or match["month"]
    if match["name"]:
        month = _month_number(match["name"])
    year = match["iso_year"] or match["year"] or match["named_year"]
    if year is not None and len(year) == 4 and not 1900 <= int(year) <= 2199:
        raise NotATime(f"The year {year} cannot be right. Enter one between 1900 and 2199.")
    try:
        if year is not None:
            return datetime.date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        this_year = datetime.date(today.year, int(month), int(day))
        return this_year if this_year <= today else datetime.date(today.year - 1, int(month), int(day))
    except ValueError as error:
        raise NotATime(f"There is no such day as {day}/{month}. Enter day, month, year.") from error


def _month_number(name: str) -> int:
    if name[:3] not in MONTHS:
        raise NotATime(f"“{name}” is not a month. Enter it like 12 sep 2026.")
    return MONTHS.index(name[:3]) + 1


def _in_zone(local: datetime.datetime, zone: ZoneInfo, offset: str | None) -> datetime.datetime:
    if offset:
        sign = -1 if offset[0] == "-" else 1
        digits = offset[1:].replace(":", "") or "0000"
        delta = datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if delta >= datetime.timedelta(hours=24):
            raise NotATime(f"{offset} is no offset from UTC. Enter it like +02:00.")
        return local.replace(tzinfo=datetime.timezone(sign * delta)).astimezone(datetime.UTC)
    if _is_skipped(local, zone):
        raise NotATime(
            f"The clocks went forward on {local.day} {local:%B %Y}: {local:%H:%M} did not exist. "
            "Enter the time that the clock showed."
        )
    if _is_repeated(local, zone):
        first, second = (_offset_text(local.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
        raise NotATime(
            f"The clocks went back on {local.day} {local:%B %Y}: {local:%H:%M} came twice. "
            f"Write {first} after it for the first time, {second} for the second."
        )
    return local.replace(tzinfo=zone).astimezone(datetime.UTC)


def _is_skipped(local: datetime.datetime, zone: ZoneInfo) -> bool:
    there_and_back = local.replace(tzinfo=zone).astimezone(datetime.UTC).astimezone(zone)
    return there_and_back.replace(tzinfo=None) != local


def _is_repeated(local: datetime.datetime, zone: ZoneInfo) -> bool:
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and not _is_skipped(local, zone)


def _offset_text(moment: datetime.datetime) -> str:
    return moment.isoformat()[-6:]
