"""API keys: issued for a person, who collects them; revoked."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from ..models import ApiKey
from ..roles import ACTIONS, PUBLIC_ACTIONS
from ..services import api_key
from .base import PortalAdmin, RecentProof

SCOPES = [
    (action, f"{words} ({action})")
    for action, words in ACTIONS.items()
    if action not in PUBLIC_ACTIONS | api_key.NEVER_BY_KEY
]
# Offered; the service allows a year.
USUAL_LIFE = datetime.timedelta(days=90)


class ApiKeyForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        help_text="What the key may ask for, as far as its owner may.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_at"].initial = timezone.localtime().replace(second=0, microsecond=0) + USUAL_LIFE

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors:
            api_key.check(ApiKey(**data))
        return data


@admin.register(ApiKey)
class ApiKeyAdmin(RecentProof, PortalAdmin):
    """A key is made and revoked; what it may do never changes, and its text is shown to its owner alone."""

    list_display = [
        "name",
        "prefix",
        "owner",
        "scope_list",
        "quota",
        "is_collected",
        "last_used_at",
        "expires_at",
        "revoked_at",
    ]
    list_filter = ["expires_at", "revoked_at"]
    list_select_related = ["owner"]
    search_fields = ["name", "prefix", "owner__email", "owner__name"]
    autocomplete_fields = ["owner"]
    actions = ["revoke"]

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> list[str]:
        if obj is None:
            return ["name", "owner", "scopes", "quota", "expires_at"]
        times = ["created_at", "last_used_at", "expires_at", "revoked_at"]
        return ["name", "prefix", "owner", "scope_list", "quota", "is_collected", *times]

    def get_form(self, request: HttpRequest, obj: ApiKey | None = None, **kwargs: Any) -> type:
        # Shown keys have no form: everything is read only.
        return super().get_form(request, obj, **(kwargs if obj else {**kwargs, "form": ApiKeyForm}))

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return False

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: ApiKey, form: forms.ModelForm, change: bool) -> None:
        issued = api_key.issue(**form.cleaned_data, by=request.user)
        obj.pk, obj.prefix = issued.pk, issued.prefix
        text = (
            f"{obj.owner} can collect the key on the page Tokens and API keys. Until then it opens nothing."
        )
        messages.info(request, text)

    @admin.display(description="Collected", boolean=True)
    def is_collected(self, key: ApiKey) -> bool:
        return key.is_collected

    @admin.action(description="Revoke")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        for key in queryset:
            api_key.revoke(key=key, by=request.user)
        self.message_user(request, "The chosen keys have ended.", messages.SUCCESS)

    @admin.display(description="scopes")
    def scope_list(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)
