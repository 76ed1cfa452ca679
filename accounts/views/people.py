"""The staff of the stations in one's reach: who has not come in yet, who is locked out, and what helps."""

import datetime

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views import View

from ..models import User, UserStatus
from ..permissions import ActionRequiredMixin, has_permission
from ..services import log_in

SHOWN = 25
TONES = {UserStatus.ACTIVE: "ok", UserStatus.LOCKED: "warn", UserStatus.DISABLED: "bad"}


class PeopleView(ActionRequiredMixin, View):
    action = "account.unlock"

    def get(self, request: HttpRequest) -> HttpResponse:
        people = User.objects.visible_to(request.user).prefetch_related("invitations")
        locks = log_in.locks(people)
        locked_first = Case(When(pk__in=locks, then=0), default=1)
        page = Paginator(people.order_by(locked_first, "name", "pk"), SHOWN).get_page(request.GET.get("page"))
        rows = [_row(person, locks.get(person.pk), request.user) for person in page.object_list]
        context = {
            "page_obj": page,
            "rows": rows,
            "may_invite": has_permission(request.user, "admin.configure"),
            "invitation_hours": settings.INVITATION_HOURS,
        }
        return render(request, "accounts/people.html", context)


class UnlockView(ActionRequiredMixin, View):
    action = "account.unlock"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
        log_in.unlock(user=person, by=request.user)
        messages.success(request, f"{person} can sign in again.")
        return redirect("accounts:people")


def _row(person: User, locked_until: datetime.datetime | None, user: User) -> dict[str, object]:
    if not person.is_active:
        # Lifting the lock would let nobody in.
        locked_until = None
    status, tone, until = _status(person, locked_until)
    return {
        "person": person,
        "postings": person.current_postings,
        "tone": tone,
        "status": status,
        "until": until,
        "may_unlock": locked_until is not None and log_in.may_unlock(user, person),
    }


def _status(person: User, locked_until: datetime.datetime | None) -> tuple[str, str, str]:
    """What is said of the person's account, its tone, and until when it holds."""
    if locked_until:
        return "Locked", "warn", f"until {date_format(localtime(locked_until), 'H:i e')}"
    if not (person.is_active and person.is_awaited):
        return person.standing, TONES[UserStatus(person.status)], ""
    newest = person.newest_invitation
    if newest is None or newest.state != "open":
        return person.standing, "warn", ""
    until = date_format(localtime(newest.expires_at), "j M Y, H:i e")
    return person.standing, "info", f"link open until {until}"
