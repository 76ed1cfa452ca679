"""Postings: given and ended, never rewritten, so that who might do what on a day can be told for ever."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from ..models import Posting, User
from ..roles import Role
from ..services import posting as postings
from .base import AuditedAdmin, RecentProof, Undeletable, UndeletableInline

GIVEN = ["role", "station", "may_register", "may_investigate", "starts_on"]


class NewPostingForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = timezone.localdate()

    def clean(self) -> dict:
        data = super().clean()
        role, starts_on, ends_on = data.get("role"), data.get("starts_on"), data.get("ends_on")
        if role and role not in Role.national() and not data.get("station"):
            self.add_error("station", "This role is held at a station.")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "A posting ends no earlier than it begins.")
        return data


class HeldPostingForm(forms.ModelForm):
    def clean_ends_on(self) -> datetime.date | None:
        day = self.cleaned_data["ends_on"]
        if day is not None and day < self.instance.starts_on:
            raise forms.ValidationError("A posting ends no earlier than it begins.")
        return day


def is_own(request: HttpRequest, user: User | None) -> bool:
    return user is not None and user.pk == request.user.pk


class HeldPostings(UndeletableInline):
    """The postings that a person has or had: all that can change is the last day."""

    model = Posting
    form = HeldPostingForm
    verbose_name_plural = "postings"
    readonly_fields = GIVEN
    fields = [*GIVEN, "ends_on"]

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and not is_own(request, obj)


class NewPostings(Undeletable, admin.StackedInline):
    model = Posting
    form = NewPostingForm
    verbose_name = "new posting"
    verbose_name_plural = "new postings"
    fields = [*GIVEN, "ends_on"]
    autocomplete_fields = ["station"]

    def get_extra(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> int:
        # A new person needs one to be invited.
        return 0 if obj else 1

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_add_permission(request, obj) and not is_own(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


class OthersPostingForm(NewPostingForm):
    by: User

    def clean_user(self) -> User:
        user = self.cleaned_data["user"]
        postings.refuse_own(user=user, by=self.by, what="postings")
        if not user.postings.exists():
            raise forms.ValidationError("Give the first posting on the person's own page: it invites them.")
        return user


@admin.register(Posting)
class PostingAdmin(RecentProof, AuditedAdmin):
    list_display = ["user", "role", "station", "may_register", "may_investigate", "starts_on", "ends_on"]
    list_filter = ["role"]
    list_select_related = ["user", "station"]
    fields = ["user", *GIVEN, "ends_on"]
    autocomplete_fields = ["user", "station"]

    def get_readonly_fields(self, request: HttpRequest, obj: Posting | None = None) -> list[str]:
        return ["user", *GIVEN] if obj else []

    def get_form(self, request: HttpRequest, obj: Posting | None = None, **kwargs: object) -> type:
        base = HeldPostingForm if obj else OthersPostingForm
        made = super().get_form(request, obj, **{**kwargs, "form": base})
        made.by = request.user
        return made

    def has_change_permission(self, request: HttpRequest, obj: Posting | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and is_own(request, obj.user))

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Posting, form: forms.ModelForm, change: bool) -> None:
        obj.pk = save(obj, by=request.user).pk


def save(posting: Posting, *, by: User) -> Posting:
    """What a form made of a posting, through the service: a new one is given, an old one ended."""
    if posting.pk:
        return postings.end(posting=posting, by=by, on=posting.ends_on)
    return postings.post(
        user=posting.user,
        role=Role(posting.role),
        station=posting.station,
        starts_on=posting.starts_on,
        ends_on=posting.ends_on,
        may_register=posting.may_register,
        may_investigate=posting.may_investigate,
        by=by,
    )
