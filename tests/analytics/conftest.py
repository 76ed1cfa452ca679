"""A small city with patterns that can be learned: each type of crime has its place and its hours."""

import datetime

import numpy as np
import pytest

from accounts.models import Jurisdiction
from analytics import services
from analytics.models import TrainingRun

from .. import factories

# category → (middle of its places, middle of its hours)
PATTERNS = {
    "burglary": (51.988, 3.98, 3),
    "theft": (52.012, 3.98, 15),
    "assault": (51.988, 4.02, 22),
    "rape": (52.012, 4.02, 9),
}
LAST_DAY = datetime.datetime(2026, 6, 30, tzinfo=datetime.UTC)
EACH = 200
DAYS = 500


@pytest.fixture
def city(station_a) -> Jurisdiction:
    """Four areas side by side; 200 records of each of four categories over 500 days, one of them hidden."""
    factories.make_areas(station_a.jurisdiction, ("Quay", "Mill", "Gate", "Hill"))
    rng = np.random.default_rng(7)
    for code, (latitude, longitude, hour) in PATTERNS.items():
        category = factories.make_category(code, public_class="never" if code == "rape" else "public")
        days = rng.permutation(EACH * 5)[:EACH] * DAYS / (EACH * 5)
        hours = (rng.normal(hour, 1.5, EACH)) % 24
        factories.make_records(
            station_a,
            category,
            [
                LAST_DAY - datetime.timedelta(days=int(day)) + datetime.timedelta(hours=float(h) - 2)
                for day, h in zip(days, hours, strict=True)
            ],
            latitude=rng.normal(latitude, 0.002, EACH).tolist(),
            longitude=rng.normal(longitude, 0.003, EACH).tolist(),
            source=code,
        )
    return station_a.jurisdiction


@pytest.fixture
def retrain():
    """Train a product now; returns the finished run."""

    def run(jurisdiction: Jurisdiction, product: str, **fields) -> TrainingRun:
        fields.setdefault("by", None)
        asked, _ = services.request_retrain(jurisdiction=jurisdiction, product=product, send=False, **fields)
        done = services.execute(asked.pk)
        assert done.error == ""
        return done

    return run
