"""The register over HTTP: thin doors to the same querysets, filters and services as the pages."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import Serializer
from rest_framework.utils.urls import replace_query_param
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from ..choices import SearchKind
from ..filters import AreaFilter, RecordFilter, matching_words
from ..models import Area, CrimeRecord, OffenceCategory
from ..services import consultation, crime, search_query
from . import serializers
from .reasons import ReasonRequiredMixin


class NewestFirst(CursorPagination):
    ordering = "-id"


class ByName(CursorPagination):
    ordering = ("name", "id")
    page_size = 100


class Stale(APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "Someone changed the record since you read it. Read it again and repeat your change."


RECORD = serializers.RecordDetailSerializer
SEARCH = OpenApiParameter("search", OpenApiTypes.UUID, description="A search of yours, by its id; kept 24 h.")


@extend_schema_view(
    list=extend_schema(
        summary="Records that you may see, newest entry first; what is shown is noted", parameters=[SEARCH]
    ),
    retrieve=extend_schema(summary="One record; the reading is noted", responses=RECORD),
)
class RecordViewSet(ReasonRequiredMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """Crime records within your rights. What you may not see answers as if it did not exist."""

    queryset = CrimeRecord.objects.none()
    serializer_class = serializers.RecordSerializer
    filterset_class = RecordFilter
    pagination_class = NewestFirst
    actions_required = {
        "list": "record.read",
        "search": "record.read",
        "retrieve": "record.read",
        "create": "record.draft",
        "partial_update": "record.draft",
        "submit": "record.submit",
        "register": "record.register",
        "return_": "record.return",
        "void": "record.void",
    }

    def get_queryset(self) -> QuerySet[CrimeRecord]:
        return (
            CrimeRecord.objects.visible_to(self.request.user)
            .select_related("station", "jurisdiction", "area")
            .prefetch_related("offences__category")
        )

    def get_object(self) -> CrimeRecord:
        """The record of the address, for whoever reads or changes it: 428 where a reason is due first."""
        record = super().get_object()
        self.reason = self.reason_for(record)
        return record

    def filter_queryset(self, queryset: QuerySet[CrimeRecord]) -> QuerySet[CrimeRecord]:
        found = super().filter_queryset(queryset)
        key = self.request.query_params.get("search", "") if self.action == "list" else ""
        if not key:
            return found
        query = search_query.found(key, kind=SearchKind.RECORDS, by=self.request.user)
        if query is None:
            raise Http404
        return matching_words(found, search_query.terms_of(query))

    @transaction.atomic
    def list(self, request: Request) -> Response:
        return self._listed(self.paginate_queryset(self.filter_queryset(self.get_queryset())))

    @transaction.atomic
    def retrieve(self, request: Request, pk: str) -> Response:
        record = self.get_object()
        consultation.record_read(record=record, by=request.user, reason=self.reason)
        return self._answer(record)

    @extend_schema(
        summary="Records whose crime ID, title or address holds the words; the search is noted",
        description="The answer's `search` is an id that the list takes in place of the words for 24 hours.",
        request=serializers.SearchSerializer,
        responses=serializers.RecordSerializer(many=True),
    )
    @action(detail=False, methods=["post"])
    @transaction.atomic
    def search(self, request: Request) -> Response:
        words = self._read(serializers.SearchSerializer)["q"]
        query = search_query.save(terms=words, kind=SearchKind.RECORDS, by=request.user)
        consultation.records_searched(terms=words, by=request.user)
        found = matching_words(self.filter_queryset(self.get_queryset()), words)
        page = self.paginate_queryset(found)
        # Further pages are those of the list, where the id stands for the words.
        listed = reverse("api-record-list", request=request) + f"?{request.GET.urlencode()}"
        self.paginator.base_url = replace_query_param(listed, "search", query.pk)
        answer = self._listed(page)
        answer.data["search"] = query.pk
        return answer

    @extend_schema(summary="Begin a draft", request=serializers.NewRecordSerializer, responses={201: RECORD})
    def create(self, request: Request) -> Response:
        values = self._read(serializers.NewRecordSerializer)
        return self._answer(crime.draft(by=request.user, **values), status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change your own draft",
        request=serializers.RecordChangeSerializer,
        responses={200: RECORD, 412: None},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        record = self.get_object()
        try:
            changed = crime.update(
                record=record, by=request.user, **self._read(serializers.RecordChangeSerializer)
            )
        except crime.StaleRecord as error:
            raise Stale from error
        return self._answer(changed)

    @extend_schema(summary="Submit your draft", request=serializers.NothingSerializer, responses=RECORD)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        self._read(serializers.NothingSerializer)
        return self._answer(crime.submit(record=self.get_object(), by=request.user))

    @extend_schema(
        summary="Register a submitted record", request=serializers.NothingSerializer, responses=RECORD
    )
    @action(detail=True, methods=["post"])
    def register(self, request: Request, pk: str) -> Response:
        self._read(serializers.NothingSerializer)
        return self._answer(crime.register(record=self.get_object(), by=request.user))

    @extend_schema(
        summary="Return a record to its author", request=serializers.ReasonSerializer, responses=RECORD
    )
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def return_(self, request: Request, pk: str) -> Response:
        record = self.get_object()
        return self._answer(
            crime.return_(record=record, by=request.user, **self._read(serializers.ReasonSerializer))
        )

    @extend_schema(summary="Void a record", request=serializers.VoidSerializer, responses=RECORD)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: str) -> Response:
        record = self.get_object()
        return self._answer(
            crime.void(record=record, by=request.user, **self._read(serializers.VoidSerializer))
        )

    def _listed(self, page: Sequence[CrimeRecord]) -> Response:
        """A page of a list; which records it showed is noted."""
        asked = {
            name: ", ".join(self.request.query_params.getlist(name))
            for name in [*RecordFilter.base_filters, "search"]
            if self.request.query_params.get(name)
        }
        consultation.records_listed(filters=asked, shown=page, by=self.request.user)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def _read(self, kind: type[Serializer]) -> dict:
        serializer = kind(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def _answer(self, record: CrimeRecord, code: int = status.HTTP_200_OK) -> Response:
        return Response(RECORD(record, context=self.get_serializer_context()).data, status=code)


@extend_schema_view(
    list=extend_schema(summary="Areas of the current boundaries"),
    retrieve=extend_schema(
        summary="One area with its boundary", responses=serializers.AreaWithBoundarySerializer
    ),
)
class AreaViewSet(ReadOnlyModelViewSet):
    queryset = Area.objects.filter(area_set__is_current=True).select_related(
        "area_set__jurisdiction", "parent"
    )
    required_action = "public"
    filterset_class = AreaFilter
    pagination_class = ByName

    def get_serializer_class(self) -> type[Serializer]:
        return (
            serializers.AreaWithBoundarySerializer
            if self.action == "retrieve"
            else serializers.RegisterAreaSerializer
        )

    def get_queryset(self) -> QuerySet[Area]:
        areas = super().get_queryset()
        return areas if self.action == "retrieve" else areas.defer("boundary")


@extend_schema_view(
    list=extend_schema(summary="Offence categories"), retrieve=extend_schema(summary="One offence category")
)
class OffenceCategoryViewSet(ReadOnlyModelViewSet):
    queryset = OffenceCategory.objects.all()
    serializer_class = serializers.OffenceCategorySerializer
    required_action = "public"
    lookup_field = "code"
    pagination_class = ByName
