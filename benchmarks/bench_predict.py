"""`POST /api/predict_crime`, one gunicorn worker and one client, over an empty view in the same run."""

import json
from collections.abc import Iterator

import numpy as np

from benchmarks import site
from benchmarks.run import Row

CITIZEN = {"username": "measurer", "email": "measurer@example.org", "password": "a long enough passphrase"}
# Below 600 a minute, which one user is allowed.
CALLS = {"small": 150, "full": 500}
WARM_UP = 10


PLACES = """
import json
from records.models import CrimeRecord
points = CrimeRecord.objects.exclude(latitude=None).order_by("pk").values_list("latitude", "longitude")
print(json.dumps([list(point) for point in points[:1000]]))
"""


def questions(installation: site.Site, number: int) -> list[dict]:
    """Hours, days and months at places of records, all different."""
    places = json.loads(installation.manage("shell", "--no-imports", "--command", PLACES))
    rng = np.random.default_rng(1)
    return [
        {
            "hour": int(rng.integers(24)),
            "day_of_week": int(rng.integers(7)),
            "month": int(rng.integers(1, 13)),
            "latitude": latitude,
            "longitude": longitude,
        }
        for latitude, longitude in rng.permutation(places)[:number]
    ]


def rows(size: str) -> Iterator[Row]:
    installation = site.demo(20_000, trained=True)
    asked = questions(installation, WARM_UP + CALLS[size])
    with installation.served() as client:
        client.call("POST", "/api/register", CITIZEN)
        token = json.loads(client.call("POST", "/api/login", CITIZEN)[1])["token"]
        predicted, empty = [], []
        for number, question in enumerate(asked):
            # In turn, so that whatever else the machine does falls on both alike.
            prediction, _ = client.call("POST", "/api/predict_crime", question, token)
            nothing, _ = client.call("POST", "/benchmark/empty", question)
            if number >= WARM_UP:
                predicted.append(prediction)
                empty.append(nothing)
    for share, allowed in ((50, 5), (95, 15)):
        over = site.percentile(predicted, share) - site.percentile(empty, share)
        yield Row(f"predict_crime p{share}", site.percentile(predicted, share), "ms")
        yield Row(f"empty view p{share}", site.percentile(empty, share), "ms")
        target = f"at most {allowed} ms over an empty view"
        yield Row(f"predict_crime p{share} over an empty view", over, "ms", target, over <= allowed)
