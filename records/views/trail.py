"""One record's trail: who did what to it and who looked at it; as a page, CSV and PDF.

Auditors see the trail of any record by its number, without what the record says.
"""

from itertools import chain

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
        page = page_of([trail.events_of(record, request.user)], request.GET, AuditEvent.objects.all())
        context = {
            "record": record,
            "name": _name(record, may_read),
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
        record, may_read, reason = self._record(pk)
        trail.export_trail(record=record, by=request.user, file_kind="CSV", reason=reason)
        head = _head(record, _name(record, may_read), request)
        rows = chain(head, [[]], audit_export.rows([trail.events_of(record, request.user)], request.user))
        return csv_response(rows, f"{_file_name(record)}.csv")


class TrailPdfView(_TrailView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record, may_read, reason = self._record(pk)
        trail.export_trail(record=record, by=request.user, file_kind="PDF", reason=reason)
        head = _head(record, _name(record, may_read), request)
        content = trail_pdf(head=head, record=record, user=request.user)
        headers = {"Content-Disposition": f'attachment; filename="{_file_name(record)}.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


def _name(record: CrimeRecord, may_read: bool) -> str:
    """Neither its status nor the number that its source gave it for who may not read it."""
    return record_name(record) if may_read else record.crime_id or f"record {record.pk}"


def _head(record: CrimeRecord, name: str, request: HttpRequest) -> list[tuple[str, str]]:
    now = timezone.now().astimezone(timezone.get_default_timezone())
    return [
        ("Record", f"{name} (number {record.pk})"),
        ("As of", f"{now:%Y-%m-%d %H:%M:%S} UTC"),
        ("Exported by", f"{request.user} ({'; '.join(map(str, request.user.current_postings))})"),
        ("Chain", trail.verified()),
    ]


def _file_name(record: CrimeRecord) -> str:
    """By number: a crime ID holds slashes."""
    return f"trail-{record.pk}-{timezone.now():%Y%m%dT%H%M%SZ}"
