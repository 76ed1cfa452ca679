"""The audit log over HTTP: the same events, filters and limits as the page."""

from collections.abc import Sequence

from django.db import transaction
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from .. import services
from ..audit_lines import Change, Line, lines
from ..filters import AuditFilter
from ..keyset import as_key, nearest
from ..models import AuditEvent
from ..querysets import AuditEventQuerySet


class NewestEventsFirst(CursorPagination):
    """Pages of events that stand in `parts`, as `AuditEventQuerySet.parts_visible_to` has them."""

    ordering = "-id"

    def paginate_queryset(
        self, parts: Sequence[AuditEventQuerySet], request: Request, view: APIView | None = None
    ) -> list[AuditEvent]:
        bound, offset = {}, 0
        if cursor := self.decode_cursor(request):
            offset, key = cursor.offset, as_key(cursor.position)
            if key is None and cursor.position is not None:
                raise NotFound(self.invalid_cursor_message)
            bound = {"after": key or 0} if cursor.reverse else {"before": key}
        keys = nearest(parts, offset + self.page_size + 1, **bound)
        return super().paginate_queryset(AuditEvent.objects.filter(pk__in=keys), request, view)


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

    @transaction.atomic
    def list(self, request: Request) -> Response:
        found = self.filter_queryset(AuditEvent.objects.all())
        page = self.paginate_queryset(found.parts_visible_to(request.user))
        known = AuditFilter.base_filters
        asked = {name: value for name, value in request.query_params.items() if name in known and value}
        services.audit_read(filters=asked, by=request.user)
        return self.get_paginated_response(AuditEventSerializer(lines(page, request.user), many=True).data)
