"""People: made, invited, closed and reopened. Nobody sets another's password, or decides about themselves."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime

from ..models import User, UserStatus
from ..services import invitation, log_in, status
from .base import AuditedAdmin, RecentProof
from .postings import HeldPostings, NewPostings, is_own, save


class PersonForm(forms.ModelForm):
    reason = forms.CharField(
        required=False, max_length=200, label="Reason for another status", help_text="Kept in the audit log."
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


@admin.register(User)
class UserAdmin(RecentProof, AuditedAdmin):
    """People and their postings."""

    list_display = ["email", "name", "badge_number", "standing", "invited", "postings_now", "last_active_on"]
    list_filter = ["status"]
    search_fields = ["email", "username", "name", "badge_number"]
    form = PersonForm
    actions = ["invite_again", "unlock", "disable", "enable", "end_all_log_ins"]
    recorded_elsewhere = frozenset({"status", "reason"})

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        person = ["email", "username", "name", "badge_number", "language"]
        if obj is None:
            return person
        closing = [] if is_own(request, obj) else ["reason"]
        return [*person, "status", *closing, "last_active_on", "invited"]

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[type]:
        return [HeldPostings, NewPostings] if obj else [NewPostings]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fields = ["last_active_on", "invited"]
        if is_own(request, obj):
            fields.append("status")
        # The mailbox opens the account: once somebody has it, that person alone moves it.
        if obj is not None and not obj.is_awaited:
            fields.append("email")
        return fields

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        wanted = obj.status
        if change:
            obj.status = form.initial.get("status", obj.status)
        else:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            invitation.withdraw(user=obj, by=request.user)
        if wanted != obj.status:
            reason = form.cleaned_data["reason"]
            status.set_status(user=obj, status=UserStatus(wanted), by=request.user, reason=reason)
            obj.status = wanted

    @transaction.atomic
    def save_formset(
        self, request: HttpRequest, form: forms.ModelForm, formset: forms.BaseInlineFormSet, change: bool
    ) -> None:
        formset.save(commit=False)
        for posting in [*formset.new_objects, *(changed for changed, _ in formset.changed_objects)]:
            save(posting, by=request.user)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        was_posted = form.instance.postings.exists()
        super().save_related(request, form, formsets, change)
        if not change or form.instance.postings.exists() > was_posted:
            self._each(request, [form.instance], invitation.invite, "Invited")

    def _each(self, request: HttpRequest, users: QuerySet[User], act: Callable, done: str) -> None:
        """Do `act` to each of `users`, say of whom it was done and of whom not and why."""
        reached = []
        for user in users:
            try:
                act(user=user, by=request.user)
            except ValidationError as error:
                self.message_user(request, f"{user.email}: {' '.join(error.messages)}", messages.ERROR)
            except PermissionDenied as error:
                self.message_user(request, f"{user.email}: {error}", messages.ERROR)
            except OSError as error:
                failure = f"{user.email}: the mail could not be sent ({type(error).__name__})."
                self.message_user(request, failure, messages.ERROR)
            else:
                reached.append(user.email)
        if reached:
            self.message_user(request, f"{done}: {', '.join(reached)}.", messages.SUCCESS)

    @admin.action(description="Invite again: new password, new second step")
    def invite_again(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, invitation.invite, "Invited")

    @admin.action(description="Unlock after failed sign-ins")
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, log_in.unlock, "Unlocked")

    @admin.action(description="Disable: end sessions, tokens and keys")
    def disable(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, _setting(UserStatus.DISABLED), "Disabled")

    @admin.action(description="Enable")
    def enable(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, _setting(UserStatus.ACTIVE), "Enabled")

    @admin.action(description="Sign out everywhere")
    def end_all_log_ins(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, status.end_log_ins, "Sign-ins ended")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("invitations")

    @admin.display(description="status", ordering="status")
    def standing(self, user: User) -> str:
        return user.standing

    @admin.display(description="postings")
    def postings_now(self, user: User) -> str:
        return "; ".join(str(posting) for posting in user.current_postings)

    @admin.display(description="invitation")
    def invited(self, user: User) -> str:
        newest = user.newest_invitation
        if newest is None:
            return "None"
        if newest.state == "open":
            return f"sent {_when(newest.created_at)}, link open until {_when(newest.expires_at)}"
        return f"{newest.state} {_when(newest.accepted_at or newest.withdrawn_at or newest.expires_at)}"


def _setting(wanted: UserStatus) -> Callable:
    def act(*, user: User, by: User) -> None:
        status.set_status(user=user, status=wanted, by=by)

    return act


def _when(moment: object) -> str:
    return date_format(localtime(moment), "j F Y H:i e")
