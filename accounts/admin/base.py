"""What every page of the admin obeys: changes are audited, nothing is deleted."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse

from .. import audit, session

# Too long to be quoted, or secret: their digests stand in the audit log.
NOT_QUOTED = {"password", "outline", "basemap", "boundary"}


# What the filters beside a list ask for; Django would let an address ask for every column.
FILTER_LOOKUPS = ["", "__exact", "__id__exact", "__isnull", "__gte", "__lt"]


class Undeletable:
    """Nothing is deleted in the admin, neither on a page of its own nor within another's."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class PortalAdmin(Undeletable, admin.ModelAdmin):
    """Lists answer to their own filters alone: what is not shown cannot be guessed by asking about it."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        filters = self.get_list_filter(request)
        return lookup in {name + ending for name in filters for ending in FILTER_LOOKUPS}


class AuditedAdmin(PortalAdmin):
    """A model admin whose changes, those of its inlines too, are audited in their transaction."""

    # Fields whose change is an act of its own: its service writes the event.
    recorded_elsewhere: frozenset[str] = frozenset()

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: object, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        names = [name for name in form.changed_data if name not in self.recorded_elsewhere]
        if names or not change:
            _record_change(request, form, names)

    @transaction.atomic
    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        super().save_formset(request, form, formset, change)
        for row in formset.forms:
            if row.has_changed():
                _record_change(request, row, row.changed_data)


class UndeletableInline(Undeletable, admin.TabularInline):
    """Rows of an `AuditedAdmin`'s page, which audits them."""

    extra = 0


class ReadOnlyAdmin(PortalAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class RecentProof:
    """Pages and acts that decide who may do what: they want a log-in, or a new proof, of minutes ago."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not session.is_recent(request):
            return session.prove_again(request)
        return super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not session.is_recent(request):
            return session.prove_again(request)
        return super().changelist_view(request, *args, **kwargs)


def _record_change(request: HttpRequest, form: ModelForm, names: list[str]) -> None:
    changes = {}
    for name in names:
        shown = audit.digest if name in NOT_QUOTED else _text
        changes[name] = [shown(form.initial.get(name)), shown(form.cleaned_data[name])]
    audit.record(audit.Action.CONFIGURED, by=request.user, obj=form.instance, changes=changes)


def _text(value: object) -> str | None:
    return None if value is None else str(getattr(value, "pk", value))
