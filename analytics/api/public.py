"""Public statistics: only what a release holds, in the cuts it was made in. No log-in, no record."""

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import KeyAuthentication, TokenAuthentication
from accounts.models import Jurisdiction
from records.models import OffenceCategory

from ..models import StatCell, StatRelease
from ..release import caching, maps, reading, wording
from ..release.choices import CellStatus, Cut
from . import serializers_public as forms


class PublicView(APIView):
    """Open to everyone; answers depend on the release alone and are cached by it.

    A token or key changes the limit of requests, nothing else.
    """

    required_action = "public"
    # Not by cookie: what is the same for everyone is cached without looking at who asks.
    authentication_classes = [TokenAuthentication, KeyAuthentication]
    query = forms.JurisdictionQuery

    def asked(self, request: Request) -> dict:
        form = self.query(data=request.query_params)
        form.is_valid(raise_exception=True)
        return form.validated_data

    def release(self, asked: dict) -> StatRelease:
        """The current release of the jurisdiction asked for; problem documents say what is wrong."""
        releases = list(reading.current_releases())
        code = asked.get("jurisdiction", "").upper()
        if not code and len(releases) == 1:
            return releases[0]
        for release in releases:
            if release.jurisdiction.code == code:
                return release
        if not code and releases:
            known = ", ".join(release.jurisdiction.code for release in releases)
            raise ValidationError({"jurisdiction": [f"Name one of {known}."]})
        if code and not Jurisdiction.objects.filter(code=code).exists():
            raise ValidationError({"jurisdiction": [f"There is no jurisdiction {code}."]})
        raise NotFound("No figures are published yet.")

    def answer(self, request: Request, release: StatRelease, form: type, **parts: object) -> HttpResponse:
        body = form({"release": release, "caveats": wording.CAVEATS, **parts}).data
        return caching.marked(Response(body), release)


class Releases(PublicView):
    """Every release that was published, newest first, with the digest over its figures."""

    @extend_schema(parameters=[forms.JurisdictionQuery], responses=forms.ReleaseSerializer(many=True))
    def get(self, request: Request) -> Response:
        code = self.asked(request).get("jurisdiction", "").upper()
        if code and not Jurisdiction.objects.filter(code=code).exists():
            raise ValidationError({"jurisdiction": [f"There is no jurisdiction {code}."]})
        releases = StatRelease.objects.published().select_related("jurisdiction").order_by("-published_at")
        releases = releases.defer("jurisdiction__basemap", "jurisdiction__outline")
        if code:
            releases = releases.filter(jurisdiction__code=code)
        return Response(forms.ReleaseSerializer(releases, many=True).data)


class Categories(PublicView):
    """Types of crime that are published, and how finely."""

    @extend_schema(parameters=[forms.JurisdictionQuery], responses=forms.PublicCategorySerializer(many=True))
    def get(self, request: Request) -> Response:
        self.asked(request)
        listed = OffenceCategory.objects.exclude(public_class="never").order_by("name")
        rows = listed.values("code", "name", "group", shown=F("public_class"))
        return Response(forms.PublicCategorySerializer(rows, many=True).data)


class Areas(PublicView):
    """The areas of a jurisdiction with their totals of the last twelve months."""

    @extend_schema(parameters=[forms.JurisdictionQuery], responses=forms.AreasAnswer)
    def get(self, request: Request) -> HttpResponse:
        release = self.release(self.asked(request))
        if unchanged := caching.not_modified(request._request, release):
            return unchanged
        areas = reading.area_totals(release)
        for area in areas:
            where = [release.jurisdiction.code, area.code]
            area.__dict__.update(
                url=reverse("public:area", args=where), csv=reverse("public:area_csv", args=where)
            )
        return self.answer(request, release, forms.AreasAnswer, areas=areas)


class Stats(PublicView):
    """The cells of one cut."""

    query = forms.StatQuery

    @extend_schema(parameters=[forms.StatQuery], responses=forms.StatsAnswer)
    def get(self, request: Request) -> HttpResponse:
        asked = self.asked(request)
        release = self.release(asked)
        if unchanged := caching.not_modified(request._request, release):
            return unchanged
        cells = StatCell.objects.listed().filter(release=release, cut=asked["cut"])
        cells = cells.filter(**{name: asked[name] for name in ("year", "month") if name in asked})
        if "area" in asked:
            cells = cells.filter(area=area_id(release, asked["cut"], asked["area"]))
        if "category" in asked:
            cells = cells.filter(category=category_id(asked["category"]))
        return self.answer(request, release, forms.StatsAnswer, cut=asked["cut"], cells=_rows(cells))


class Trends(PublicView):
    """Every published month of an area, or of the whole jurisdiction, of one type if asked."""

    query = forms.TrendQuery

    @extend_schema(parameters=[forms.TrendQuery], responses=forms.TrendAnswer)
    def get(self, request: Request) -> HttpResponse:
        asked = self.asked(request)
        release = self.release(asked)
        if unchanged := caching.not_modified(request._request, release):
            return unchanged
        area, category = asked.get("area"), asked.get("category")
        cells = StatCell.objects.listed().filter(release=release)
        if area:
            cells = cells.filter(cut=Cut.AREA_MONTH, area=area_id(release, Cut.AREA_MONTH, area))
        else:
            cells = cells.filter(
                cut=Cut.JURISDICTION_MONTH, category=category_id(category) if category else None
            )
        months = [row | {"month": f"{row['year']}-{row['month']:02}"} for row in _rows(cells)]
        return self.answer(request, release, forms.TrendAnswer, area=area, category=category, months=months)


class Map(PublicView):
    """Areas and hexagon levels as GeoJSON, with the base map they are drawn on."""

    query = forms.MapQuery

    @extend_schema(parameters=[forms.MapQuery], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> HttpResponse:
        asked = self.asked(request)
        try:
            release = self.release(asked)
        except NotFound:
            return Response(maps.overview(self._unreleased(asked), None))
        if unchanged := caching.not_modified(request._request, release):
            return unchanged
        # The base map and outline, which the release leaves out.
        jurisdiction = Jurisdiction.objects.get(pk=release.jurisdiction_id)
        if "area" in asked:
            own = area_id(release, Cut.AREA_MONTH, asked["area"])
            return caching.marked(Response(maps.around_area(jurisdiction, release, own)), release)
        return caching.marked(Response(maps.overview(jurisdiction, release)), release)

    @staticmethod
    def _unreleased(asked: dict) -> Jurisdiction:
        """Boundaries are no figures: they are drawn before the first release too."""
        if "area" in asked or not asked.get("jurisdiction"):
            raise NotFound("No figures are published yet.")
        return Jurisdiction.objects.get(code=asked["jurisdiction"].upper())


def area_id(release: StatRelease, cut: str, code: str) -> int:
    """The area or district of a release by its code. Raises ValidationError for one it does not hold."""
    found = StatCell.objects.filter(release=release, cut=cut, area__code=code).values_list("area", flat=True)
    first = found.first()
    if first is None:
        raise ValidationError({"area": [f"There is no area {code} in this cut."]})
    return first


def category_id(code: str) -> int | None:
    """None for "all". Raises ValidationError for a type that is not published."""
    if code == "all":
        return None
    pk = OffenceCategory.objects.exclude(public_class="never").filter(code=code).values_list("pk", flat=True)
    if not pk:
        raise ValidationError({"category": [f"There is no published type {code}."]})
    return pk[0]


def _rows(cells: QuerySet[StatCell]) -> list[dict]:
    rows = cells.order_by(
        "year", "month", "area__name", F("category__name").asc(nulls_first=True), "hexagon"
    ).values(
        "year",
        "month",
        "value",
        "status",
        "level",
        "hexagon",
        area_code=F("area__code"),
        type=F("category__code"),
    )
    return [
        row
        | {
            "area": None if row["hexagon"] else row["area_code"],
            "hexagon": row["hexagon"] or None,
            "category": row["type"],
            "level": row["level"] or None,
            "text": row["level"] or wording.figure(row["value"], row["status"]),
            "status": CellStatus(row["status"]).value,
        }
        for row in rows
    ]
