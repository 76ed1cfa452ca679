"""A record laid out for paper; opening it is noted as a print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from accounts.permissions import ActionRequiredMixin, has_permission

from ..services import consultation
from .detail import readable
from .reason import ReasonRequiredMixin


class RecordPrintView(ReasonRequiredMixin, ActionRequiredMixin, View):
    action = "record.read"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = get_object_or_404(readable(request.user), pk=pk)
        consultation.record_printed(record=record, by=request.user, reason=self.reason_for(record))
        may_read_narrative = has_permission(request.user, "record.narrative", record)
        context = {
            "record": record,
            "may_read_narrative": may_read_narrative,
            "involvements": record.involvements.select_related("person") if may_read_narrative else (),
            "events": record.status_events.select_related("by"),
            "printed_at": timezone.now(),
        }
        return render(request, "records/print.html", context)
