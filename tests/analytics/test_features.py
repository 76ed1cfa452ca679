from datetime import datetime

import numpy as np
import pytest

from analytics import features

TIMES = np.array(["2024-02-29T23:59:59", "2026-11-16T00:00", "1969-12-31T13:30"], dtype="datetime64[us]")


def test_hour_day_and_month_of_wall_clock_times():
    assert features.hour(TIMES).tolist() == [23, 0, 13]
    assert features.day_of_week(TIMES).tolist() == [3, 0, 2]
    assert features.month(TIMES).tolist() == [2, 11, 12]


def test_time_features_equal_those_of_datetime():
    times = np.datetime64("2015-01-01T00:17", "us") + np.arange(0, 4000, 7) * np.timedelta64(5, "h")
    plain = [t.item() for t in times]
    assert features.hour(times).tolist() == [t.hour for t in plain]
    assert features.day_of_week(times).tolist() == [t.weekday() for t in plain]
    assert features.month(times).tolist() == [t.month for t in plain]


@pytest.mark.parametrize(
    ("zone", "utc", "local"),
    [
        ("America/New_York", "2024-03-10T06:59", "2024-03-10T01:59"),
        ("America/New_York", "2024-03-10T07:00", "2024-03-10T03:00"),
        ("Asia/Kolkata", "2024-12-31T18:30", "2025-01-01T00:00"),
    ],
)
def test_to_local_follows_the_time_zone(zone, utc, local):
    assert features.to_local([np.datetime64(utc)], zone).tolist() == [datetime.fromisoformat(local)]


def test_matrix_has_the_features_in_the_order_asked_for():
    columns = {"occurred_local": TIMES, "latitude": [1.5, 2, 3], "longitude": [-7, 8, 9]}
    assert features.matrix(features.CRIME_TYPE_FEATURES, columns).tolist()[0] == [23, 3, 2, 1.5, -7]


def test_matrix_without_a_source_column_is_refused():
    with pytest.raises(KeyError, match="latitude"):
        features.matrix(["latitude"], {"occurred_local": TIMES})


def test_days_of_dates_and_numbers():
    assert features.days(np.array(["1970-01-02T12:00"], dtype="datetime64[m]")).tolist() == [1.5]
    assert features.days([3, 4.5]).tolist() == [3, 4.5]


def test_every_feature_reads_place_time_or_category_only():
    assert features.FEATURES
    for name, feature in features.FEATURES.items():
        assert feature.name == name
        assert set(feature.columns) <= features.SOURCE_COLUMNS


def test_no_source_column_is_of_a_person():
    personal = (
        "person",
        "name",
        "victim",
        "suspect",
        "accused",
        "arrest",
        "race",
        "caste",
        "religion",
        "sex",
        "age",
    )
    words = {word for column in features.SOURCE_COLUMNS for word in column.split("_")}
    assert words.isdisjoint(personal)
