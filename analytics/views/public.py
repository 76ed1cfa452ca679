"""The citizens' pages. They read released figures only."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.generic import TemplateView, View

from accounts.models import Jurisdiction
from accounts.permissions import ActionRequiredMixin
from records.models import Area, OffenceCategory

from ..models import StatRelease
from ..release import caching, months, rates, reading, wording
from ..release.export import area_csv
from ..release.finding import find
from ..release.profile import describe
from ..release.reading import AreaTotals
from . import public_words as words

SORTS = {
    "name": lambda area: area.name.casefold(),
    "count": lambda area: -(area.recent.middle or 0),
    "rate": lambda area: -(area.middle_rate or 0),
    "change": lambda area: (area.change is None, -(area.change or 0)),
}


class HomeView(ActionRequiredMixin, TemplateView):
    """Find your area; the map and list of all areas of one jurisdiction."""

    action = "public"
    template_name = "public/home.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        releases = list(reading.current_releases())
        jurisdiction, release = chosen(request.GET.get("jurisdiction", ""), releases)
        context = {"jurisdiction": jurisdiction, "release": release, "releases": releases, **words.tiles()}
        if jurisdiction is not None:
            context["map_url"] = words.map_url(jurisdiction)
        if jurisdiction is None or release is None:
            return self.render_to_response(context | self._empty(jurisdiction))
        areas = reading.area_totals(release)
        asked = request.GET.get("q", "").strip()
        if asked:
            found = find(asked, areas)
            if found.match:
                return redirect("public:area", jurisdiction.code, found.match.code)
            context |= {"asked": asked, "suggestions": found.near}
        return self.render_to_response(context | self._figures(release, areas))

    def _empty(self, jurisdiction: Jurisdiction | None) -> dict:
        today = timezone.localdate()
        first = months.newest_publishable(today, settings.PUBLIC_DELAY_DAYS)
        areas = Area.objects.current(jurisdiction).lowest().order_by("name") if jurisdiction else []
        first_day = months.publishable_on(months.add_months(first, 1), settings.PUBLIC_DELAY_DAYS)
        return {
            "first_title": f"First figures from {wording.date(first_day)}",
            "area_names": [area.name for area in areas],
        }

    def _figures(self, release: StatRelease, areas: list[AreaTotals]) -> dict:
        district = self.request.GET.get("district", "")
        listed = [area for area in areas if not district or area.district_code == district]
        if not listed:
            raise Http404
        sort = self.request.GET.get("sort", "name")
        recent, before = reading.jurisdiction_totals(release)
        common = most_common(release)
        residents = reading.population(areas)
        ordered = sorted(listed, key=SORTS.get(sort, SORTS["name"]))
        return words.home(release, ordered, common, residents is not None) | {
            "areas": ordered,
            "sort": sort if sort in SORTS else "name",
            "district": listed[0].district if district else "",
            "total": wording.total(recent),
            "change_text": wording.arrow(rates.change(recent.value, before.value)) or "–",
            "rate": rates.rate(recent.value, residents),
            "with_rates": residents is not None,
            "common": common,
            "next_update": reading.next_update(release),
        }


class AreaView(ActionRequiredMixin, TemplateView):
    """The figures of one area beside those of the whole jurisdiction."""

    action = "public"
    template_name = "public/area.html"

    def get_context_data(self, **kwargs: object) -> dict:
        release = reading.current_release(kwargs["jurisdiction"])
        areas = reading.area_totals(release)
        area = by_code(areas, kwargs["code"])
        profile = describe(release, area, areas)
        return (
            super().get_context_data(**kwargs)
            | words.area(release, area, profile)
            | {
                **words.tiles(),
                "map_url": words.map_url(release.jurisdiction, area.code),
                "release": release,
                "jurisdiction": release.jurisdiction,
                "area": area,
                "profile": profile,
                "next_update": reading.next_update(release),
                "caveats": wording.CAVEATS,
            }
        )


class AreaCsvView(ActionRequiredMixin, View):
    """The area's figures as a file."""

    action = "public"

    def get(self, request: HttpRequest, jurisdiction: str, code: str) -> HttpResponse:
        release = reading.current_release(jurisdiction)
        area = by_code(reading.area_totals(release), code)
        response = HttpResponse(
            area_csv(release, area.code, area.name, area.pk), content_type="text/csv; charset=utf-8"
        )
        name = f"{slugify(f'{release.jurisdiction.code} {area.code}')}-release-{release.number}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Link"] = f'<{reverse("public:methods")}>; rel="describedby"'
        return caching.marked(response, release)


class MethodsView(ActionRequiredMixin, TemplateView):
    """How the figures are made, which types are shown how finely, and every release."""

    action = "public"
    template_name = "public/methods.html"

    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(**kwargs) | {
            "categories": OffenceCategory.objects.exclude(public_class="never").order_by("name"),
            "releases": StatRelease.objects.published()
            .select_related("jurisdiction")
            .defer("jurisdiction__basemap", "jurisdiction__outline")
            .order_by("jurisdiction__name", "-number"),
            "delay_days": settings.PUBLIC_DELAY_DAYS,
        }


def chosen(code: str, releases: list[StatRelease]) -> tuple[Jurisdiction | None, StatRelease | None]:
    """The jurisdiction asked for (default: the first that has a release, else the first), and its release.

    Raises Http404 for a code that is none.
    """
    by_code = {release.jurisdiction.code: release for release in releases}
    if not code and releases:
        return releases[0].jurisdiction, releases[0]
    if code.upper() in by_code:
        release = by_code[code.upper()]
        return release.jurisdiction, release
    others = Jurisdiction.objects.order_by("pk")
    found = (others.filter(code=code.upper()) if code else others).first()
    if code and found is None:
        raise Http404
    return found, None


def by_code(areas: list[AreaTotals], code: str) -> AreaTotals:
    for area in areas:
        if area.code == code:
            return area
    raise Http404


def most_common(release: StatRelease) -> dict | None:
    """The type with the largest number in the last whole year, with its share of that year's total."""
    year = reading.last_whole_year(release)
    cells = [cell for cell in reading.yearly_figures(release, None) if cell["year"] == year and cell["value"]]
    whole = next((cell["value"] for cell in cells if cell["code"] is None), None)
    typed = [cell for cell in cells if cell["code"]]
    if not typed:
        return None
    largest = max(typed, key=lambda cell: cell["value"])
    return {"name": largest["name"], "share": rates.share(largest["value"], whole), "year": year}
