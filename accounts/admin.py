"""Configuration in the Django admin. Changes are audited; nothing here shows case content."""

from django.contrib import admin
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest

from . import audit
from .models import AuditEvent, Jurisdiction, Posting, Station, User

NOT_QUOTED = {"password", "outline", "basemap", "boundary"}


class AuditedAdmin(admin.ModelAdmin):
    """A model admin whose changes are audited in their transaction; nothing is deleted here."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: object, form: ModelForm, change: bool) -> None:
        changes = {
            name: ["changed"]
            if name in NOT_QUOTED
            else [_text(form.initial.get(name)), _text(form.cleaned_data[name])]
            for name in form.changed_data
        }
        super().save_model(request, obj, form, change)
        audit.record(audit.Action.CONFIGURED, by=request.user, obj=obj, changes=changes)


def _text(value: object) -> str | None:
    return None if value is None else str(getattr(value, "pk", value))


@admin.register(Jurisdiction)
class JurisdictionAdmin(AuditedAdmin):
    list_display = ["code", "name", "time_zone", "projection_epsg", "cell_size_m", "grid_generation"]
    exclude = ["outline", "basemap"]


@admin.register(Station)
class StationAdmin(AuditedAdmin):
    list_display = ["code", "name", "kind", "parent", "jurisdiction"]
    list_filter = ["jurisdiction", "kind"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]
    exclude = ["boundary"]


class PostingInline(admin.TabularInline):
    model = Posting
    extra = 0
    autocomplete_fields = ["station"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(AuditedAdmin):
    """People and their postings. Nobody sets another's password."""

    list_display = ["email", "name", "badge_number", "status", "postings_now"]
    list_filter = ["status"]
    search_fields = ["email", "username", "name", "badge_number"]
    fields = ["email", "username", "name", "badge_number", "status", "language"]
    inlines = [PostingInline]

    @admin.display(description="postings")
    def postings_now(self, user: User) -> str:
        return "; ".join(str(posting) for posting in user.current_postings)

    @transaction.atomic
    def save_formset(self, request: HttpRequest, form: ModelForm, formset: object, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for posting in [*formset.new_objects, *(changed for changed, _ in formset.changed_objects)]:
            audit.record(
                audit.Action.CONFIGURED,
                by=request.user,
                obj=posting,
                changes={"posting": [None, str(posting)]},
            )


@admin.register(Posting)
class PostingAdmin(AuditedAdmin):
    list_display = ["user", "role", "station", "may_register", "may_investigate", "starts_on", "ends_on"]
    list_filter = ["role"]
    autocomplete_fields = ["user", "station"]


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    """The chain's own facts. What was done to whom is read by auditors, not in the admin."""

    list_display = ["sequence", "occurred_at", "action", "outcome", "hash"]
    list_filter = ["action", "outcome"]
    fields = ["sequence", "occurred_at", "action", "outcome", "previous_hash", "hash"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
