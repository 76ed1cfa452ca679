import datetime

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit, services
from accounts.models import AuditEvent
from records.services import access, crime
from tests.factories import make_draft

from .access_world import register

HOME = "/staff/"


def counts(response) -> dict[str, int]:
    return {one["key"]: one["count"] for one in response.context["lists"]}


def test_home_lists_what_waits_for_an_officer(browse, officer, supervisor, station_a):
    make_draft(officer, station_a)
    back = crime.submit(record=make_draft(officer, station_a), by=officer)
    crime.return_(record=back, by=supervisor, reason="Say which window.")
    assert counts(browse(officer).get(HOME)) == {"returned": 1, "draft": 1}


def test_home_lists_what_waits_for_a_supervisor(browse, officer, supervisor, station_a):
    crime.submit(record=make_draft(officer, station_a), by=officer)
    assert counts(browse(supervisor).get(HOME)) == {"submitted": 1, "returned": 0, "draft": 0}


def test_home_shows_no_work_of_another_station(browse, officer, supervisor_b, station_a):
    crime.submit(record=make_draft(officer, station_a), by=officer)
    response = browse(supervisor_b).get(HOME)
    assert counts(response) == {"submitted": 0, "returned": 0, "draft": 0}
    assert response.context["week"]["waiting"] == 0


def test_home_counts_the_week(browse, officer, supervisor, station_a):
    now = timezone.now()
    for days in (1, 2, 8):
        reported_at = now - datetime.timedelta(days=days)
        crime.submit(record=make_draft(officer, station_a, reported_at=reported_at), by=officer)
    week = browse(supervisor).get(HOME).context["week"]
    assert (week["reported"], week["reported_before"], week["waiting"]) == (2, 1, 3)


@pytest.mark.parametrize("role", ["custodian", "analyst", "auditor", "administrator"])
def test_home_opens_for_staff_that_read_no_records(browse, request, role):
    response = browse(request.getfixturevalue(role)).get(HOME)
    assert response.status_code == 200
    assert b"Your role reads no records" in response.content


MORE = ["/staff/people/", "/admin/accounts/user/add/", "/audit/chain/"]


@pytest.mark.parametrize(
    ("role", "shown"),
    [("administrator", MORE), ("auditor", ["/audit/chain/"]), ("analyst", []), ("custodian", [])],
)
def test_home_leads_to_the_pages_without_a_tab_that_one_may_open(browse, request, role, shown):
    browser = browse(request.getfixturevalue(role))
    page = browser.get(HOME).content.decode()
    assert [path for path in MORE if f'<li><a class="govuk-link" href="{path}"' in page] == shown
    assert {browser.get(path).status_code for path in shown} <= {200}


def test_home_refuses_a_citizen_and_sends_the_anonymous_to_log_in(browse, citizen):
    assert browse(citizen).get(HOME).status_code == 403
    assert browse().get(HOME).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("drafts", [2, 12])
def test_home_queries_do_not_grow_with_the_work(
    browse, officer, station_a, django_assert_num_queries, drafts
):
    for _ in range(drafts):
        make_draft(officer, station_a)
    client = browse(officer)
    # session, user, postings, two lists with their counts, the week's numbers, the newest entry
    # One of them notes the first request of the day.
    with django_assert_num_queries(14):
        client.get(HOME)


def test_home_after_silent_weeks_says_how_old_the_newest_entry_is(browse, officer, station_a):
    make_draft(officer, station_a)
    week = browse(officer).get(HOME).context["week"]
    assert week["note"] == "The newest entry was reported on 2 March 2026"


def test_home_of_an_auditor_counts_events_refusals_and_the_chain(browse, auditor):
    with transaction.atomic():
        audit.record(audit.Action.REFUSED, by=auditor, outcome="refused")
    audit.seal()
    services.run_check(check=services.ask_for_check(by=auditor))
    shown = browse(auditor).get("/staff/").context["oversight"]
    assert (shown["refused"], shown["check"].holds) == (1, True)
    assert shown["today"] == AuditEvent.objects.count()


def test_home_of_others_has_no_oversight(browse, supervisor):
    assert browse(supervisor).get("/staff/").context["oversight"] is None


def test_home_of_a_custodian_says_that_there_are_no_exhibits_yet(browse, custodian):
    assert b"The portal keeps no exhibits yet" in browse(custodian).get("/staff/").content


def test_home_counts_the_reviews_for_those_who_may_make_them(
    browse, officer, supervisor, supervisor_b, district, auditor, station_a
):
    record = register(officer, supervisor, station_a)
    access.break_glass(crime_id=record.crime_id, by=supervisor_b, purpose="safety", text="Child missing.")
    counts = {user: browse(user).get(HOME).context["reviews"] for user in (supervisor, district, auditor)}
    assert set(counts.values()) == {1}
    assert browse(supervisor_b).get(HOME).context["reviews"] == 0
    assert browse(officer).get(HOME).context["reviews"] is None
    assert b"Emergency access to be reviewed" in browse(supervisor).get(HOME).content
    assert b"Emergency access to be reviewed" not in browse(officer).get(HOME).content
