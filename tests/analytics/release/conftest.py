"""A small city with hand-made counts, and its release."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from analytics.models import StatCell
from analytics.release.build import build_release
from tests import factories

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEST, EAST = 3.985, 4.015


class City:
    """Two areas and one station; `record` adds so many crimes at noon of the month's fifth day."""

    def __init__(self, jurisdiction, station, areas):
        self.jurisdiction, self.station = jurisdiction, station
        self.west, self.east = areas

    def record(self, number, year, month, longitude=WEST, category=None, day=5, **fields):
        return self.monthly(number, [(year, month)], longitude, category, day, **fields)

    def monthly(self, number, months, longitude=WEST, category=None, day=5, **fields):
        moments = [datetime.datetime(year, month, day, 12, tzinfo=AMSTERDAM) for year, month in months]
        return factories.make_records(
            self.station,
            category or factories.make_category(),
            moments * number,
            longitude=longitude,
            **fields,
        )

    def build(self, month=None, **options):
        day = month and datetime.date(*month, 1)
        return build_release(self.jurisdiction, day, by=None, **options)

    def cell(self, release, cut, area=None, category=None, **when):
        return StatCell.objects.get(release=release, cut=cut, area=area, category=category, **when)


@pytest.fixture
def city(jurisdiction, station_a, areas) -> City:
    return City(jurisdiction, station_a, areas)


@pytest.fixture
def full_city(city) -> City:
    """Two years: West 40 burglaries and 10 thefts a month, East 3 burglaries a month; no month missing."""
    months = [(year, month) for year in (2024, 2025) for month in range(1, 13)]
    city.monthly(40, months)
    city.monthly(10, months, category=factories.make_category("theft"))
    city.monthly(3, months, longitude=EAST)
    return city
