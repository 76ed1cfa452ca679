"""Writing a record: a new draft, and changes to one's own draft without losing anyone's words."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from accounts.permissions import ActionRequiredMixin

from ..choices import Status
from ..filters import stations_of
from ..forms import EntryForm
from ..maps import jurisdiction_map
from ..models import CrimeRecord
from ..services import consultation, crime
from .detail import may_edit, readable

SECTIONS = [
    ("offence", "Offence", ["station", "category", "kind", "title", "discovered", "sensitivity"]),
    (
        "when-where",
        "When and where",
        [
            "time_known",
            "occurred_from",
            "occurred_to",
            "reported_at",
            "address",
            "latitude",
            "longitude",
            "precision",
            "premises",
        ],
    ),
    ("narrative", "Narrative", ["narrative", "modus_operandi"]),
]


class NewRecordView(ActionRequiredMixin, View):
    action = "record.draft"

    def get(self, request: HttpRequest) -> HttpResponse:
        return _page(request, EntryForm(stations=stations_of(request.user, self.action)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EntryForm(request.POST, stations=stations_of(request.user, self.action))
        if form.is_valid():
            try:
                record = crime.draft(by=request.user, station=form.station, **form.record_fields())
                return _saved(request, record)
            except ValidationError as error:
                form.add_service_errors(error)
        return _page(request, form, status=400)


class EditRecordView(ActionRequiredMixin, View):
    action = "record.draft"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self._record(request, pk)
        consultation.record_read(record=record, by=request.user)
        return _page(request, self._form(record))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self._record(request, pk)
        form = self._form(record, request.POST)
        if form.is_valid():
            try:
                record = crime.update(
                    record=record,
                    by=request.user,
                    version=form.cleaned_data["version"] or 0,
                    **form.record_fields(),
                )
                return _saved(request, record)
            except crime.StaleRecord:
                record.refresh_from_db()
                merged, differences = merge(form, self._form(record))
                return _page(request, self._form(record, merged), conflict=differences, status=409)
            except ValidationError as error:
                form.add_service_errors(error)
        return _page(request, form, status=400)

    def _record(self, request: HttpRequest, pk: int) -> CrimeRecord:
        record = get_object_or_404(readable(request.user), pk=pk)
        if not may_edit(request.user, record):
            raise PermissionDenied
        return record

    def _form(self, record: CrimeRecord, data: QueryDict | None = None) -> EntryForm:
        return EntryForm(data, stations=[record.station], record=record)


def merge(mine: EntryForm, saved: EntryForm) -> tuple[QueryDict, list[dict[str, str]]]:
    """Form data that holds my changes over what was saved meanwhile, and the fields that both changed.

    A field that I left as it was shown takes the saved value. The data continues from the saved version,
    so saving it again is a choice made with both texts in view.
    """
    data, differences = mine.data.copy(), []
    changed = set(mine.changed_data)
    for name, field in mine.fields.items():
        saved_text = "" if saved[name].value() is None else str(saved[name].value())
        key, shown_key = mine.add_prefix(name), mine.add_initial_prefix(name)
        if name not in changed or name == "version":
            data[key] = saved_text
        elif saved_text not in (data.get(key, ""), data.get(shown_key, "")):
            differences.append(
                {
                    "label": field.label,
                    "id": mine[name].id_for_label,
                    "mine": _shown(mine[name], data.get(key, "")),
                    "saved": _shown(saved[name], saved_text),
                }
            )
        data[shown_key] = saved_text
    return data, differences


def _shown(bound_field: object, text: str) -> str:
    """A value as its reader knows it: the label of a choice, else the text."""
    field = bound_field.field
    if hasattr(field, "queryset"):
        return str(field.queryset.filter(pk=text).first() or "") if text.isdigit() else ""
    return str(dict(getattr(field, "choices", ())).get(text, text))


def _saved(request: HttpRequest, record: CrimeRecord) -> HttpResponse:
    if request.POST.get("next") == "submit":
        return redirect("records:submit", record.pk)
    messages.success(request, "The draft was saved.")
    return redirect("records:edit", record.pk)


def _page(
    request: HttpRequest, form: EntryForm, conflict: list[dict[str, str]] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "record": form.record,
        "station": form.station,
        "returned_because": _returned_because(form.record),
        "conflict": conflict,
        "sections": _sections(form),
        "map_data": jurisdiction_map(form.station.jurisdiction),
        "zone": form.station.jurisdiction.time_zone,
    }
    return render(request, "records/entry.html", context, status=status)


def _returned_because(record: CrimeRecord | None) -> str:
    """Why the supervisor sent the record back, while it is with its author."""
    if record is None or record.status != Status.RETURNED:
        return ""
    return (
        record.status_events.filter(to_status=Status.RETURNED).values_list("reason", flat=True).last() or ""
    )


def _sections(form: EntryForm) -> list[dict]:
    """The parts of the form with how many problems each has."""
    return [
        {"id": id_, "title": title, "problems": sum(len(form.errors.get(name, ())) for name in names)}
        for id_, title, names in SECTIONS
    ]
