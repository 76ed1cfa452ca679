"""Models, runs and their outputs at /api/v1/."""

from django.db.models import F, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from .. import services
from ..choices import Audience, Stage
from ..filters import ModelVersionFilter, RunFilter
from ..models import ForecastPoint, ModelVersion, TrainingRun, ZoneRating
from . import serializers
from .reading import hotspots_for


class NewestFirst(CursorPagination):
    ordering = ("-created_at", "-pk")


@extend_schema_view(
    list=extend_schema(summary="Model versions with their quality beside the baselines'"),
    retrieve=extend_schema(summary="One model version"),
)
class ModelVersionViewSet(ReadOnlyModelViewSet):
    """What was trained, on what, and how well it does."""

    queryset = ModelVersion.objects.none()
    serializer_class = serializers.ModelVersionSerializer
    pagination_class = NewestFirst
    filterset_class = ModelVersionFilter
    required_action = "analytics.view"

    def get_queryset(self) -> QuerySet[ModelVersion]:
        return ModelVersion.objects.visible_to(self.request.user).select_related("jurisdiction")


@extend_schema_view(
    list=extend_schema(summary="Training runs, newest first"),
    retrieve=extend_schema(summary="One run: progress while it works, then how it ended"),
)
class RunViewSet(ReadOnlyModelViewSet):
    """Retraining: ask for it, follow it."""

    queryset = TrainingRun.objects.none()
    serializer_class = serializers.RunSerializer
    pagination_class = NewestFirst
    filterset_class = RunFilter
    actions_required = {
        "list": "analytics.view",
        "retrieve": "analytics.view",
        "create": "analytics.retrain",
    }

    def get_queryset(self) -> QuerySet[TrainingRun]:
        return TrainingRun.objects.visible_to(self.request.user).select_related("jurisdiction")

    @extend_schema(
        summary="Retrain a product; 202 with a new run, 200 with the one that is under way",
        request=serializers.NewRunSerializer,
        responses={200: serializers.RunSerializer, 202: serializers.RunSerializer},
    )
    def create(self, request: Request) -> Response:
        asked = serializers.NewRunSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        run, created = services.request_retrain(by=request.user, **asked.validated_data)
        return Response(
            serializers.RunSerializer(run).data,
            status=status.HTTP_202_ACCEPTED if created else status.HTTP_200_OK,
            headers={"Location": reverse("run-detail", [run.pk], request=request)},
        )


class ForJurisdiction(APIView):
    """A view of outputs in use, of `?jurisdiction=CODE` or of all."""

    def rows(self, request: Request, model: type) -> QuerySet:
        asked = serializers.JurisdictionQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = model.objects.visible_to(request.user).filter(
            model_version__stage=Stage.CHAMPION, model_version__audience=Audience.STAFF
        )
        if jurisdiction := asked.validated_data["jurisdiction"]:
            rows = rows.filter(model_version__jurisdiction=jurisdiction)
        return rows.select_related("model_version__jurisdiction", "area")


class HotspotCollectionView(APIView):
    """Hotspots as GeoJSON: exact for staff of the jurisdiction, snapped and rounded for others."""

    required_action = "analytics.hotspots"

    @extend_schema(
        summary="Hotspots as GeoJSON",
        parameters=[serializers.JurisdictionQuerySerializer],
        responses=serializers.HotspotCollectionSerializer,
    )
    def get(self, request: Request) -> Response:
        asked = serializers.JurisdictionQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = hotspots_for(request.user, asked.validated_data["jurisdiction"])
        features = serializers.HotspotFeatureSerializer(rows, many=True).data
        return Response({"type": "FeatureCollection", "features": features})


class ZoneCollectionView(ForJurisdiction):
    """Areas ranked red, orange and green. Ranks are relative: green is lower than elsewhere, not safe."""

    required_action = "analytics.view"

    @extend_schema(
        summary="Zones as GeoJSON",
        parameters=[serializers.JurisdictionQuerySerializer],
        responses=serializers.ZoneCollectionSerializer,
    )
    def get(self, request: Request) -> Response:
        features = serializers.ZoneFeatureSerializer(self.rows(request, ZoneRating), many=True).data
        return Response({"type": "FeatureCollection", "features": features})


class ForecastListView(ForJurisdiction):
    """Monthly forecasts in use, for whole jurisdictions and their areas."""

    required_action = "analytics.view"

    @extend_schema(
        summary="Monthly forecasts with 80 % intervals",
        parameters=[serializers.JurisdictionQuerySerializer],
        responses=serializers.ForecastSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = self.rows(request, ForecastPoint).order_by(
            "model_version", F("area__code").asc(nulls_first=True), "month"
        )
        return Response(serializers.ForecastSerializer(rows, many=True).data)
