"""Public pages and public API: server time of one gunicorn worker, with all of what the client waits for."""

import json
from collections.abc import Iterator

from benchmarks import site
from benchmarks.run import Row

INCIDENTS = {"small": 20_000, "full": 1_000_000}
CALLS = 30
ALLOWED_MS = 100


def addresses(client: site.Client) -> dict[str, str]:
    """Name and path of each public page; the area is the first of the list."""
    area = json.loads(client.call("GET", "/api/v1/public/areas/")[1])["areas"][0]
    return {
        "public home": "/",
        "area page": area["url"],
        "area CSV": area["csv"],
        "data and methods": "/data-and-methods/",
        "public areas (API)": "/api/v1/public/areas/",
        "public map (API)": "/api/v1/public/map/",
    }


def rows(size: str) -> Iterator[Row]:
    incidents = INCIDENTS[size]
    with site.demo(incidents, trained=size == "small").served() as client:
        for name, path in addresses(client).items():
            client.call("GET", path)
            times = [client.call("GET", path)[0] for _ in range(CALLS)]
            median = site.percentile(times, 50)
            target = f"at most {ALLOWED_MS} ms"
            yield Row(f"{name} p50, {incidents:,} records", median, "ms", target, median <= ALLOWED_MS)
            yield Row(f"{name} p95, {incidents:,} records", site.percentile(times, 95), "ms")
