"""Calendar months as the date of their first day."""

import datetime


def first_day(day: datetime.date) -> datetime.date:
    return datetime.date(day.year, day.month, 1)


def add_months(month: datetime.date, number: int) -> datetime.date:
    """The first day of the month `number` months later (earlier, if negative)."""
    years, zero_based = divmod(month.year * 12 + month.month - 1 + number, 12)
    return datetime.date(years, zero_based + 1, 1)


def months_between(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """All months from `first` to `last`, both included; empty when `last` is earlier."""
    number = (last.year - first.year) * 12 + last.month - first.month + 1
    return [add_months(first, step) for step in range(number)]


def last_months(last: datetime.date, number: int) -> list[datetime.date]:
    """The `number` months that end with `last`, oldest first."""
    return months_between(add_months(last, 1 - number), last)


def length(month: datetime.date) -> int:
    """Days in the month."""
    return (add_months(month, 1) - month).days


def publishable_on(month: datetime.date, delay_days: int) -> datetime.date:
    """The first day on which the month may appear: `delay_days` whole days after its last day."""
    return add_months(month, 1) + datetime.timedelta(days=delay_days)


def newest_publishable(today: datetime.date, delay_days: int) -> datetime.date:
    """The latest month that may appear on `today`."""
    return add_months(first_day(today - datetime.timedelta(days=delay_days)), -1)
