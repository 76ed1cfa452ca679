"""The audit log over HTTP: the same events, filters and limits as the page."""

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from .. import services
from ..audit_lines import Change, Line, lines
from ..filters import AuditFilter
from ..models import AuditEvent


class NewestEventsFirst(CursorPagination):
    ordering = "-id"


class ChangeSerializer(serializers.Serializer[Change]):
    name = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()


class AuditEventSerializer(serializers.Serializer[Line]):
    """One act. `reason` is empty and `changes` has nothing where `withheld` says that they are kept back."""

    id = serializers.IntegerField(source="event.pk")
    occurred_at = serializers.DateTimeField(source="event.occurred_at")
    actor_id = serializers.CharField(source="event.actor_id")
    actor = serializers.CharField(source="event.actor_label")
    posting = serializers.CharField(source="event.posting")
    action = serializers.CharField(source="event.action")
    object_type = serializers.CharField(source="event.object_type")
    object_id = serializers.CharField(source="event.object_id")
    object = serializers.CharField(source="object_label")
    source = serializers.CharField(source="event.source")
    outcome = serializers.CharField(source="event.outcome")
    withheld = serializers.BooleanField()
    reason = serializers.CharField()
    changes = ChangeSerializer(many=True)
    sequence = serializers.IntegerField(source="event.sequence", allow_null=True)
    hash = serializers.CharField(source="event.hash")


@extend_schema_view(
    list=extend_schema(summary="Acts that you may know of, newest first; the reading is noted")
)
class AuditEventViewSet(mixins.ListModelMixin, GenericViewSet):
    """The audit log within your rights: your own acts, those at your stations, or all."""

    queryset = AuditEvent.objects.none()
    serializer_class = AuditEventSerializer
    filterset_class = AuditFilter
    pagination_class = NewestEventsFirst
    required_action = "audit.read"

    def get_queryset(self) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.visible_to(self.request.user)

    @transaction.atomic
    def list(self, request: Request) -> Response:
        found = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(found)
        known = AuditFilter.base_filters
        asked = {name: value for name, value in request.query_params.items() if name in known and value}
        services.audit_read(filters=asked, by=request.user)
        return self.get_paginated_response(AuditEventSerializer(lines(page, request.user), many=True).data)
