"""Whether anything has changed since the last training; a few queries, before any maths is imported."""

import datetime
import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from accounts.models import Jurisdiction
from records.models import Area, AreaCount, AreaIndicator, CrimeRecord, OffenceCategory

from .release import delay

# What decides a model's content beside data and parameters: a change of it makes the next run train.
CODE = (
    "datasets.py",
    "estimators",
    "evaluation",
    "features.py",
    "grid.py",
    "pipelines.py",
    "places.py",
    "products",
    "release/delay.py",
    "release/hexagons.py",
    "release/months.py",
    "release/rounding.py",
)


def as_of(jurisdiction: Jurisdiction) -> datetime.date:
    """The day after the last counted record that is not in the future: up to there the data reach."""
    last = (
        CrimeRecord.objects.counted()
        .filter(jurisdiction=jurisdiction, occurred_from__lte=timezone.now())
        .aggregate(last=Max("occurred_from"))["last"]
    )
    return (last or timezone.now()).astimezone(jurisdiction.tz).date() + datetime.timedelta(days=1)


def fingerprint(jurisdiction: Jurisdiction, product: str, parameters: dict, as_of: datetime.date) -> str:
    """SHA-256 over what decides a model: data (number, newest change), parameters, code, as-of days."""
    counted = CrimeRecord.objects.counted().filter(jurisdiction=jurisdiction)
    here = Q(area_set__jurisdiction=jurisdiction)
    below = Q(area__area_set__jurisdiction=jurisdiction)
    state = {
        "records": counted.aggregate(n=Count("pk"), newest=Max("updated_at")),
        "categories": OffenceCategory.objects.aggregate(n=Count("pk"), newest=Max("updated_at")),
        "areas": Area.objects.filter(here).aggregate(n=Count("pk"), newest=Max("updated_at")),
        "indicators": AreaIndicator.objects.filter(below).aggregate(n=Count("pk"), sum=Sum("value")),
        "counts": AreaCount.objects.filter(below).aggregate(n=Count("pk"), sum=Sum("count")),
        "grid": [jurisdiction.grid_generation, jurisdiction.time_zone],
        "product": [product, parameters],
        "code": code_version(),
        "as_of": [as_of.isoformat(), min(as_of, delay.public_until(jurisdiction)).isoformat()],
    }
    return hashlib.sha256(json.dumps(state, sort_keys=True, default=str).encode()).hexdigest()


@lru_cache(maxsize=1)
def code_version(here: Path = Path(__file__).parent) -> str:
    """Digest of the sources that make the models."""
    files = sorted(path for name in CODE for path in [here / name, *(here / name).glob("*.py")])
    digest = hashlib.sha256()
    for path in files:
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
