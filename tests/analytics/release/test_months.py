from datetime import date

from analytics.release import months


def test_add_months_over_the_year():
    assert months.add_months(date(2026, 11, 1), 3) == date(2027, 2, 1)
    assert months.add_months(date(2026, 2, 1), -14) == date(2024, 12, 1)


def test_last_months_end_with_the_month():
    assert months.last_months(date(2026, 1, 1), 3) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]


def test_publishable_on_thirty_days_after_the_end():
    assert months.publishable_on(date(2026, 10, 1), 30) == date(2026, 12, 1)


def test_newest_publishable_waits_for_the_day():
    assert months.newest_publishable(date(2026, 11, 30), 30) == date(2026, 9, 1)
    assert months.newest_publishable(date(2026, 12, 1), 30) == date(2026, 10, 1)


def test_newest_publishable_agrees_with_publishable_on():
    for offset in range(800):
        today = date(2024, 1, 1) + offset * (date(2024, 1, 2) - date(2024, 1, 1))
        newest = months.newest_publishable(today, 30)
        assert months.publishable_on(newest, 30) <= today
        assert months.publishable_on(months.add_months(newest, 1), 30) > today
