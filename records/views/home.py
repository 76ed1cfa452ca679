"""Where a member of staff begins the day."""

import datetime

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views import View

from accounts import audit_chain
from accounts.models import AuditEvent, ChainCheck, User
from accounts.permissions import ActionRequiredMixin, has_permission, may_everywhere, station_ids
from accounts.zone import reading_zone

from ..choices import Status
from ..models import AccessReview, CrimeRecord

SHOWN = 5


class StaffHomeView(ActionRequiredMixin, View):
    action = "staff.home"

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "lists": _lists(request.user) if has_permission(request.user, "record.read") else [],
            "week": _week(request.user) if has_permission(request.user, "record.read") else None,
            "may_draft": has_permission(request.user, "record.draft"),
            "reviews": _reviews(request.user) if has_permission(request.user, "access.review") else None,
            "oversight": _oversight(request.user) if may_everywhere(request.user, "audit.read") else None,
        }
        return render(request, "records/home.html", context)


def _lists(user: User) -> list[dict]:
    """What waits for this person: each list's first rows, how many there are, and what to say of none."""
    records = CrimeRecord.objects.visible_to(user).select_related("station", "jurisdiction")
    own = records.filter(created_by=user)
    lists = []
    if has_permission(user, "record.draft"):
        lists += [
            ("returned", "Returned to me", own.filter(status=Status.RETURNED), "Nothing came back to you."),
            ("draft", "My drafts", own.filter(status=Status.DRAFT), "You have no open draft."),
        ]
    if has_permission(user, "record.register"):
        deciding = records.filter(
            status=Status.SUBMITTED, station__in=station_ids(user, "record.register")
        ).order_by("pk")
        lists.insert(0, ("submitted", "Waiting for registration", deciding, "Nothing waits for you."))
    return [
        {"key": key, "title": title, "rows": rows[:SHOWN], "count": rows.count(), "nothing": nothing}
        for key, title, rows, nothing in lists
    ]


def _week(user: User) -> dict[str, object]:
    """Four numbers of the last seven days, over the records that the user may see."""
    since = timezone.now() - datetime.timedelta(days=7)
    before = since - datetime.timedelta(days=7)
    reported = Q(reported_at__gte=since) & ~Q(status__in=[Status.DRAFT, Status.VOIDED])
    earlier = Q(reported_at__gte=before, reported_at__lt=since) & ~Q(status__in=[Status.DRAFT, Status.VOIDED])
    records = CrimeRecord.objects.visible_to(user)
    numbers = records.aggregate(
        reported=Count("pk", filter=reported),
        reported_before=Count("pk", filter=earlier),
        registered=Count("pk", filter=Q(registered_at__gte=since)),
        waiting=Count("pk", filter=Q(status=Status.SUBMITTED)),
        returned=Count("pk", filter=Q(status=Status.RETURNED)),
    )
    return numbers | {"note": _before(records, numbers)}


def _before(records: QuerySet[CrimeRecord], numbers: dict[str, int]) -> str:
    """What stands under the number of the week; after two silent weeks, how old the newest entry is."""
    if numbers["reported"] or numbers["reported_before"]:
        return f"{numbers['reported_before']} in the 7 days before"
    newest = records.exclude(reported_at=None).select_related("jurisdiction").order_by("-pk").first()
    if newest is None:
        return "No records yet"
    day = date_format(newest.reported_at.astimezone(newest.jurisdiction.tz), "j F Y")
    return f"The newest entry was reported on {day}"


def _reviews(user: User) -> int:
    """Emergency accesses of others that wait for a finding which the user may make."""
    return AccessReview.objects.visible_to(user).open().count()


def _oversight(user: User) -> dict[str, object]:
    """What someone who reads the whole audit log looks at first."""
    now = timezone.now().astimezone(reading_zone(user))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    week = now - datetime.timedelta(days=7)
    return {
        "today": AuditEvent.objects.filter(occurred_at__gte=midnight).count(),
        "refused": AuditEvent.objects.filter(outcome="refused", occurred_at__gte=week).count(),
        "unsealed": audit_chain.unsealed(),
        "check": ChainCheck.objects.exclude(holds=None).first(),
    }
