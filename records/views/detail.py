"""One record: its facts, people, life so far, place on the map, and what this reader may do with it."""

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views import View

from accounts.models import User
from accounts.permissions import ActionRequiredMixin, has_permission, may_register

from ..maps import around, jurisdiction_map
from ..models import CrimeRecord
from ..services import consultation, crime
from .reason import ReasonRequiredMixin

# URL name, button, the step of the lifecycle behind it
STEPS = [
    ("register", "Register", crime.REGISTER),
    ("submit", "Check and submit", crime.SUBMIT),
    ("return", "Return to the author", crime.RETURN),
    ("void", "Void", crime.VOID),
]


def readable(user: User) -> QuerySet[CrimeRecord]:
    """Visible records with what a page about one of them shows."""
    return (
        CrimeRecord.objects.visible_to(user)
        .select_related("station", "jurisdiction", "area", "investigator", "created_by", "updated_by")
        .prefetch_related("offences__category")
    )


class RecordDetailView(ReasonRequiredMixin, ActionRequiredMixin, View):
    action = "record.read"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = get_object_or_404(readable(request.user), pk=pk)
        consultation.record_read(record=record, by=request.user, reason=self.reason_for(record))
        may_read_narrative = has_permission(request.user, "record.narrative", record)
        context = {
            "record": record,
            "offences": record.offences.all(),
            "involvements": record.involvements.select_related("person") if may_read_narrative else None,
            "people": record.involvements.values("role").annotate(count=Count("pk")).order_by("role"),
            "events": record.status_events.select_related("by").order_by("-id"),
            "may_read_narrative": may_read_narrative,
            "may_edit": may_edit(request.user, record),
            "steps": [(name, label) for name, label, step in STEPS if may_take(request.user, record, step)],
            "map_data": _map_data(record),
        }
        return render(request, "records/detail.html", context)


def whom_to_ask(record: CrimeRecord) -> str:
    """Where to go on, for someone whose own act closed the record to them."""
    return f"To read it, ask another supervisor of {record.station} or its district for access."


def may_edit(user: User, record: CrimeRecord) -> bool:
    """Whether `user` may change the record: its author, while it is open."""
    return (
        record.status in crime.OPEN_TO_EDITING
        and record.is_own(user)
        and has_permission(user, "record.draft", record)
    )


def may_take(user: User, record: CrimeRecord, step: crime.Step) -> bool:
    """Whether the button of a step is shown; the service decides when it is pressed."""
    if record.status not in step.sources or not has_permission(user, step.action, record):
        return False
    if step is crime.SUBMIT:
        return record.is_own(user)
    return step is not crime.REGISTER or may_register(user, record)


def _map_data(record: CrimeRecord) -> dict | None:
    if record.latitude is None:
        return None
    place = {"latitude": record.latitude, "longitude": record.longitude}
    return jurisdiction_map(record.jurisdiction) | {
        "points": [place | {"kind": "record", "text": record.title}],
        "bounds": around(record.latitude, record.longitude),
    }
