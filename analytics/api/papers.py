"""`/api/predict_crime` and `/api/hotspots`, in the format of the published systems."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .. import prediction
from .reading import hotspots_for
from .serializers import (
    HotspotSerializer,
    JurisdictionQuerySerializer,
    PredictionRequestSerializer,
    PredictionSerializer,
)


class CannotBeAnswered(APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


class PredictCrimeView(APIView):
    """Which type of crime, given that one is recorded at a place and time."""

    required_action = "analytics.predict"
    throttle_scope = "predict"

    @extend_schema(
        summary="The likeliest type of a crime recorded at a place and time",
        request=PredictionRequestSerializer,
        responses=PredictionSerializer,
    )
    def post(self, request: Request) -> Response:
        asked = PredictionRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            answer = prediction.predict(user=request.user, **asked.validated_data)
        except prediction.OutsideEveryJurisdiction as outside:
            raise CannotBeAnswered({"latitude": [str(outside)], "longitude": [str(outside)]}) from outside
        return Response(_body(answer))


def _body(answer: prediction.Answer) -> dict:
    """As PredictionSerializer describes it; made by hand, as a serializer takes longer than the model."""
    version = answer.version
    return {
        "predicted_crime_type": answer.predicted,
        "confidence": answer.confidence,
        "probabilities": answer.probabilities,
        "abstained": answer.abstained,
        "baseline": answer.baseline,
        "jurisdiction": answer.jurisdiction,
        "latitude": answer.latitude,
        "longitude": answer.longitude,
        "model_version": version
        and {
            "version": version.version,
            "algorithm": version.algorithm,
            "audience": version.audience,
            "is_baseline": version.is_baseline,
            "created_at": version.created_at,
        },
        "caveat": answer.caveat,
    }


class HotspotsView(APIView):
    """Hotspots in use: exact for staff of the jurisdiction, snapped and rounded for others."""

    required_action = "analytics.hotspots"
    throttle_scope = "predict"

    @extend_schema(
        summary="Hotspots; an empty list with a Notice header before any were trained",
        parameters=[JurisdictionQuerySerializer],
        responses=HotspotSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = JurisdictionQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = hotspots_for(request.user, asked.validated_data["jurisdiction"])
        notice = {} if rows else {"Notice": "No hotspots have been trained here yet."}
        return Response(HotspotSerializer(rows, many=True).data, headers=notice)
