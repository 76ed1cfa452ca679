"""The acts on a record as a question page and a POST: submit, register, return, void."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from accounts.permissions import ActionRequiredMixin, has_permission

from ..forms import ReasonForm, VoidForm
from ..models import CrimeRecord
from ..services import consultation, crime
from .detail import may_edit, readable, whom_to_ask
from .reason import ReasonRequiredMixin


class StepView(ReasonRequiredMixin, ActionRequiredMixin, View):
    """Shows what is about to happen and asks; the POST does it through the service."""

    step: crime.Step
    form_class: type[Form] = Form
    question: str
    consequence: str
    button: str
    done: str
    warns = False
    reason: str

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self._record(request, pk)
        return self._page(request, record, self.form_class(), self._missing(record))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self._record(request, pk)
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self._page(request, record, form, {})
        try:
            record = self.act(record, request, form)
        except ValidationError as error:
            missing = getattr(error, "message_dict", {"": error.messages})
            return self._page(request, record, form, missing)
        done = self.done.format(record=record)
        if CrimeRecord.objects.visible_to(request.user).filter(pk=record.pk).exists():
            messages.success(request, done)
            return redirect("records:detail", record.pk)
        closed = "It is protected and closed to you from now on."
        messages.success(request, f"{done} {closed} {whom_to_ask(record)}")
        return redirect("records:list")

    def act(self, record: CrimeRecord, request: HttpRequest, form: Form) -> CrimeRecord:
        raise NotImplementedError

    def _record(self, request: HttpRequest, pk: int) -> CrimeRecord:
        record = get_object_or_404(readable(request.user), pk=pk)
        if not has_permission(request.user, self.action, record):
            raise PermissionDenied
        self.reason = self.reason_for(record)
        return record

    def _missing(self, record: CrimeRecord) -> dict[str, list[str]]:
        return {}

    def _page(
        self, request: HttpRequest, record: CrimeRecord, form: Form, missing: dict[str, list[str]]
    ) -> HttpResponse:
        consultation.record_read(record=record, by=request.user, reason=self.reason)
        context = {
            "record": record,
            "view": self,
            "form": form,
            "may_go_on": record.status in self.step.sources,
            "missing": [(name, text) for name, texts in missing.items() for text in texts],
            "may_edit": may_edit(request.user, record),
            "may_read_narrative": has_permission(request.user, "record.narrative", record),
        }
        return render(request, "records/step.html", context, status=400 if request.method == "POST" else 200)


class SubmitView(StepView):
    action = "record.submit"
    step = crime.SUBMIT
    question = "Check and submit this record"
    consequence = "Your supervisor registers it or returns it. After this you can no longer change it."
    button = "Submit the record"
    done = "The record was submitted."

    def act(self, record: CrimeRecord, request: HttpRequest, form: Form) -> CrimeRecord:
        return crime.submit(record=record, by=request.user)

    def _missing(self, record: CrimeRecord) -> dict[str, list[str]]:
        try:
            crime.check_complete(record)
        except ValidationError as error:
            return error.message_dict
        return {}


class RegisterView(StepView):
    action = "record.register"
    step = crime.REGISTER
    question = "Register this record"
    consequence = "It gets the next crime ID of its station and counts in statistics from now on."
    button = "Register the record"
    done = "The record was registered as {record.crime_id}."

    def act(self, record: CrimeRecord, request: HttpRequest, form: Form) -> CrimeRecord:
        return crime.register(record=record, by=request.user)


class ReturnView(StepView):
    action = "record.return"
    step = crime.RETURN
    form_class = ReasonForm
    question = "Return this record to its author"
    consequence = "The author sees your reason, changes the record and submits it again."
    button = "Return the record"
    done = "The record was returned to its author."

    def act(self, record: CrimeRecord, request: HttpRequest, form: Form) -> CrimeRecord:
        return crime.return_(record=record, by=request.user, reason=form.cleaned_data["reason"])


class VoidView(StepView):
    action = "record.void"
    step = crime.VOID
    form_class = VoidForm
    question = "Void this record"
    consequence = "It leaves all statistics. The record and its number stay visible, with your reason."
    button = "Void the record"
    done = "The record was voided."
    warns = True

    def act(self, record: CrimeRecord, request: HttpRequest, form: Form) -> CrimeRecord:
        values = form.cleaned_data
        return crime.void(record=record, by=request.user, reason=values["reason"], note=values["note"])
