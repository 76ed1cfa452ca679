import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from records.models import AccessGrant
from records.services import access

from .access_world import in_days, register, register_protected, sees

URL = "/records/emergency/"


@pytest.fixture
def record(officer, supervisor, station_a):
    return register(officer, supervisor, station_a, title="Ladder at the window")


@pytest.fixture
def protected(officer, supervisor, station_a):
    return register_protected(officer, supervisor, station_a, title="Closed matter")


def reason(record, **changed):
    return {"crime_id": record.crime_id, "purpose": "safety", "text": "Child missing."} | changed


def test_emergency_opens_the_record_with_a_banner(browse, supervisor_b, record):
    client = browse(supervisor_b)
    response = client.post(URL, reason(record), follow=True)
    assert response.redirect_chain == [(reverse("records:detail", args=[record.pk]), 302)]
    end = AccessGrant.objects.get().expires_at.astimezone(record.jurisdiction.tz)
    assert f"Emergency access until {end:%H:%M}." in response.content.decode()


def test_emergency_offers_the_purposes_that_cannot_wait(browse, supervisor_b):
    form = browse(supervisor_b).get(URL).context["form"]
    offered = [value for value, _ in form.fields["purpose"].choices]
    assert offered == ["safety", "investigation", "court", "other"]


def test_banner_is_for_the_person_alone(browse, supervisor_b, supervisor, record):
    access.break_glass(crime_id=record.crime_id, by=supervisor_b, purpose="safety", text="Child missing.")
    response = browse(supervisor).get(reverse("records:detail", args=[record.pk]))
    assert "Emergency access until" not in response.content.decode()


def test_emergency_is_over_after_an_hour(browse, supervisor_b, record):
    access.break_glass(crime_id=record.crime_id, by=supervisor_b, purpose="safety", text="Child missing.")
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=61)):
        assert browse(supervisor_b).get(reverse("records:detail", args=[record.pk])).status_code == 404


def test_emergency_answers_alike_for_denied_and_unknown(browse, supervisor, supervisor_b, record):
    access.deny(record=record, user=supervisor_b, by=supervisor, reason="Kin.", expires_at=in_days(9))
    client, answers = browse(supervisor_b), []
    for number in (record.crime_id, "STA/2026/999999"):
        response = client.post(URL, reason(record, crime_id=number))
        answers.append((response.status_code, response.context["form"].errors))
    assert answers[0] == answers[1]
    assert answers[0][0] == 400
    assert not sees(supervisor_b, record)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"crime_id": ""}, "crime_id"),
        ({"crime_id": "x" * 127}, "crime_id"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "public"}, "purpose"),
        ({"text": ""}, "text"),
        ({"text": "?"}, "text"),
    ],
)
def test_emergency_names_the_field_that_is_wrong(browse, supervisor_b, record, changed, field):
    response = browse(supervisor_b).post(URL, reason(record, **changed))
    assert list(response.context["form"].errors) == [field]
    assert not AccessGrant.objects.exists()


@pytest.mark.parametrize("name", ["officer", "custodian", "analyst", "auditor", "administrator", "citizen"])
def test_emergency_refuses_other_roles(browse, name, request, record):
    assert browse(request.getfixturevalue(name)).post(URL, reason(record)).status_code == 403
    assert not AccessGrant.objects.exists()


def test_emergency_is_offered_where_nothing_was_found(browse, supervisor, officer):
    missing = reverse("records:detail", args=[987_654])
    assert URL in browse(supervisor).get(missing).content.decode()
    assert URL not in browse(officer).get(missing).content.decode()


def test_emergency_is_offered_on_the_list(browse, supervisor, officer):
    assert URL in browse(supervisor).get(reverse("records:list")).content.decode()
    assert URL not in browse(officer).get(reverse("records:list")).content.decode()


@pytest.fixture
def review(browse, supervisor_b, record):
    browse(supervisor_b).post(URL, reason(record), follow=True)
    return AccessGrant.objects.get().review


def address(review):
    return reverse("records:review", args=[review.pk])


@pytest.mark.parametrize("name", ["supervisor", "district", "auditor"])
def test_review_shows_who_why_and_what_without_content(browse, name, request, review, record):
    content = browse(request.getfixturevalue(name)).get(address(review)).content.decode()
    for words in ("Supervisor B", "Child missing.", "Record read", record.crime_id):
        assert words in content
    assert "Ladder" not in content


def test_review_leads_to_the_record_only_whom_it_is_open_to(browse, supervisor, auditor, review, record):
    link = reverse("records:detail", args=[record.pk])
    assert link in browse(supervisor).get(address(review)).content.decode()
    assert link not in browse(auditor).get(address(review)).content.decode()


def test_review_waits_on_the_access_page_until_made(browse, supervisor, review):
    client, page = browse(supervisor), reverse("records:access")
    assert address(review) in client.get(page).content.decode()
    client.post(address(review), {"finding": "justified", "note": "The child was found."})
    assert address(review) not in client.get(page).content.decode()


def test_review_is_kept_with_its_finding(browse, supervisor, review):
    client = browse(supervisor)
    client.post(address(review), {"finding": "justified", "note": "The child was found."})
    review.refresh_from_db()
    assert (review.finding, review.reviewed_by) == ("justified", supervisor)
    assert "The child was found." in client.get(address(review)).content.decode()


def test_review_made_twice_is_refused(browse, supervisor, review):
    client = browse(supervisor)
    client.post(address(review), {"finding": "justified", "note": "The child was found."})
    again = client.post(address(review), {"finding": "unjustified", "note": "No."})
    assert again.status_code == 400
    assert AuditEvent.objects.filter(action="access.reviewed").count() == 1


@pytest.mark.parametrize("data", [{"finding": "justified", "note": ""}, {"finding": "", "note": "Fine."}])
def test_review_that_lacks_something_changes_nothing(browse, supervisor, review, data):
    assert browse(supervisor).post(address(review), data).status_code == 400
    review.refresh_from_db()
    assert review.reviewed_at is None


@pytest.mark.parametrize(
    ("name", "status"), [("supervisor_b", 404), ("officer", 403), ("administrator", 403)]
)
def test_review_is_closed_to_others(browse, name, status, request, review):
    client = browse(request.getfixturevalue(name))
    response = client.post(address(review), {"finding": "justified", "note": "Fine."})
    assert response.status_code == status
    review.refresh_from_db()
    assert review.reviewed_at is None


def test_record_pages_are_linked_where_they_open(browse, supervisor, officer, record):
    url, link = (
        reverse("records:detail", args=[record.pk]),
        reverse("records:record_access", args=[record.pk]),
    )
    assert link in browse(supervisor).get(url).content.decode()
    assert link not in browse(officer).get(url).content.decode()


def test_banner_stands_on_the_question_about_protection(browse, supervisor, district, protected):
    access.break_glass(crime_id=protected.crime_id, by=supervisor, purpose="safety", text="Child missing.")
    access.grant(record=protected, user=supervisor, by=district, reason="Leads it.", expires_at=in_days(3))
    response = browse(supervisor).get(reverse("records:protect", args=[protected.pk]))
    assert "Emergency access until" in response.content.decode()


def test_record_is_not_offered_to_its_station_by_an_emergency_reader(browse, supervisor, protected):
    access.break_glass(crime_id=protected.crime_id, by=supervisor, purpose="safety", text="Child missing.")
    client, question = browse(supervisor), reverse("records:protect", args=[protected.pk])
    page = client.get(reverse("records:record_access", args=[protected.pk]))
    assert page.status_code == 200
    assert question not in page.content.decode()
    assert client.get(question).status_code == 403
    assert client.post(question, {"reason": "The inquiry is over."}).status_code == 403
    protected.refresh_from_db()
    assert protected.sensitivity == "protected"
