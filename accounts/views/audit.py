"""The audit log: who did what to what, when, from where and why. Reading it is an act, too."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from .. import audit_export, services
from ..audit_form import AuditSearchForm
from ..audit_lines import lines
from ..csv_rows import csv_response
from ..filters import AuditFilter
from ..keyset import page_of
from ..models import AuditEvent, User
from ..permissions import ActionRequiredMixin, has_permission, may_everywhere
from ..zone import reading_zone


class InReadersZone:
    """Times are typed and shown in the reader's time zone, on the whole page."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        zone = reading_zone(request.user) if isinstance(request.user, User) else ZoneInfo("UTC")
        with timezone.override(zone):
            return super().dispatch(request, *args, **kwargs)


class AuditLogView(InReadersZone, ActionRequiredMixin, View):
    action = "audit.read"

    def get(self, request: HttpRequest) -> HttpResponse:
        search = asked(request)
        if not search.is_valid():
            # The form posts; an address with wrong filters was made by hand.
            return self._page(request, search, AuditSearchForm(user=request.user), status=400)
        services.audit_read(filters=search.used(), by=request.user)
        return self._page(request, search, AuditSearchForm(initial=_typed(search), user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Takes the form, which can hold a name, and goes to the address with its numbers."""
        form = AuditSearchForm(request.POST, user=request.user)
        if form.is_valid():
            query = form.query()
            return redirect(reverse("accounts:audit") + (f"?{query}" if query else ""))
        return self._page(request, None, form, status=400)

    def _page(
        self, request: HttpRequest, search: AuditFilter | None, form: AuditSearchForm, status: int = 200
    ) -> HttpResponse:
        found = search.parts() if search and search.is_valid() else [AuditEvent.objects.none()]
        page = page_of(found, request.GET, AuditEvent.objects.all())
        context = {
            "form": form,
            "page": page,
            "lines": lines(page.rows, request.user),
            "wrong_filters": _by_label(search) if search else None,
            "filters": [(name, search.form.fields[name].label) for name in search.used()] if search else [],
            "query": request.GET.urlencode(),
            "zone": timezone.get_current_timezone_name(),
            "sees_all": may_everywhere(request.user, "audit.read"),
            "may_verify": has_permission(request.user, "audit.verify"),
            "largest_export": audit_export.LARGEST_EXPORT,
        }
        return render(request, "accounts/audit.html", context, status=status)


class AuditExportView(InReadersZone, ActionRequiredMixin, View):
    """The log as the address narrows it, as CSV."""

    action = "audit.read"

    def get(self, request: HttpRequest) -> HttpResponse:
        search = asked(request)
        if not search.is_valid():
            raise Http404
        services.audit_exported(filters=search.used(), by=request.user)
        rows = audit_export.rows(search.parts(), request.user)
        return csv_response(rows, f"audit-{timezone.now():%Y%m%dT%H%M%SZ}.csv")


def asked(request: HttpRequest) -> AuditFilter:
    return AuditFilter(request.GET, queryset=AuditEvent.objects.all(), request=request)


def _by_label(search: AuditFilter) -> dict[str, list[str]]:
    """What is wrong with the filters of an address, by the words of the form."""
    return {search.form.fields[name].label: errors for name, errors in search.form.errors.items()}


def _typed(search: AuditFilter) -> dict[str, object]:
    """What the form shows for the filters in use; an e-mail address names an account without doubt."""
    values = search.form.cleaned_data
    actor = values["actor"] and User.objects.filter(pk=values["actor"]).first()
    return values | {"who": actor.email if actor else "", "number": values["object_id"]}
