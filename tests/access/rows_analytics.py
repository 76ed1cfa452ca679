"""Models, runs and what they give out."""

from . import oracle
from .row import Row, Status

POINT = {"hour": 12, "day_of_week": 1, "month": 6, "latitude": 52.0, "longitude": 3.99}


def _retrained(code: str, done: int) -> Status:
    return lambda actor, _: done if code in oracle.jurisdictions(actor, "analytics.view") else 404


ANALYTICS = [
    Row("analytics:dashboard", "GET", "analytics.view"),
    *(
        Row(
            "analytics:dashboard",
            "GET",
            "analytics.view",
            query=f"?jurisdiction={code}",
            status=_retrained(code, 200),
            note=code,
        )
        for code in ("TESTCITY", "FARTOWN", "NOWHERE")
    ),
    Row(
        "analytics:retrain",
        "POST",
        "analytics.retrain",
        status=302,
        body={"jurisdiction": "FARTOWN", "product": "zones"},
    ),
    Row("analytics:run", "GET", "analytics.view", on="run"),
    Row("analytics:run_status", "GET", "analytics.view", on="run"),
    Row("analytics:predict", "GET", "analytics.predict"),
    Row("analytics:predict", "GET", "analytics.predict", query="?jurisdiction=FARTOWN", note="elsewhere"),
    Row("analytics:predict", "POST", "analytics.predict", body=POINT),
    Row("predict_crime", "POST", "analytics.predict", body=POINT),
    Row("hotspots", "GET", "analytics.hotspots"),
    Row("hotspot-collection", "GET", "analytics.hotspots"),
    Row("zone-collection", "GET", "analytics.view"),
    Row("forecast-list", "GET", "analytics.view"),
    Row("model-list", "GET", "analytics.view"),
    Row("model-detail", "GET", "analytics.view", on="model"),
    Row("run-list", "GET", "analytics.view"),
    Row(
        "run-list",
        "POST",
        "analytics.retrain",
        status=202,
        body={"jurisdiction": "FARTOWN", "product": "zones"},
    ),
    Row("run-detail", "GET", "analytics.view", on="run"),
]
