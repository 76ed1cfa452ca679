"""One record's trail over HTTP."""

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts import services as accounts
from accounts.api.audit import AuditEventSerializer, NewestEventsFirst
from accounts.audit_lines import lines
from accounts.models import AuditEvent

from ..models import CrimeRecord
from ..services import trail
from .reasons import ReasonRequiredMixin


class RecordTrailViewSet(ReasonRequiredMixin, GenericViewSet):
    """Acts on one record. Auditors read the trail of any record by its number, without its content."""

    queryset = AuditEvent.objects.none()
    serializer_class = AuditEventSerializer
    pagination_class = NewestEventsFirst
    filter_backends: list = []
    required_action = "audit.read"

    @extend_schema(
        summary="Acts on one record that you may know of, newest first; the reading is noted",
        responses=AuditEventSerializer(many=True),
    )
    @transaction.atomic
    def list(self, request: Request, record_id: int) -> Response:
        record = get_object_or_404(trail.records_with_trail(request.user), pk=record_id)
        may_read = CrimeRecord.objects.visible_to(request.user).filter(pk=record.pk).exists()
        reason = self.reason_for(record) if may_read else ""
        page = self.paginate_queryset([self._events(record)])
        accounts.audit_read(filters={}, by=request.user, obj=record, reason=reason)
        return self.get_paginated_response(AuditEventSerializer(lines(page, request.user), many=True).data)

    def _events(self, record: CrimeRecord) -> QuerySet[AuditEvent]:
        return trail.events_of(record, self.request.user)
