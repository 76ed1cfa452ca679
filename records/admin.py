"""Reference data and imports in the Django admin. Records and people are not registered: no case content."""

from django.contrib import admin
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.admin import AuditedAdmin, ReadOnlyAdmin, UndeletableInline

from .models import Area, AreaIndicator, AreaSet, ImportBatch, ImportError, OffenceCategory
from .services.category import protect_records


@admin.register(OffenceCategory)
class OffenceCategoryAdmin(AuditedAdmin):
    list_display = ["code", "name", "group", "severity", "public_class", "protected"]
    list_filter = ["public_class", "protected", "group"]
    search_fields = ["code", "name"]

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: OffenceCategory, form: ModelForm, change: bool) -> None:
        """A category that becomes protected closes its records in the same transaction."""
        super().save_model(request, obj, form, change)
        if change and obj.protected and "protected" in form.changed_data:
            protect_records(category=obj, by=request.user)


@admin.register(AreaSet)
class AreaSetAdmin(AuditedAdmin):
    list_display = ["name", "jurisdiction", "generation", "is_current", "source", "licence"]
    list_filter = ["jurisdiction"]


class AreaIndicatorInline(UndeletableInline):
    model = AreaIndicator


@admin.register(Area)
class AreaAdmin(AuditedAdmin):
    list_display = ["name", "code", "kind", "parent", "population", "area_set"]
    list_filter = ["area_set__jurisdiction", "kind"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["parent"]
    exclude = ["boundary"]
    inlines = [AreaIndicatorInline]


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ["source", "file_name", "status", "started_at", "finished_at", "started_by"]
    list_filter = ["status", "source"]
    fields = [
        "jurisdiction",
        "source",
        "mapping",
        "file_name",
        "file_digest",
        "status",
        "counts",
        "started_at",
        "finished_at",
        "started_by",
    ]


@admin.register(ImportError)
class ImportErrorAdmin(ReadOnlyAdmin):
    """Where a row was refused and why; the value itself may be case content and is not shown."""

    list_display = ["batch", "row", "column", "reason"]
    list_filter = ["reason"]
    fields = ["batch", "row", "column", "reason"]
