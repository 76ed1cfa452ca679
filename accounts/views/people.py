"""The staff of the stations in one's reach: who is locked out, and the way to let them in again."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from ..models import User, UserStatus
from ..permissions import ActionRequiredMixin
from ..services import log_in

SHOWN = 25
TONES = {UserStatus.ACTIVE: "ok", UserStatus.LOCKED: "warn", UserStatus.DISABLED: "bad"}


class PeopleView(ActionRequiredMixin, View):
    action = "account.unlock"

    def get(self, request: HttpRequest) -> HttpResponse:
        people = User.objects.visible_to(request.user)
        locks = log_in.locks(people)
        locked_first = Case(When(pk__in=locks, then=0), default=1)
        page = Paginator(people.order_by(locked_first, "name", "pk"), SHOWN).get_page(request.GET.get("page"))
        rows = [_row(person, locks.get(person.pk), request.user) for person in page.object_list]
        return render(request, "accounts/people.html", {"page_obj": page, "rows": rows})


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
    return {
        "person": person,
        "postings": person.current_postings,
        "tone": "warn" if locked_until else TONES[UserStatus(person.status)],
        "status": "Locked" if locked_until else person.get_status_display(),
        "locked_until": locked_until,
        "may_unlock": locked_until is not None and log_in.may_unlock(user, person),
    }
