"""Configuration in the Django admin. Changes are audited; nothing here shows case content."""

from django.contrib import admin
from django.db import transaction
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest

from . import audit, services
from .models import AuditEvent, Jurisdiction, Posting, Station, User

NOT_QUOTED = {"password", "outline", "basemap", "boundary"}


class Undeletable:
    """Nothing is deleted in the admin, neither on a page of its own nor within another's."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class AuditedAdmin(Undeletable, admin.ModelAdmin):
    """A model admin whose changes, those of its inlines too, are audited in their transaction."""

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: object, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        _record_change(request, form)

    @transaction.atomic
    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        super().save_formset(request, form, formset, change)
        for row in formset.forms:
            if row.has_changed():
                _record_change(request, row)


class UndeletableInline(Undeletable, admin.TabularInline):
    """Rows of an `AuditedAdmin`'s page, which audits them."""

    extra = 0


class ReadOnlyAdmin(Undeletable, admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


def _record_change(request: HttpRequest, form: ModelForm) -> None:
    changes = {
        name: ["changed"]
        if name in NOT_QUOTED
        else [_text(form.initial.get(name)), _text(form.cleaned_data[name])]
        for name in form.changed_data
    }
    audit.record(audit.Action.CONFIGURED, by=request.user, obj=form.instance, changes=changes)


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


class PostingInline(UndeletableInline):
    model = Posting
    autocomplete_fields = ["station"]


@admin.register(User)
class UserAdmin(AuditedAdmin):
    """People and their postings. Nobody sets another's password."""

    list_display = ["email", "name", "badge_number", "status", "postings_now"]
    list_filter = ["status"]
    search_fields = ["email", "username", "name", "badge_number"]
    fields = ["email", "username", "name", "badge_number", "status", "language"]
    inlines = [PostingInline]

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "status" in form.changed_data:
            services.revoke_tokens(user=obj, by=request.user)

    @admin.display(description="postings")
    def postings_now(self, user: User) -> str:
        return "; ".join(str(posting) for posting in user.current_postings)


@admin.register(Posting)
class PostingAdmin(AuditedAdmin):
    list_display = ["user", "role", "station", "may_register", "may_investigate", "starts_on", "ends_on"]
    list_filter = ["role"]
    autocomplete_fields = ["user", "station"]


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """The chain's own facts. What was done to whom is read by auditors, not in the admin."""

    list_display = ["sequence", "occurred_at", "action", "outcome", "hash"]
    list_filter = ["action", "outcome"]
    fields = ["sequence", "occurred_at", "action", "outcome", "previous_hash", "hash"]
