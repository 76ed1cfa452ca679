"""Map and analytics for staff: what is measured now, and what the models in use say with which quality."""

import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from accounts.models import Jurisdiction, User
from accounts.permissions import ActionRequiredMixin, has_permission, jurisdiction_ids

from .. import fingerprints
from ..cards import card
from ..choices import Product, ZoneLevel
from ..figures import recorded
from ..maps import risk_map
from ..models import ForecastPoint, Hotspot, ModelVersion, TrainingRun, ZoneRating

HISTORY_MONTHS = 24
ZONE_UNITS = {
    "per_1000_residents": "records a year for 1,000 residents, all types",
    "per_km2": "records a year for each square kilometre, all types",
    "count": "records a year, all types",
}


def jurisdictions_of(user: User) -> QuerySet[Jurisdiction]:
    """Jurisdictions whose analytics `user` may see."""
    reached = jurisdiction_ids(user, "analytics.view")
    everything = Jurisdiction.objects.all()
    return everything if reached is None else everything.filter(pk__in=reached)


def chosen_jurisdiction(user: User, code: str) -> tuple[Jurisdiction | None, list[Jurisdiction]]:
    """(the one asked for or the first, all in reach). Raises Http404 for one that is out of reach."""
    all_of_them = list(jurisdictions_of(user))
    if not code:
        return (all_of_them[0] if all_of_them else None), all_of_them
    for jurisdiction in all_of_them:
        if jurisdiction.code == code:
            return jurisdiction, all_of_them
    raise Http404


class DashboardView(ActionRequiredMixin, View):
    action = "analytics.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        jurisdiction, choices = chosen_jurisdiction(request.user, request.GET.get("jurisdiction", ""))
        context = {"jurisdiction": jurisdiction, "jurisdictions": choices}
        if jurisdiction is not None:
            context |= _figures(jurisdiction)
            context |= _models(jurisdiction)
            context["may_retrain"] = has_permission(request.user, "analytics.retrain")
        return render(request, "analytics/dashboard.html", context)


def _figures(jurisdiction: Jurisdiction) -> dict:
    as_of = fingerprints.as_of(jurisdiction)
    counts = recorded(jurisdiction, as_of)
    zones = list(ZoneRating.objects.current(jurisdiction).select_related("area"))
    hotspots = list(Hotspot.objects.current(jurisdiction).order_by("-count"))
    return {
        "last_day": as_of - datetime.timedelta(days=1),
        "recorded": counts,
        "change_text": _change(counts.change),
        "located_text": f"{100 * (counts.located_share or 0):.1f}",
        "zones": zones,
        "high_zones": sum(zone.level == ZoneLevel.RED for zone in zones),
        "hotspots": hotspots,
        "map_data": risk_map(jurisdiction, zones, hotspots),
        "tile_url": settings.MAP_TILE_URL,
        "tile_attribution": settings.MAP_TILE_ATTRIBUTION,
    }


def _change(change: float | None) -> str:
    """A relative change as an arrow and whole percent."""
    if change is None or round(100 * change) == 0:
        return "No change"
    return f"{'▲' if change > 0 else '▼'} {abs(change):.0%}"


def _models(jurisdiction: Jurisdiction) -> dict:
    versions = {
        version.product: version
        for version in ModelVersion.objects.champions().filter(jurisdiction=jurisdiction, audience="staff")
    }
    runs = {
        product: TrainingRun.objects.filter(jurisdiction=jurisdiction, product=product).first()
        for product in Product
    }
    products = [
        {
            "key": product.value,
            "name": product.label,
            "card": card(versions[product]) if product in versions else None,
            "run": runs[product],
        }
        for product in Product
    ]
    hotspots, zones = versions.get(Product.HOTSPOTS), versions.get(Product.ZONES)
    return {
        "products": products,
        "has_models": bool(versions),
        "elbow": _elbow(hotspots) if hotspots else [],
        "zone_unit": ZONE_UNITS.get(zones.card.get("basis", ""), "") if zones else "",
        **_forecast(jurisdiction, versions.get(Product.FORECAST)),
    }


def _elbow(hotspots: ModelVersion) -> list[dict]:
    """Sum of squared distances to the nearest centre, in km², by number of clusters."""
    return [{"clusters": k, "inertia": inertia / 1e6} for k, inertia in hotspots.card.get("elbow", [])]


def _forecast(jurisdiction: Jurisdiction, version: ModelVersion | None) -> dict:
    """Months recorded and months ahead in the rows of one table; the last recorded month joins the lines."""
    if version is None:
        return {}
    known = sorted(version.card.get("monthly", {}).items())[-HISTORY_MONTHS:]
    rows = [{"month": datetime.date.fromisoformat(f"{m}-01"), "value": int(n)} for m, n in known]
    if rows:
        rows[-1] |= dict.fromkeys(("forecast", "low", "high"), rows[-1]["value"])
    points = list(ForecastPoint.objects.current(jurisdiction).filter(area=None).order_by("month"))
    rows += [{"month": p.month, "forecast": p.value, "low": p.low, "high": p.high} for p in points]
    return {
        "forecast_version": version,
        "forecast_rows": rows,
        "forecast_title": _forecast_title(points),
        "next_month": points[0] if points else None,
    }


def _forecast_title(points: list[ForecastPoint]) -> str:
    """The finding as the chart's title."""
    if not points:
        return "Recorded crimes each month"
    mean = sum(point.value for point in points) / len(points)
    return f"About {mean:,.0f} crimes a month are expected until {points[-1].month:%B %Y}"
