"""The demo city's crime holds what its model says: marginals, contagion, intervals, the planted shift."""

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest

from crimeportal.demo import categories as cat
from crimeportal.demo.city import STATIONS, City
from crimeportal.demo.geography import to_metres
from crimeportal.demo.incidents import STEPS, Incidents
from crimeportal.demo.intensity import hour_weights, reported_share, reporting_delay_h

COUNT = 20_000
DAY = np.timedelta64(86_400, "s")


@pytest.fixture(scope="module")
def city() -> City:
    return City(seed=1, count=COUNT, years=3)


@pytest.fixture(scope="module")
def records(city) -> Incidents:
    return Incidents.join(list(city.records()))


def of(records: Incidents, *codes: str) -> Incidents:
    return records.take(np.isin(records.category, [cat.INDEX[code] for code in codes]))


def near_pairs(city: City, burglaries: Incidents) -> int:
    """Pairs within 200 m and 14 days."""
    x, y = city.addresses.x[burglaries.address], city.addresses.y[burglaries.address]
    close = np.hypot(x[:, None] - x, y[:, None] - y) <= 200
    soon = np.abs(burglaries.occurred[:, None] - burglaries.occurred) <= 14 * DAY
    return int(np.triu(close & soon, 1).sum())


def test_same_seed_gives_the_same_records_to_the_last_byte():
    assert City(7, 2_000, 1).digest() == City(7, 2_000, 1).digest()


def test_another_seed_gives_other_records():
    assert City(7, 500, 1).digest() != City(8, 500, 1).digest()


@pytest.mark.parametrize("count", [1, 40, 900])
def test_count_is_exact_however_small(count):
    assert sum(map(len, City(3, count, 1).records())) == count


def test_period_is_whole_years_up_to_the_end(city, records):
    assert city.start == np.datetime64("2023-11-01")
    assert len(records) == COUNT
    assert records.occurred.max() < city.now


def test_category_shares_are_those_of_the_model(city, records):
    drawn = np.bincount(records.category, minlength=len(cat.CATEGORIES)) / COUNT
    expected = city.intensity.day_weights.sum(1)
    # Burglaries come in clusters, which widens their spread.
    assert np.abs(drawn - expected).max() < 5 * np.sqrt(expected.max() / COUNT)


@pytest.mark.parametrize("code", ["assault", "shoplifting", "theft"])
def test_hours_of_a_category_are_those_of_its_profile(city, records, code):
    rows = of(records, code)
    rows = rows.take((rows.series < 0) & ~rows.follower)
    local = city.clock.to_local(rows.occurred)
    hours = (local - local.astype("datetime64[D]")).astype("timedelta64[h]").astype(int)
    expected = hour_weights()[cat.INDEX[code]]
    drawn = np.bincount(hours, minlength=24) / len(rows)
    assert np.abs(drawn - expected).max() < 4.5 * np.sqrt(expected.max() / len(rows))


def test_assaults_lie_where_the_intensity_is_high(city, records):
    rows = of(records, "assault")
    early = rows.take(rows.occurred < (city.end - cat.SHIFT_DAYS).astype("datetime64[s]"))
    area = city.addresses.neighbourhood
    expected = np.bincount(area, weights=city.intensity.place_weights(cat.INDEX["assault"]), minlength=26)
    drawn = np.bincount(area[early.address], minlength=26) / len(early)
    assert np.corrcoef(drawn, expected)[0, 1] > 0.99


def test_burglaries_repeat_near_each_other(city, records):
    rows = of(records, "burglary")
    rows = rows.take(rows.series < 0)
    rng = np.random.default_rng(0)
    chance = []
    for _ in range(5):
        shuffled = rows.take(np.arange(len(rows)))
        shuffled.occurred = rng.permutation(rows.occurred)
        chance.append(near_pairs(city, shuffled))
    assert near_pairs(city, rows) > 1.5 * np.mean(chance)


def test_other_crimes_do_not_repeat_near_each_other(city, records):
    rows = of(records, "criminal-damage")
    shuffled = rows.take(np.arange(len(rows)))
    shuffled.occurred = np.random.default_rng(0).permutation(rows.occurred)
    assert near_pairs(city, rows) < 1.2 * near_pairs(city, shuffled)


@pytest.mark.parametrize("code", ["burglary", "vehicle-theft"])
def test_a_third_is_known_as_an_interval_that_holds_the_true_time(records, code):
    rows = of(records, code)
    interval = rows.take(rows.time_known == 1)
    assert len(interval) / len(rows) == pytest.approx(1 / 3, abs=0.05)
    assert (interval.occurred_from <= interval.occurred).all()
    assert (interval.occurred <= interval.occurred_to).all()


def test_street_crime_moves_to_the_canal_basin_in_the_last_eight_weeks(city, records):
    rows = of(records, *cat.SHIFT_CATEGORIES)
    start = (city.end + 1 - cat.SHIFT_DAYS).astype("datetime64[s]")

    def share(place: str, chosen: Incidents) -> float:
        x, y = to_metres(*cat.CENTRES[place][:2])
        far = np.hypot(city.addresses.x[chosen.address] - x, city.addresses.y[chosen.address] - y)
        return (far < 450).mean()

    late, early = rows.take(rows.occurred >= start), rows.take(rows.occurred < start)
    assert share(cat.SHIFT_TO, late) > 3 * share(cat.SHIFT_TO, early)
    assert share(cat.SHIFT_FROM, late) < 0.5 * share(cat.SHIFT_FROM, early)


def test_times_of_a_record_are_in_order(city, records):
    last = np.where(np.isnat(records.occurred_to), records.occurred_from, records.occurred_to)
    assert (records.occurred_from <= last).all()
    assert (last <= records.reported).all()
    for row in records.steps:
        taken = row[~np.isnat(row)]
        assert (np.diff(taken) >= np.timedelta64(0, "s")).all()
    assert not (records.steps > city.now).any()


def test_numbers_have_no_gap_in_order_of_registration(city, records):
    known = records.take(records.number > 0)
    station = city.station_of[known.address]
    for key in {(s, y) for s, y in zip(station, known.year, strict=True)}:
        rows = known.take((station == key[0]) & (known.year == key[1]))
        assert rows.number.tolist() == list(range(1, len(rows) + 1))
        assert all(a <= b for a, b in pairwise(rows.registered))
    assert len(STATIONS) == 5


def test_only_recent_records_wait_for_registration(city, records):
    waiting = records.take(records.number == 0)
    assert 5 < len(waiting) < 100
    assert set(np.array(STEPS)[waiting.status]) <= {"draft", "submitted", "returned"}
    assert (records.take(records.number > 0).status >= STEPS.index("registered")).all()


def test_drugs_are_mostly_discovered_by_the_police(records):
    assert of(records, "drugs").police.mean() == pytest.approx(0.86, abs=0.05)
    assert of(records, "burglary").police.mean() < 0.05


def test_series_are_planted_in_full(records):
    counts = np.bincount(records.series[records.series >= 0])
    assert counts.tolist() == [12, 8, 10, 14, 11, 7]


def test_reporting_delay_inverts_the_reported_share():
    uniform, limit, median = np.array([0.1, 0.5, 0.9]), np.full(3, 1e9), np.full(3, 7.0)
    delays = reporting_delay_h(uniform, limit, median)
    assert reported_share(delays, median) == pytest.approx(uniform, abs=1e-6)
    assert delays[1] == pytest.approx(7.0, rel=1e-6)


def test_summer_time_is_followed(city):
    local = np.array(["2024-01-10T12:00:00", "2024-07-10T12:00:00", "2024-03-31T01:30:00"], "datetime64[s]")
    expected = np.array(
        ["2024-01-10T12:00:00", "2024-07-10T11:00:00", "2024-03-31T01:30:00"], "datetime64[s]"
    )
    assert (city.clock.to_utc(local) == expected).all()
    assert (city.clock.to_local(expected[:2]) == local[:2]).all()


def test_model_knows_no_django():
    names = "import crimeportal.demo.city, crimeportal.demo.truth, crimeportal.demo.basemap, sys"
    code = f"{names}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
