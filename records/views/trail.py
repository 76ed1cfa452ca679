"""One record's trail: who did what to it and who looked at it; as a page, CSV and PDF.

Auditors see the trail of any record by its number, without what the record says.
"""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from accounts import audit_export
from accounts import services as accounts
from accounts.audit_lines import lines
from accounts.csv_rows import csv_response
from accounts.keyset import page_of
from accounts.models import AuditEvent
from accounts.permissions import ActionRequiredMixin
from accounts.views.audit import InReadersZone

from ..models import CrimeRecord
from ..services import trail
from ..services.trail_pdf import trail_pdf
from ..templatetags.records import record_name
from .reason import ReasonRequiredMixin


class _TrailView(InReadersZone, ReasonRequiredMixin, ActionRequiredMixin, View):
    action = "audit.read"

    def _record(self, pk: int) -> tuple[CrimeRecord, bool, str]:
        """The record, whether its content may be shown, and the reason given for looking at it."""
        user = self.request.user
        record = get_object_or_404(trail.records_with_trail(user), pk=pk)
        may_read = CrimeRecord.objects.visible_to(user).filter(pk=pk).exists()
        return record, may_read, self.reason_for(record) if may_read else ""


class RecordTrailView(_TrailView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record, may_read, reason = self._record(pk)
        accounts.audit_read(filters={}, by=request.user, obj=record, reason=reason)
        page = page_of(trail.events_of(record, request.user), request.GET, AuditEvent.objects.all())
        context = {
            "record": record,
            "may_read": may_read,
            "page": page,
            "lines": lines(page.rows, request.user),
            "readers": trail.readers(record, request.user),
            "sees_others": trail.sees_others(record, request.user),
            "zone": timezone.get_current_timezone_name(),
        }
        return render(request, "records/trail.html", context)


class TrailCsvView(_TrailView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record, _, reason = self._record(pk)
        trail.export_trail(record=record, by=request.user, file_kind="CSV", reason=reason)
        events = trail.events_of(record, request.user)
        rows = _with_head(record, request, audit_export.rows(events, request.user))
        return csv_response(rows, f"{_file_name(record)}.csv")


class TrailPdfView(_TrailView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record, _, reason = self._record(pk)
        trail.export_trail(record=record, by=request.user, file_kind="PDF", reason=reason)
        content = trail_pdf(head=list(_head(record, request)), record=record, user=request.user)
        headers = {"Content-Disposition": f'attachment; filename="{_file_name(record)}.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


def _head(record: CrimeRecord, request: HttpRequest) -> Iterator[tuple[str, str]]:
    yield "Record", f"{record_name(record)} (number {record.pk})"
    yield "As of", f"{timezone.now().astimezone(timezone.get_default_timezone()):%Y-%m-%d %H:%M:%S} UTC"
    yield "Exported by", f"{request.user} ({'; '.join(map(str, request.user.current_postings))})"
    yield "Chain", trail.verified()


def _with_head(
    record: CrimeRecord, request: HttpRequest, rows: Iterator[list[str]]
) -> Iterator[list[str] | tuple[str, str]]:
    yield from list(_head(record, request))
    yield []
    yield from rows


def _file_name(record: CrimeRecord) -> str:
    """By number: a crime ID holds slashes."""
    return f"trail-{record.pk}-{timezone.now():%Y%m%dT%H%M%SZ}"
