"""Opening one record in an emergency, and the review of it by someone else."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from accounts.audit import Action
from accounts.models import AuditEvent
from accounts.permissions import ActionRequiredMixin

from ..access_forms import EmergencyForm, ReviewForm
from ..models import AccessReview, CrimeRecord
from ..services import access

EMERGENCY = {
    "heading": "Emergency access",
    "text": "Opens one record to you for 60 minutes, for reading.",
    "notice": "Use it only where waiting would harm someone or the case. What you open is recorded with your "
    "name, and someone else reviews it within 3 days.",
    "button": "Open the record now",
    "back_text": "Back to the records",
    "warns": True,
}


class EmergencyView(ActionRequiredMixin, View):
    action = "record.break_glass"
    recent = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, EmergencyForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EmergencyForm(request.POST)
        if form.is_valid():
            try:
                made = access.break_glass(by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect("records:detail", made.record_id)
        return self._page(request, form, status=400)

    def _page(self, request: HttpRequest, form: EmergencyForm, status: int = 200) -> HttpResponse:
        context = EMERGENCY | {"form": form, "back": reverse("records:list")}
        return render(request, "records/access_form.html", context, status=status)


class ReviewView(ActionRequiredMixin, View):
    action = "access.review"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, self._review(request, pk), ReviewForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        review, form = self._review(request, pk), ReviewForm(request.POST)
        if form.is_valid():
            try:
                access.review(review=review, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "The finding was recorded.")
                return redirect("records:access")
        return self._page(request, review, form, status=400)

    def _review(self, request: HttpRequest, pk: int) -> AccessReview:
        reviews = AccessReview.objects.visible_to(request.user).select_related(
            "grant__record__station", "grant__record__jurisdiction", "grant__user", "reviewed_by"
        )
        return get_object_or_404(reviews, pk=pk)

    def _page(
        self, request: HttpRequest, review: AccessReview, form: ReviewForm, status: int = 200
    ) -> HttpResponse:
        record = review.grant.record
        context = {
            "review": review,
            "grant": review.grant,
            "record": record,
            "events": _with_labels(access.opened_during(review.grant)),
            "may_read": CrimeRecord.objects.visible_to(request.user).filter(pk=record.pk).exists(),
            "form": form,
        }
        return render(request, "records/review.html", context, status=status)


def _with_labels(events: Iterable[AuditEvent]) -> list[dict[str, object]]:
    return [
        {"occurred_at": event.occurred_at, "label": Action(event.action).label, "source": event.source}
        for event in events
    ]
