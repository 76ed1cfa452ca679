"""Access to single records over HTTP: decisions, emergencies and their reviews."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from ..choices import GrantKind
from ..models import AccessGrant, AccessReview, CrimeRecord
from ..services import access
from . import access_serializers as serializers
from .serializers import ReasonSerializer
from .views import NewestFirst

GRANT, REVIEW = serializers.GrantSerializer, serializers.ReviewDetailSerializer


def _read(kind: type[Serializer], request: Request) -> dict:
    serializer = kind(data=request.data, context={"request": request})
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def _decide(request: Request, record: CrimeRecord, values: dict) -> Response:
    decide = access.grant if values.pop("kind") == GrantKind.ALLOW else access.deny
    made = decide(record=record, by=request.user, **values)
    return Response(GRANT(made).data, status=status.HTTP_201_CREATED)


@extend_schema_view(
    list=extend_schema(summary="Decisions about access at your stations, the newest first"),
)
class GrantViewSet(mixins.ListModelMixin, GenericViewSet):
    recent = True
    queryset = AccessGrant.objects.none()
    serializer_class = GRANT
    pagination_class = NewestFirst
    actions_required = {"list": "access.review", "create": "record.grant", "revoke": "record.grant"}

    def get_queryset(self) -> QuerySet[AccessGrant]:
        people = "record__station", "user", "given_by", "revoked_by"
        return AccessGrant.objects.visible_to(self.request.user).select_related(*people)

    @extend_schema(
        summary="Give or refuse access by the record's number, whether or not you may read the record",
        request=serializers.NewGrantSerializer,
        responses={201: GRANT},
    )
    def create(self, request: Request) -> Response:
        values = _read(serializers.NewGrantSerializer, request)
        return _decide(request, values.pop("number"), values)

    @extend_schema(summary="End a decision before its time", request=ReasonSerializer, responses=GRANT)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        ended = access.revoke(grant=self.get_object(), by=request.user, **_read(ReasonSerializer, request))
        return Response(GRANT(ended).data)


class RecordGrantsView(generics.ListAPIView):
    """Decisions about one record that you may read and decide on."""

    recent = True
    queryset = AccessGrant.objects.none()
    serializer_class = GRANT
    pagination_class = NewestFirst
    required_action = "record.grant"

    def get_queryset(self) -> QuerySet[AccessGrant]:
        record = self._record()
        grants = AccessGrant.objects.visible_to(self.request.user).filter(record=record)
        return grants.select_related("record__station", "user", "given_by", "revoked_by")

    @extend_schema(summary="Decisions about one record, the newest first")
    def get(self, request: Request, pk: int) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Give or refuse access to one record",
        request=serializers.NewRecordGrantSerializer,
        responses={201: GRANT},
    )
    def post(self, request: Request, pk: int) -> Response:
        record = self._record()
        return _decide(request, record, _read(serializers.NewRecordGrantSerializer, request))

    def _record(self) -> CrimeRecord:
        record = get_object_or_404(CrimeRecord.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        if not access.may_decide(self.request.user, record):
            self.permission_denied(self.request)
        return record


class EmergencyView(APIView):
    """Open one record in an emergency, for 60 minutes and reading only; someone else reviews it."""

    recent = True
    required_action = "record.break_glass"

    @extend_schema(
        summary="Open one record in an emergency",
        request=serializers.EmergencySerializer,
        responses={201: GRANT},
    )
    def post(self, request: Request) -> Response:
        made = access.break_glass(by=request.user, **_read(serializers.EmergencySerializer, request))
        return Response(GRANT(made).data, status=status.HTTP_201_CREATED)


@extend_schema_view(
    list=extend_schema(summary="Emergency access to review and reviewed, the newest first"),
    retrieve=extend_schema(summary="One emergency access with what was done in its time", responses=REVIEW),
)
class ReviewViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    queryset = AccessReview.objects.none()
    pagination_class = NewestFirst
    required_action = "access.review"

    def get_serializer_class(self) -> type[Serializer]:
        return serializers.ReviewSerializer if self.action == "list" else REVIEW

    def get_queryset(self) -> QuerySet[AccessReview]:
        people = (
            "reviewed_by",
            "grant__record__station",
            "grant__user",
            "grant__given_by",
            "grant__revoked_by",
        )
        return AccessReview.objects.visible_to(self.request.user).select_related(*people)

    @extend_schema(summary="Record your finding", request=serializers.FindingSerializer, responses=REVIEW)
    def judge(self, request: Request, pk: str) -> Response:
        values = _read(serializers.FindingSerializer, request)
        judged = access.review(review=self.get_object(), by=request.user, **values)
        return Response(REVIEW(judged).data)
