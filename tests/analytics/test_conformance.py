"""Independent answers for the mathematics of the grid, its slices and its scores, where they are at hand.

Cells of the portal are square. A case with other cells is asked with y scaled until they are.
"""

import json
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from analytics.estimators.surfaces import KernelDensity
from analytics.evaluation import hotspots, slices
from analytics.grid import ROW_STRIDE, GridSpec, points_in
from tests.services import missing

pytestmark = pytest.mark.shared_data

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("CRIMEPORTAL_SHARED") or ROOT.parent / "shared") / "data" / "conformance"
AROUND = 100


def to_y(case, y):
    return np.asarray(y, float) * (case["cell_width"] / case["cell_height"])


def from_y(case, y):
    return np.asarray(y, float) * (case["cell_height"] / case["cell_width"])


def grid_of(case, rows, columns):
    return GridSpec(case["x0"], float(to_y(case, case["y0"])), case["cell_width"], columns, rows)


def surface_of(case):
    values = np.array(case["values"], float)
    excluded = np.array(case["excluded"]) if "excluded" in case else None
    return grid_of(case, *values.shape), values, excluded


def xy(case, points):
    points = np.array(points, float).reshape(-1, 2)
    return points[:, 0], to_y(case, points[:, 1])


def grid_shape(case):
    box = (case["xmin"], to_y(case, case["ymin"]), case["xmax"], to_y(case, case["ymax"]))
    grid = GridSpec.over_box(*box, cell_size_m=case["cell_width"])
    return {"nx": grid.columns, "ny": grid.rows}


def cell_of_point(case):
    cell = int(grid_of(case, AROUND, AROUND).cell_of(case["x"], to_y(case, case["y"])))
    return [cell % ROW_STRIDE, cell // ROW_STRIDE]


def cell_bounds(case):
    cell = case["gy"] * ROW_STRIDE + case["gx"]
    west, south, east, north = grid_of(case, AROUND, AROUND).bounds_of(cell)
    return {
        "xmin": west,
        "xmax": east,
        "ymin": float(from_y(case, south)),
        "ymax": float(from_y(case, north)),
    }


def value_of_cell(case):
    grid, values, _ = surface_of(case["grid"])
    x = grid.origin_x + (case["gx"] + 0.5) * grid.cell_size_m
    y = grid.origin_y + (case["gy"] + 0.5) * grid.cell_size_m
    return float(grid.values_at(values, x, y))


def cell_edges(case):
    x, y = surface_of(case["grid"])[0].edges
    return {"x": x, "y": from_y(case["grid"], y)}


def re_extent(case):
    grid, values, _ = surface_of(case["grid"])
    moved = case["grid"] | {"x0": case["new_x0"], "y0": case["new_y0"]}
    return grid.relaid(values, grid_of(moved, case["new_ny"], case["new_nx"]))


def grid_covering_points(case):
    x, y = xy(case, case["points"])
    align_y = float(to_y(case, case["y0"]))
    grid = GridSpec.covering(x, y, cell_size_m=case["cell_width"], align_x=case["x0"], align_y=align_y)
    empty = grid.counts(x, y) == 0
    return {
        "x0": grid.origin_x,
        "y0": float(from_y(case, grid.origin_y)),
        "nx": grid.columns,
        "ny": grid.rows,
        "excluded": empty & (not case["whole_bounding_box"]),
    }


def cells_meeting_polygon(case):
    west = case["x0"] - AROUND * case["cell_width"]
    south = case["y0"] - AROUND * case["cell_height"]
    grid = grid_of(case | {"x0": west, "y0": south}, 2 * AROUND, 2 * AROUND)
    cells = grid.cells_meeting(shapely.Polygon(np.column_stack(xy(case, case["polygon"]))))
    return sorted([int(c % ROW_STRIDE) - AROUND, int(c // ROW_STRIDE) - AROUND] for c in cells)


def points_in_polygon(case):
    inside = points_in(shapely.Polygon(case["polygon"]), *np.array(case["points"], float).T)
    return {"kept_indices": np.flatnonzero(inside)}


def count_grid(case):
    x, y = xy(case, case["points"])
    box = shapely.box(case["xmin"], to_y(case, case["ymin"]), case["xmax"], to_y(case, case["ymax"]))
    kept = points_in(box, x, y)
    return GridSpec.over_box(*box.bounds, cell_size_m=case["cell_width"]).counts(x[kept], y[kept])


def normalise(case):
    _, values, excluded = surface_of(case["grid"])
    return slices.normalised(values, excluded)


def percentile_matrix(case):
    _, values, excluded = surface_of(case["grid"])
    return slices.rank_percentile(values, excluded)


def event_ranks(case):
    grid, values, excluded = surface_of(case["grid"])
    return grid.values_at(slices.rank_percentile(values, excluded), *xy(case["grid"], case["points"]))


def shares_of(case):
    return {str(percent): percent / 100 for percent in case["coverage_percent"]}


def hit_rates(case):
    grid, values, excluded = surface_of(case["grid"])
    shares = shares_of(case)
    rates = hotspots.hit_rates(
        values, grid, *xy(case["grid"], case["points"]), shares=list(shares.values()), excluded=excluded
    )
    return {percent: rates[share] for percent, share in shares.items()}


def maximum_hit_rate(case):
    grid, shares = grid_of(case, case["ny"], case["nx"]), shares_of(case)
    rates = hotspots.best_hit_rates(grid, *xy(case, case["points"]), shares=list(shares.values()))
    return {percent: rates[share] for percent, share in shares.items()}


def pai(case, cases):
    of = cases[case["case"]]["input"]
    _, values, excluded = surface_of(of["grid"])
    chosen = {k: int(slices.top_slice(values, share, excluded).sum()) for k, share in shares_of(of).items()}
    return {k: hotspots.pai(rate, chosen[k], values.size) for k, rate in hit_rates(of).items()}


def pei(case, cases):
    rates, best = (
        hit_rates(cases[case["case"][0]]["input"]),
        maximum_hit_rate(cases[case["case"][1]]["input"]),
    )
    return {percent: hotspots.pei(rate, best[percent]) for percent, rate in rates.items()}


def inverse_hit_rates(case):
    grid, values, excluded = surface_of(case["grid"])
    curve = hotspots.hit_curve(values, grid, *xy(case["grid"], case["points"]), excluded=excluded)
    return [[100 * hit, 100 * area] for hit, area in curve]


def kde_grid(case):
    grid = GridSpec.over_box(case["xmin"], case["ymin"], case["xmax"], case["ymax"], cell_size_m=case["cell"])
    start, end = np.datetime64(case["start"]), np.datetime64(case["end"])
    density = KernelDensity(
        bandwidth_m=case["space"]["bandwidth"],
        window_days=(end - start) / np.timedelta64(1, "D"),
        decay_days=case["time"]["scale_days"],
        at="centre",
    )
    x, y = ([event[axis] for event in case["events"]] for axis in "xy")
    t = np.array([event["t"] for event in case["events"]], dtype="datetime64[us]")
    return density.fit(x, y, t, grid, as_of=end).predict()


OPERATIONS = {
    "grid_shape": grid_shape,
    "cell_of_point": cell_of_point,
    "cell_bounds": cell_bounds,
    "value_of_cell": value_of_cell,
    "cell_edges": cell_edges,
    "percentile_matrix": percentile_matrix,
    "normalise": normalise,
    "re_extent": re_extent,
    "grid_covering_points": grid_covering_points,
    "cells_meeting_polygon": cells_meeting_polygon,
    "points_in_polygon": points_in_polygon,
    "count_grid": count_grid,
    "top_slice": lambda case: slices.top_slice(case["values"], case["fraction"], case.get("excluded")),
    "hit_rates": hit_rates,
    "maximum_hit_rate": maximum_hit_rate,
    "pai": pai,
    "pei": pei,
    "inverse_hit_rates": inverse_hit_rates,
    "tie_segments": lambda case: np.column_stack(slices.tie_segments(case["risk_desc"], case["counts"])),
    "rank_percentile": lambda case: slices.rank_percentile(case["values"], case.get("excluded")),
    "event_ranks": event_ranks,
    "kde_grid": kde_grid,
}
OF_OTHER_CASES = {"pai", "pei"}


def same(got, expected, rtol):
    if isinstance(expected, dict):
        return set(got) == set(expected) and all(same(got[key], expected[key], rtol) for key in expected)
    got, expected = np.array(got, float), np.array(expected, float)
    return got.shape == expected.shape and np.allclose(got, expected, rtol=rtol, atol=1e-9, equal_nan=True)


def problem(case, cases):
    """What is wrong with our answer to a case, or None."""
    function, known = OPERATIONS[case["op"]], (cases,) if case["op"] in OF_OTHER_CASES else ()
    try:
        got = function(case["input"], *known)
    except ValueError as refusal:
        return None if case["expect"] == "error" else f"{case['id']}: refused: {refusal}"
    if case["expect"] == "error":
        return f"{case['id']}: {got} instead of a refusal"
    return None if same(got, case["expect"], case["rtol"]) else f"{case['id']}: {got} != {case['expect']}"


def load_files():
    if not FOLDER.is_dir():
        missing(f"no conformance cases in {FOLDER} (CRIMEPORTAL_SHARED)")
    files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]
    return [file["cases"] for file in files if "cases" in file]


def test_every_case_of_an_operation_that_we_have(capsys):
    ran, unknown, problems = Counter(), Counter(), []
    for file in load_files():
        cases = {case["id"]: case for case in file}
        for case in file:
            if case["op"] not in OPERATIONS:
                unknown[case["op"]] += 1
                continue
            ran[case["op"]] += 1
            problems.append(problem(case, cases))
    with capsys.disabled():
        print(f"\n{ran.total()} conformance cases ran: {dict(ran)}\nno implementation: {dict(unknown)}")
    assert [wrong for wrong in problems if wrong] == []
    assert ran.total() > 0


def test_a_wrong_answer_is_noticed():
    case = {"id": "wrong", "op": "top_slice", "input": {"values": [1, 2], "fraction": 0.5}, "rtol": 1e-9}
    assert problem(case | {"expect": [False, True]}, {}) is None
    assert problem(case | {"expect": [True, False]}, {}).startswith("wrong")
    assert problem(case | {"expect": "error"}, {}).endswith("instead of a refusal")
