"""Retraining by hand, and how far a run is."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View

from accounts.permissions import ActionRequiredMixin, has_permission

from .. import services
from ..choices import Product
from ..models import TrainingRun
from .dashboard import chosen_jurisdiction


class RetrainView(ActionRequiredMixin, View):
    """Starts the training of one product, or of all; a training that is under way is joined."""

    action = "analytics.retrain"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        jurisdiction, _ = chosen_jurisdiction(request.user, request.POST.get("jurisdiction", ""))
        asked = request.POST.get("product", "")
        if jurisdiction is None or asked not in {"all", *Product.values}:
            raise Http404
        started = [
            services.request_retrain(by=request.user, jurisdiction=jurisdiction, product=product)
            for product in (Product.values if asked == "all" else [asked])
        ]
        if len(started) == 1:
            run, created = started[0]
            if not created:
                messages.info(request, "This training is under way already. You see its progress.")
            return redirect("analytics:run", run.pk)
        messages.success(request, f"{sum(created for _, created in started)} trainings were started.")
        query = urlencode({"jurisdiction": jurisdiction.code})
        return redirect(f"{reverse('analytics:dashboard')}?{query}#retraining")


class RunView(ActionRequiredMixin, View):
    """One run. Without script the page loads itself again while the run is under way."""

    action = "analytics.view"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        runs = TrainingRun.objects.visible_to(request.user).select_related("jurisdiction", "started_by")
        run = get_object_or_404(runs, pk=pk)
        context = {
            "run": run,
            "versions": run.versions.all(),
            "timings": [(step, seconds) for step, seconds in run.timings.items() if step != "total"],
            "may_retrain": has_permission(request.user, "analytics.retrain"),
        }
        return render(request, "analytics/run.html", context)


class RunStatusView(ActionRequiredMixin, View):
    """The same run as JSON, for the progress bar."""

    action = "analytics.view"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> JsonResponse:
        run = get_object_or_404(TrainingRun.objects.visible_to(request.user), pk=pk)
        names = ("status", "step", "steps", "progress", "message", "error")
        return JsonResponse({name: getattr(run, name) for name in names})
