"""Whether the audit chain holds: its head, what waits for a seal, its anchors, and a verification by hand."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from .. import audit_anchor, audit_chain, services
from ..models import AuditEvent, ChainCheck
from ..permissions import ActionRequiredMixin, has_permission
from .audit import InReadersZone

WAITS_TOO_LONG_SECONDS = 60


class ChainView(InReadersZone, ActionRequiredMixin, View):
    """The chain's state, without any event. A POST asks for a verification."""

    action = "audit.verify"

    def get(self, request: HttpRequest) -> HttpResponse:
        sequence, head = audit_chain.head()
        oldest = audit_chain.oldest_unsealed()
        waiting = (timezone.now() - oldest).total_seconds() if oldest else 0
        check = ChainCheck.objects.select_related("asked_by").first()
        context = {
            "sequence": sequence,
            "head": head,
            "unsealed": audit_chain.unsealed(),
            "oldest_seconds": max(0, round(waiting)),
            "sealing_is_late": waiting > WAITS_TOO_LONG_SECONDS,
            "anchor": anchor_state(),
            "check": check,
            "message": message(check) if check else "",
            "may_read": has_permission(request.user, "audit.read"),
            "zone": timezone.get_current_timezone_name(),
        }
        return render(request, "accounts/chain.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        services.ask_for_check(by=request.user)
        return redirect("accounts:chain")


class ChainCheckView(ActionRequiredMixin, View):
    """A verification as JSON, for the progress bar."""

    action = "audit.verify"

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        check = get_object_or_404(ChainCheck, pk=pk)
        state = {
            "status": check.status,
            "step": 1,
            "steps": 1,
            "progress": check.percent,
            "message": message(check),
            "error": check.finding if check.status == "failed" else "",
        }
        return JsonResponse(state)


def message(check: ChainCheck) -> str:
    """How far a verification is, or what it found, in words."""
    if check.status == "queued":
        return "It waits for a worker."
    if check.status == "running":
        return f"{check.checked:,} of {check.total:,} events hold so far."
    if check.holds:
        return f"The chain holds: {check.checked:,} events."
    return check.finding


def anchor_state() -> dict[str, object] | None:
    """The newest anchor in storage and whether the chain still says what it signed; None without one."""
    try:
        anchors = audit_anchor.newest(1)
    except audit_anchor.AnchorRefused as refused:
        return {"anchor": None, "holds": False, "problem": str(refused)}
    if not anchors:
        return None
    anchor = anchors[0]
    found = AuditEvent.objects.filter(sequence=anchor.sequence).values_list("hash", flat=True).first()
    if found is None:
        problem = f"it signed event {anchor.sequence}, which is not there"
    else:
        problem = "" if found == anchor.hash else f"it signed another event {anchor.sequence}"
    # An anchor of an empty chain signs its beginning, which is no event.
    if anchor.sequence == 0 and anchor.hash == audit_chain.GENESIS:
        problem = ""
    return {"anchor": anchor, "holds": not problem, "problem": problem}
