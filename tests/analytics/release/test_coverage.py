from datetime import date

from analytics.release import coverage, months

JANUARY, MARCH, JUNE = date(2025, 1, 1), date(2025, 3, 1), date(2025, 6, 1)
HALF_YEAR = months.months_between(JANUARY, JUNE)


def busy(without: tuple[date, ...] = (), number: int = 20) -> dict[date, int]:
    return {month: number for month in HALF_YEAR if month not in without}


def test_coverage_whole_where_all_report():
    found = coverage.assess({1: busy(), 2: busy()}, JUNE)
    assert {found.of_month(month) for month in HALF_YEAR} == {"ok"}


def test_coverage_partial_where_one_station_is_silent():
    found = coverage.assess({1: busy(), 2: busy((MARCH,))}, JUNE)
    assert found.of_month(MARCH) == "partial"
    assert found.of_month(MARCH, {1}) == "ok"
    assert found.of_month(MARCH, {2}) == "not_reported"


def test_coverage_of_a_quiet_station_is_no_gap():
    found = coverage.assess({1: busy(), 2: busy((MARCH,), number=3)}, JUNE)
    assert found.of_month(MARCH) == "ok"


def test_coverage_before_the_first_data_not_reported():
    found = coverage.assess({1: busy()}, JUNE)
    assert found.of_month(date(2024, 12, 1)) == "not_reported"


def test_coverage_of_a_later_station_counts_from_its_first_month():
    found = coverage.assess({1: busy(), 2: busy((JANUARY,))}, JUNE)
    assert found.of_month(JANUARY) == "ok"


def test_coverage_of_a_closed_station_ends_with_it():
    stations = {1: busy(), 2: busy((JUNE,))}
    assert coverage.assess(stations, JUNE).of_month(JUNE) == "partial"
    assert coverage.assess(stations, JUNE, closed={2: date(2025, 5, 31)}).of_month(JUNE) == "ok"


def test_first_month_passes_over_stray_dates():
    assert coverage.first_month({date(1970, 1, 1): 1, **busy()}) == JANUARY


def test_edges_of_a_file_that_fills_no_month():
    cut = coverage.edges_cut_short(busy(), date(2025, 1, 17), date(2025, 6, 3))
    assert cut == {JANUARY, JUNE}


def test_edges_of_a_file_that_fills_its_months():
    assert coverage.edges_cut_short(busy(), date(2025, 1, 3), date(2025, 6, 29)) == set()


def test_main_stations_leave_out_strangers():
    assert coverage.main_stations({1: 91, 2: 9}) == {1}


def test_year_with_a_gap_is_partial():
    assert coverage.of_year(["ok"] * 12, finished=True) == "ok"
    assert coverage.of_year(["ok"] * 11 + ["not_reported"], finished=True) == "partial"
    assert coverage.of_year(["not_reported"] * 12, finished=True) == "not_reported"
    assert coverage.of_year(["ok"] * 12, finished=False) == "partial"
