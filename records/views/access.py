"""Who has access to single records, and the acts that change it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from accounts.permissions import ActionRequiredMixin, has_permission

from ..access_forms import GiveAccessForm
from ..choices import GrantKind, Sensitivity
from ..forms import ReasonForm
from ..models import AccessGrant, AccessReview, CrimeRecord
from ..services import access, protection
from ..templatetags.records import record_name
from .detail import readable, whom_to_ask

SHOWN = 25
WHO = {
    Sensitivity.NORMAL: "Its station reads it by role; these decisions come on top.",
    Sensitivity.PROTECTED: "Protected: only who entered or investigates it, and who is let in here.",
}


class AccessView(ActionRequiredMixin, View):
    """What waits for review and what is in force, at the stations in one's reach."""

    action = "access.review"

    def get(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        reviews = AccessReview.objects.visible_to(user).open()
        grants = AccessGrant.objects.visible_to(user).in_force()
        people = "record__station", "record__jurisdiction", "user", "given_by"
        context = {
            "reviews": reviews.select_related(
                "grant__record__station", "grant__record__jurisdiction", "grant__user"
            ),
            "page_obj": _page(request, grants.select_related(*people)),
            "form": GiveAccessForm(by=user) if has_permission(user, "record.grant") else None,
            "may_unlock": has_permission(user, "account.unlock"),
        }
        return render(request, "records/access.html", context)


class RecordAccessView(ActionRequiredMixin, View):
    """The decisions about one record, for those who read it and decide on access to it."""

    action = "record.grant"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = _decided_on(request, pk)
        grants = record.access_grants.select_related("record__jurisdiction", "user", "given_by")
        context = {
            "record": record,
            "is_protected": record.sensitivity == Sensitivity.PROTECTED,
            "may_unprotect": protection.may_unprotect(request.user, record),
            "who": WHO[Sensitivity(record.sensitivity)],
            "page_obj": _page(request, grants),
            "form": GiveAccessForm(by=request.user),
        }
        return render(request, "records/record_access.html", context)


class GiveAccessView(ActionRequiredMixin, View):
    action = "record.grant"
    recent = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "records/give.html", {"form": GiveAccessForm(by=request.user)})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = GiveAccessForm(request.POST, by=request.user)
        if form.is_valid():
            gives = form.cleaned_data["effect"] == GrantKind.ALLOW
            try:
                made = (access.grant if gives else access.deny)(by=request.user, **form.decision())
            except ValidationError as error:
                form.add_service_errors(error)
            else:
                done = "given" if gives else "refused"
                messages.success(request, f"Access to {record_name(made.record)} was {done} to {made.user}.")
                return _back(request, made.record, fixed="back" in request.POST)
        return render(request, "records/give.html", {"form": form}, status=400)


class QuestionView(ActionRequiredMixin, View):
    """One decision with its reason: shows what it means and asks; the POST does it."""

    action = "record.grant"
    recent = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._ask(request, pk, ReasonForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReasonForm(request.POST)
        if form.is_valid():
            try:
                return self.act(request, pk, form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error.messages)
        return self._ask(request, pk, form, status=400)

    def question(self, request: HttpRequest, pk: int) -> dict[str, object]:
        raise NotImplementedError

    def act(self, request: HttpRequest, pk: int, reason: str) -> HttpResponse:
        raise NotImplementedError

    def _ask(self, request: HttpRequest, pk: int, form: Form, status: int = 200) -> HttpResponse:
        context = self.question(request, pk) | {"form": form}
        return render(request, "records/access_form.html", context, status=status)


class RevokeView(QuestionView):
    def question(self, request: HttpRequest, pk: int) -> dict[str, object]:
        grant = self._grant(request, pk)
        return {
            "heading": "End this decision",
            "text": "From now on the role alone says whether the person may read the record.",
            "facts": [
                ("Record", record_name(grant.record)),
                ("Person", grant.user),
                ("Decision", grant.get_kind_display()),
            ],
            "button": "End it",
            "back": reverse("records:access"),
        }

    def act(self, request: HttpRequest, pk: int, reason: str) -> HttpResponse:
        grant = access.revoke(grant=self._grant(request, pk), by=request.user, reason=reason)
        messages.success(request, f"The decision about {grant.user} ended.")
        return _back(request, grant.record, fixed=False)

    def _grant(self, request: HttpRequest, pk: int) -> AccessGrant:
        return get_object_or_404(AccessGrant.objects.visible_to(request.user), pk=pk)


class ProtectView(QuestionView):
    """Closes a record to its station, or opens it again."""

    def question(self, request: HttpRequest, pk: int) -> dict[str, object]:
        record = _decided_on(request, pk)
        if record.sensitivity != Sensitivity.PROTECTED:
            return _closing(record)
        if not protection.may_unprotect(request.user, record):
            raise PermissionDenied
        return _opening(record)

    def act(self, request: HttpRequest, pk: int, reason: str) -> HttpResponse:
        record = _decided_on(request, pk)
        was_protected = record.sensitivity == Sensitivity.PROTECTED
        service: Callable[..., CrimeRecord] = protection.unprotect if was_protected else protection.protect
        record = service(record=record, by=request.user, reason=reason)
        done = "is open to its station again" if was_protected else "is protected from now on"
        may_read = CrimeRecord.objects.visible_to(request.user).filter(pk=record.pk).exists()
        more = "." if may_read else f", and closed to you. {whom_to_ask(record)}"
        messages.success(request, f"{record_name(record)} {done}{more}")
        return _back(request, record, fixed=True)


def _closing(record: CrimeRecord) -> dict[str, object]:
    return {
        "record": record,
        "heading": f"Protect {record_name(record)}",
        "text": "Only who entered or investigates it reads it then, and who is let in. "
        "That can close it to you, too; you go on deciding who is let in.",
        "button": "Protect the record",
        "back": reverse("records:record_access", args=[record.pk]),
    }


def _opening(record: CrimeRecord) -> dict[str, object]:
    return {
        "record": record,
        "heading": f"Open {record_name(record)} to its station",
        "text": "Everyone whose role reads records of the station can read it then.",
        "button": "Open the record",
        "warns": True,
        "back": reverse("records:record_access", args=[record.pk]),
    }


def _decided_on(request: HttpRequest, pk: int) -> CrimeRecord:
    """A record that the user reads and decides on: 404 for the first, 403 for the second."""
    record = get_object_or_404(readable(request.user), pk=pk)
    if not access.may_decide(request.user, record):
        raise PermissionDenied
    return record


def _back(request: HttpRequest, record: CrimeRecord, *, fixed: bool) -> HttpResponse:
    """To the record's own page where the user came from there and still reads it, else to the list."""
    if fixed and CrimeRecord.objects.visible_to(request.user).filter(pk=record.pk).exists():
        return redirect("records:record_access", record.pk)
    return redirect("records:access")


def _page(request: HttpRequest, grants: object) -> object:
    return Paginator(grants, SHOWN).get_page(request.GET.get("page"))
