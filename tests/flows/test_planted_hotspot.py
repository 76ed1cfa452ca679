"""Do the models find what was planted in the demo city? Its truth is written beside the database."""

import datetime
import json

import numpy as np
import pytest
from django.core.management import call_command

from accounts.models import Jurisdiction
from analytics import datasets
from analytics.choices import Product
from analytics.estimators.surfaces import KernelDensity
from analytics.models import ModelVersion, RiskCell
from analytics.pipelines import PIPELINES
from analytics.products import hotspots
from records.services.place import Places


@pytest.fixture
def truth(db, tmp_path):
    path = tmp_path / "truth.json"
    call_command("seed_demo", "--seed", "1", "--incidents", "20000", "--years", "3", "--truth", str(path))
    return json.loads(path.read_text())


def share_above(surface: np.ndarray, inside: np.ndarray, cell: tuple[int, int]) -> float:
    """Share of the city's cells that rank above the given one."""
    return float((surface[inside] > surface[cell]).mean())


def test_planted_hotspots_are_found(truth):
    city = Jurisdiction.objects.get()
    day_after = datetime.date.fromisoformat(truth["parameters"]["end"]) + datetime.timedelta(days=1)
    data = datasets.load(city, day_after)
    events = hotspots.located(data, PIPELINES[Product.HOTSPOTS].parameters)
    place = truth["hotspot_shift"]["to"]
    found = Places(city).resolve([place["latitude"]], [place["longitude"]])
    cell = divmod(int(found.grid_cell[0]), 65_536)

    def rank(as_of: str) -> float:
        surface = KernelDensity().fit(
            events.x, events.y, events.middle, data.grid, as_of=np.datetime64(as_of)
        )
        return share_above(surface.predict(), ~data.outside, cell)

    # The hotspot that was planted eight weeks before the end rises into the top 5 % of the area.
    assert rank(truth["hotspot_shift"]["first_day"]) > 0.10
    assert rank(day_after.isoformat()) < 0.05

    # Of the twenty cells where the true intensity is highest, most lead the surface that is served.
    call_command("retrain", "--product", "hotspots", "--wait")
    served = ModelVersion.objects.get(product="hotspots", audience="staff", stage="champion")
    leading = RiskCell.objects.filter(model_version=served).order_by("-value")[
        : int(0.02 * (~data.outside).sum())
    ]
    truly_hottest = set(truth["intensity"]["top_cells_since_shift"])
    assert len(truly_hottest & set(leading.values_list("grid_cell", flat=True))) >= 12
