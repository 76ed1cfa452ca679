import datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import services
from accounts.models import AuditEvent, Posting, User
from accounts.roles import Role
from accounts.services import posting as postings


def yesterday() -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=1)


def test_posting_gives_its_rights_on_the_next_request(custodian, administrator, station_a, browse):
    browser = browse(custodian)
    assert browser.get("/records/").status_code == 403
    postings.post(user=custodian, role=Role.OFFICER, station=station_a, by=administrator)
    assert browser.get("/records/").status_code == 200


def test_first_posting_closes_an_account_that_anyone_may_have_signed_up_for(
    citizen, administrator, station_a, browse
):
    Authenticator.objects.create(user=citizen, type=Authenticator.Type.WEBAUTHN, data={})
    EmailAddress.objects.create(user=citizen, email="someone.else@example.org", verified=True)
    text, _ = services.issue_token(by=citizen)
    session = browse(citizen)
    postings.post(user=citizen, role=Role.OFFICER, station=station_a, by=administrator)
    assert not User.objects.get(pk=citizen.pk).has_usable_password()
    assert not Authenticator.objects.filter(user=citizen).exists()
    assert not EmailAddress.objects.filter(user=citizen).exists()
    assert session.get("/records/").status_code == 302
    headers = {"Authorization": f"Bearer {text}"}
    assert browse().get("/api/v1/records/", headers=headers).status_code == 401
    event = AuditEvent.objects.get(action="account.password_changed")
    assert (event.actor_id, event.object_id) == (str(administrator.pk), str(citizen.pk))
    assert (event.reason, event.changes) == ("an invitation is needed", {"other addresses": [1, 0]})


def test_another_posting_leaves_the_account_as_it_is(officer, administrator, station_b, browse):
    session = browse(officer)
    postings.end(posting=officer.postings.get(), by=administrator, on=yesterday())
    postings.post(user=officer, role=Role.OFFICER, station=station_b, by=administrator)
    assert session.get("/records/").status_code == 200


def test_rights_end_with_the_posting_on_the_next_request(officer, administrator, browse):
    browser = browse(officer)
    assert browser.get("/records/").status_code == 200
    postings.end(posting=officer.postings.get(), by=administrator, on=yesterday())
    assert browser.get("/records/").status_code == 403


def test_rights_last_through_the_last_day(officer, administrator, browse):
    postings.end(posting=officer.postings.get(), by=administrator, on=timezone.localdate())
    assert browse(officer).get("/records/").status_code == 200


def test_posting_is_audited_at_its_station(citizen, administrator, station_a):
    posting = postings.post(
        user=citizen, role=Role.SUPERVISOR, station=station_a, by=administrator, may_register=True
    )
    event = AuditEvent.objects.filter(object_type="accounts.Posting").last()
    assert (event.actor_id, event.station_id) == (str(administrator.pk), str(station_a.pk))
    assert event.changes == {
        "user": [None, citizen.pk],
        "role": [None, "supervisor"],
        "may_register": [None, True],
        "starts_on": [None, posting.starts_on.isoformat()],
    }


def test_end_is_audited(officer, administrator):
    postings.end(posting=officer.postings.get(), by=administrator, on=datetime.date(2026, 3, 1))
    event = AuditEvent.objects.filter(object_type="accounts.Posting").last()
    assert event.changes == {"ends_on": [None, "2026-03-01"]}
    assert event.actor_id == str(administrator.pk)


def test_end_before_the_beginning_is_refused(officer, administrator):
    with pytest.raises(ValidationError, match="begins on 2020-01-01"):
        postings.end(posting=officer.postings.get(), by=administrator, on=datetime.date(2019, 12, 31))
    assert officer.postings.get().ends_on is None


def test_nobody_posts_oneself(administrator):
    with pytest.raises(ValidationError, match="Nobody changes their own postings"):
        postings.post(user=administrator, role=Role.AUDITOR, station=None, by=administrator)
    assert Posting.objects.filter(user=administrator).count() == 1


def test_nobody_ends_ones_own_posting(administrator):
    with pytest.raises(ValidationError, match="Nobody changes their own postings"):
        postings.end(posting=administrator.postings.get(), by=administrator, on=yesterday())
    assert User.objects.get(pk=administrator.pk).roles == {"administrator"}
