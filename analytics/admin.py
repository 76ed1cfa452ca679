"""Models and runs in the Django admin: to be read, with their quality beside the baselines'."""

import json

from django.contrib import admin
from django.utils.html import format_html

from accounts.admin import ReadOnlyAdmin

from .charts import quality_of
from .models import ModelVersion, TrainingRun


@admin.register(TrainingRun)
class TrainingRunAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "jurisdiction", "product", "status", "message", "trigger", "started_by"]
    list_filter = ["jurisdiction", "product", "status", "trigger"]
    list_select_related = ["jurisdiction", "started_by"]


@admin.register(ModelVersion)
class ModelVersionAdmin(ReadOnlyAdmin):
    list_display = [
        "jurisdiction",
        "product",
        "audience",
        "version",
        "stage",
        "algorithm",
        "measure",
        "value",
        "baseline",
    ]
    list_filter = ["jurisdiction", "product", "audience", "stage"]
    list_select_related = ["jurisdiction"]
    exclude = ["metrics", "baseline_metrics", "card", "parameters"]
    readonly_fields = ["measured", "measured_baselines", "described", "set_parameters"]

    @admin.display(description="measure")
    def measure(self, version: ModelVersion) -> str:
        return quality_of(version).measure

    @admin.display(description="value")
    def value(self, version: ModelVersion) -> str:
        return _figure(quality_of(version).value)

    @admin.display(description="baseline")
    def baseline(self, version: ModelVersion) -> str:
        return _figure(quality_of(version).baseline)

    @admin.display(description="metrics")
    def measured(self, version: ModelVersion) -> str:
        return _indented(version.metrics)

    @admin.display(description="baselines' metrics")
    def measured_baselines(self, version: ModelVersion) -> str:
        return _indented(version.baseline_metrics)

    @admin.display(description="card")
    def described(self, version: ModelVersion) -> str:
        return _indented(version.card)

    @admin.display(description="parameters")
    def set_parameters(self, version: ModelVersion) -> str:
        return _indented(version.parameters)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _indented(value: dict) -> str:
    return format_html("<pre>{}</pre>", json.dumps(value, indent=2, ensure_ascii=False))
