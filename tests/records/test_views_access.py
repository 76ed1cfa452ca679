import datetime
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from records.models import AccessGrant
from records.services import access, crime
from tests.factories import make_draft

from .access_world import in_days, register, register_protected, sees


@pytest.fixture
def record(officer, supervisor, station_a):
    return register(officer, supervisor, station_a, title="Ladder at the window")


@pytest.fixture
def protected(officer, supervisor, station_a):
    return register_protected(officer, supervisor, station_a, title="Closed matter")


@pytest.fixture
def granted(record, officer_b, supervisor):
    return access.grant(
        record=record, user=officer_b, by=supervisor, reason="Works on it.", expires_at=in_days(9)
    )


def decision(record, **changed):
    day = timezone.localdate() + datetime.timedelta(days=20)
    values = {"number": record.crime_id, "person": "officer_b", "effect": "allow", "reason": "Works on it."}
    return values | {"last_day": f"{day.day}/{day.month}/{day.year}"} | changed


def test_access_page_lists_decisions_without_content(browse, supervisor, granted, record):
    content = browse(supervisor).get(reverse("records:access")).content.decode()
    assert record.crime_id in content
    assert "Officer B" in content
    assert "Ladder" not in content
    assert "Works on it." not in content


def test_access_page_shows_nothing_of_other_stations(browse, supervisor_b, granted, record):
    response = browse(supervisor_b).get(reverse("records:access"))
    assert record.crime_id not in response.content.decode()
    assert response.context["page_obj"].paginator.count == 0


def test_access_page_of_an_auditor_has_no_form(browse, auditor, granted, record):
    response = browse(auditor).get(reverse("records:access"))
    assert response.context["form"] is None
    assert record.crime_id in response.content.decode()


@pytest.mark.parametrize("name", ["officer", "investigator", "custodian", "analyst", "administrator"])
def test_access_page_refuses_other_roles(browse, name, request, granted):
    assert browse(request.getfixturevalue(name)).get(reverse("records:access")).status_code == 403


def test_give_opens_a_record_and_goes_back_to_the_list(browse, supervisor, officer_b, record):
    response = browse(supervisor).post(reverse("records:give"), decision(record))
    assert response["Location"] == reverse("records:access")
    assert sees(officer_b, record)


def test_give_lasts_to_the_end_of_the_day_where_the_supervisor_works(browse, supervisor, officer_b, record):
    browse(supervisor).post(reverse("records:give"), decision(record))
    end = AccessGrant.objects.get().expires_at.astimezone(record.jurisdiction.tz)
    assert (end.hour, end.minute) == (0, 0)
    assert end.date() == timezone.localdate() + datetime.timedelta(days=21)


def test_give_refuses_access(browse, supervisor, colleague, record):
    browse(supervisor).post(reverse("records:give"), decision(record, person="colleague", effect="deny"))
    assert not sees(colleague, record)


def test_give_takes_the_number_of_a_record_without_crime_id(
    browse, supervisor, officer_b, officer, station_a
):
    record = crime.submit(record=make_draft(officer, station_a), by=officer)
    browse(supervisor).post(reverse("records:give"), decision(record, number=str(record.pk)))
    assert sees(officer_b, record)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"person": "nobody"}, "person"),
        ({"person": "analyst"}, "person"),
        ({"person": "supervisor"}, "person"),
        ({"number": "STA/2026/999999"}, "number"),
        ({"number": "9" * 24}, "number"),
        ({"number": "²"}, "number"),
        ({"effect": "emergency"}, "effect"),
        ({"reason": " "}, "reason"),
        ({"last_day": "1/1/2020"}, "last_day"),
        ({"last_day": "1/1/2199"}, "last_day"),
        ({"last_day": "soon"}, "last_day"),
    ],
)
def test_give_names_the_field_that_is_wrong(browse, supervisor, officer_b, analyst, record, changed, field):
    response = browse(supervisor).post(reverse("records:give"), decision(record, **changed))
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert not AccessGrant.objects.exists()


def test_give_answers_alike_for_another_station_s_record_and_none(
    browse, supervisor_b, officer_b, record, officer
):
    answers = []
    for number in (record.crime_id, str(record.pk), "STA/2026/999999"):
        data = decision(record, number=number, person="officer")
        response = browse(supervisor_b).post(reverse("records:give"), data)
        answers.append((response.status_code, response.context["form"].errors))
    assert answers[0] == answers[1] == answers[2]
    assert not AccessGrant.objects.exists()


def test_give_refuses_an_officer(browse, officer, officer_b, record):
    assert browse(officer).post(reverse("records:give"), decision(record)).status_code == 403
    assert not AccessGrant.objects.exists()


def test_record_access_shows_the_decisions_with_their_reasons(browse, supervisor, granted, record):
    content = browse(supervisor).get(reverse("records:record_access", args=[record.pk])).content.decode()
    assert "Works on it." in content
    assert "Ladder" not in content


def test_record_access_gives_and_comes_back(browse, supervisor, officer_b, record):
    data = decision(record, number=str(record.pk), back=str(record.pk))
    response = browse(supervisor).post(reverse("records:give"), data)
    assert response["Location"] == reverse("records:record_access", args=[record.pk])


def test_record_access_of_a_record_that_one_may_not_read_is_not_found(browse, supervisor, protected):
    url = reverse("records:record_access", args=[protected.pk])
    assert browse(supervisor).get(url).status_code == 404


def test_record_access_of_another_station_is_not_found(browse, supervisor_b, record):
    assert browse(supervisor_b).get(reverse("records:record_access", args=[record.pk])).status_code == 404


def test_record_access_of_a_record_read_by_grant_alone_is_refused(browse, supervisor, supervisor_b, record):
    access.grant(record=record, user=supervisor_b, by=supervisor, reason="Helps.", expires_at=in_days(3))
    assert browse(supervisor_b).get(reverse("records:record_access", args=[record.pk])).status_code == 403


def test_revoke_asks_and_ends(browse, supervisor, granted, officer_b, record):
    url = reverse("records:revoke", args=[granted.pk])
    assert record.crime_id in browse(supervisor).get(url).content.decode()
    assert browse(supervisor).post(url, {"reason": ""}).status_code == 400
    assert sees(officer_b, record)
    assert browse(supervisor).post(url, {"reason": "Done."}).status_code == 302
    assert not sees(officer_b, record)


def test_revoke_of_an_ended_decision_says_so(browse, supervisor, granted):
    access.revoke(grant=granted, by=supervisor, reason="Done.")
    response = browse(supervisor).post(reverse("records:revoke", args=[granted.pk]), {"reason": "Again."})
    assert response.status_code == 400
    assert "This has ended already." in response.content.decode()


def test_revoke_of_another_station_s_decision_is_not_found(browse, supervisor_b, granted, officer_b, record):
    url = reverse("records:revoke", args=[granted.pk])
    assert browse(supervisor_b).post(url, {"reason": "Done."}).status_code == 404
    assert sees(officer_b, record)


def test_revoke_refuses_an_auditor(browse, auditor, granted, officer_b, record):
    url = reverse("records:revoke", args=[granted.pk])
    assert browse(auditor).post(url, {"reason": "Done."}).status_code == 403
    assert sees(officer_b, record)


def test_protect_closes_the_record_and_says_whom_to_ask(browse, supervisor, colleague, record):
    url = reverse("records:protect", args=[record.pk])
    response = browse(supervisor).post(url, {"reason": "Staff is accused."}, follow=True)
    assert response.redirect_chain == [(reverse("records:access"), 302)]
    assert not sees(colleague, record)
    assert (
        f"{record.crime_id} is protected from now on, and closed to you. "
        "To read it, ask another supervisor of Sta station or its district for access."
    ) in response.content.decode()


def test_protect_by_who_reads_it_all_the_same_comes_back(browse, supervisor, district, record):
    access.grant(record=record, user=supervisor, by=district, reason="Leads it.", expires_at=in_days(3))
    url = reverse("records:protect", args=[record.pk])
    response = browse(supervisor).post(url, {"reason": "Staff is accused."}, follow=True)
    assert response.redirect_chain == [(reverse("records:record_access", args=[record.pk]), 302)]
    content = response.content.decode()
    assert f"{record.crime_id} is protected from now on." in content
    assert url in content


def test_protect_opens_a_record_again(browse, supervisor, district, colleague, record):
    client, url = browse(supervisor), reverse("records:protect", args=[record.pk])
    client.post(url, {"reason": "Staff is accused."})
    access.grant(record=record, user=supervisor, by=district, reason="Leads it.", expires_at=in_days(3))
    assert client.post(url, {"reason": "Over."})["Location"] == reverse(
        "records:record_access", args=[record.pk]
    )
    assert sees(colleague, record)


def test_protect_refuses_an_officer(browse, colleague, record):
    url = reverse("records:protect", args=[record.pk])
    assert browse(colleague).post(url, {"reason": "No."}).status_code == 403
    assert sees(colleague, record)


def test_pages_that_give_rights_ask_who_it_is_again():
    from records.views import access as pages
    from records.views import emergency

    giving = [pages.GiveAccessView, pages.RevokeView, pages.ProtectView, emergency.EmergencyView]
    assert [view.recent for view in giving] == [True] * 4


def test_giving_without_a_recent_log_in_changes_nothing(browse, supervisor, officer_b, record):
    client = browse(supervisor)
    session = client.session
    session.update({"began_at": time.time() - 3600, "account_authentication_methods": []})
    session.save()
    response = client.post(reverse("records:give"), decision(record))
    assert response.status_code == 302
    assert "reauthenticate" in response["Location"]
    assert not AccessGrant.objects.exists()
