"""What the generator knows and the register does not, so that tests can ask whether a model finds it."""

import numpy as np

from crimeportal.demo import categories as cat
from crimeportal.demo import contagion, paperwork
from crimeportal.demo import gazetteer as gaz
from crimeportal.demo.city import City
from crimeportal.demo.geography import to_degrees, to_metres
from crimeportal.demo.intensity import hour_weights
from crimeportal.demo.people import OFFENDERS, SERIES

TOP_CELLS = 20


def truth(city: City, grid_cell: np.ndarray, series_records: dict[int, list[str]]) -> dict:
    """Return the truth as JSON values.

    ``grid_cell`` of each address (-1: none); ``series_records`` crime IDs by index into SERIES.
    """
    return {
        "parameters": {
            "seed": city.seed, "incidents": city.count, "years": city.years, "start": str(city.start),
            "end": str(city.end), "time_zone": gaz.TIME_ZONE, "projection_epsg": gaz.PROJECTION_EPSG,
        },
        "categories": _categories(city),
        "centres": {name: _centre(name) for name in cat.CENTRES},
        "intensity": _intensity(city, grid_cell),
        "near_repeat": {
            "category": "burglary", "eta": contagion.ETA, "within_m": contagion.REACH_M,
            "within_days": contagion.REACH_DAYS, "tau_days": contagion.TAU_DAYS,
            "spread_m": contagion.SPREAD_M,
        },
        "interval_share": paperwork.INTERVAL_SHARE,
        "hotspot_shift": _shift(city),
        "series": [_series(index, series_records.get(index, [])) for index in range(len(SERIES))],
    }  # fmt: skip


def _centre(name: str) -> dict:
    x_km, y_km, spread_m = cat.CENTRES[name]
    latitude, longitude = to_degrees(*to_metres(x_km, y_km))
    return {
        "latitude": round(float(latitude), 6),
        "longitude": round(float(longitude), 6),
        "spread_m": spread_m,
    }


def _categories(city: City) -> dict:
    hours, expected = hour_weights(), city.intensity.day_weights.sum(1) * city.count
    return {
        row.code: {
            "expected": round(float(expected[index]), 1),
            "hours": hours[index].round(5).tolist(),
            "weekdays": row.week,
            "season": {"amplitude": row.season[0], "peak_day": row.season[1]},
            "trend_per_year": row.trend,
            "residents": row.homes,
            "centres": row.centres,
            "police_discovered": row.police,
        }
        for index, row in enumerate(cat.CATEGORIES)
    }


def _expected_places(city: City) -> tuple[np.ndarray, np.ndarray]:
    """Return expected counts (categories, addresses) before the planted shift and from it on."""
    weights, day = city.intensity.day_weights, city.intensity.shift_day
    both = []
    for days, shifted in ((weights[:, :day], False), (weights[:, day:], True)):
        rows = [city.intensity.place_weights(i, shifted) for i in range(len(cat.CATEGORIES))]
        both.append(city.count * days.sum(1)[:, None] * np.array(rows))
    return both[0], both[1]


def _intensity(city: City, grid_cell: np.ndarray) -> dict:
    """Return expected counts of the background and its followers by category, area and grid cell."""
    before, after = _expected_places(city)
    cells, where = np.unique(grid_cell, return_inverse=True)
    area = city.addresses.neighbourhood

    def by(groups: np.ndarray, size: int, table: np.ndarray) -> list[list[float]]:
        return [np.bincount(groups, weights=row, minlength=size).round(3).tolist() for row in table]

    late = np.bincount(where, weights=after.sum(0), minlength=len(cells))
    top = np.argsort(-late, kind="stable")[:TOP_CELLS]
    return {
        "categories": list(cat.CODES),
        "areas": [place.code for place in gaz.PLACES],
        "expected_by_area": by(area, len(gaz.PLACES), before + after),
        "grid_cells": cells.tolist(),
        "expected_by_cell": by(where, len(cells), before + after),
        "expected_by_cell_since_shift": late.round(3).tolist(),
        "top_cells_since_shift": cells[top].tolist(),
    }


def _shift(city: City) -> dict:
    weights = city.intensity.day_weights[:, city.intensity.shift_day :].sum(1) * city.count
    rows = [cat.INDEX[code] for code in cat.SHIFT_CATEGORIES]
    return {
        "first_day": str(city.start + city.intensity.shift_day),
        "last_day": str(city.end),
        "categories": list(cat.SHIFT_CATEGORIES),
        "from": {"name": cat.SHIFT_FROM, **_centre(cat.SHIFT_FROM)},
        "to": {"name": cat.SHIFT_TO, **_centre(cat.SHIFT_TO)},
        "expected_at_new_place": round(float(weights[rows].sum() * cat.SHIFT_SHARE), 1),
    }


def _series(index: int, crime_ids: list[str]) -> dict:
    row = SERIES[index]
    return {
        "name": row.name, "category": row.category, "modus_operandi": row.method, "plate": row.plate,
        "centre": {"name": row.centre, **_centre(row.centre), "spread_m": row.spread_m},
        "offenders": [
            {"name": f"{o.given_names} {o.family_name}", "aliases": list(o.aliases), "phone": o.phone}
            for o in (OFFENDERS[i] for i in row.offenders)
        ],
        "crime_ids": crime_ids,
    }  # fmt: skip
