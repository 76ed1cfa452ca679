import re

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import AuditEvent, Station, User
from records.models import (
    AreaIndicator,
    CrimeRecord,
    Involvement,
    Offence,
    Person,
    PersonIdentifier,
    Property,
    StatusEvent,
)

from .pages import send_back


@pytest.mark.parametrize(
    "model", [CrimeRecord, Offence, StatusEvent, Person, PersonIdentifier, Involvement, Property]
)
def test_case_content_is_not_in_the_admin(model):
    assert model not in admin.site._registry


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_administrator_opens_every_list(model, administrator, browse):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert browse(administrator).get(url).status_code == 200


@pytest.mark.parametrize("name", ["officer", "supervisor", "analyst", "auditor", "citizen"])
def test_others_are_kept_out(name, request, browse):
    response = browse(request.getfixturevalue(name)).get(reverse("admin:index"))
    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")
    # Not back to the log-in page, which would send a person who is logged in here again.
    assert browse(request.getfixturevalue(name)).get(response.url).status_code == 403


def test_index_leads_to_staff_invitations_and_the_chain(administrator, browse):
    page = browse(administrator).get("/admin/").content.decode()
    found = re.findall(r'<li><a href="([^"]+)">([^<]+)</a></li>', page)
    assert found == [
        ("/staff/people/", "Staff and locks"),
        ("/admin/accounts/user/add/", "Invite someone"),
        ("/audit/chain/", "State of the audit chain"),
    ]


def test_change_in_the_admin_is_audited(administrator, station_a, browse):
    page = reverse("admin:accounts_station_change", args=[station_a.pk])
    form = browse(administrator).get(page).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value is not None}
    response = browse(administrator).post(page, {**data, "name": "Harbour station"})
    assert response.status_code == 302
    assert Station.objects.get(pk=station_a.pk).name == "Harbour station"
    event = AuditEvent.objects.filter(action="admin.configured", actor_id=str(administrator.pk)).last()
    assert event.changes == {"name": ["Sta station", "Harbour station"]}


def test_password_cannot_be_set_for_another(administrator, officer, browse):
    page = reverse("admin:accounts_user_change", args=[officer.pk])
    assert "password" not in browse(administrator).get(page).context["adminform"].form.fields


def test_password_of_an_administrator_is_changed_where_everyone_s_is(administrator, browse):
    administrator.set_password("old words of mine 1")
    administrator.save()
    passwords = {"old_password": "old words of mine 1"} | dict.fromkeys(
        ["new_password1", "new_password2"], "new words of mine 2"
    )
    response = browse(administrator).post(reverse("admin:password_change"), passwords)
    assert (response.status_code, response.url) == (302, reverse("account_change_password"))
    administrator.refresh_from_db()
    assert administrator.check_password("old words of mine 1")


def test_signing_out_of_the_admin_is_audited(administrator, browse):
    client = browse(administrator)
    response = client.post(reverse("admin:logout"))
    assert (response.status_code, response.url) == (302, reverse("public:home"))
    assert client.get(reverse("admin:index")).status_code == 302
    event = AuditEvent.objects.order_by("id").last()
    assert (event.action, event.actor_id) == ("account.log_out", str(administrator.pk))


def test_nothing_is_deleted_in_the_admin(administrator, officer, browse):
    response = browse(administrator).post(
        reverse("admin:accounts_user_delete", args=[officer.pk]), {"post": "yes"}
    )
    assert response.status_code == 403
    assert User.objects.filter(pk=officer.pk).exists()


@pytest.fixture
def indicator(areas):
    return AreaIndicator.objects.create(area=areas[0], year=2020, name="households", value=1_000)


def test_change_of_a_row_within_a_page_is_audited(administrator, indicator, browse):
    page = reverse("admin:records_area_change", args=[indicator.area_id])
    response = send_back(browse(administrator), page, **{"indicators-0-value": "1200"})
    assert response.status_code == 302
    event = AuditEvent.objects.get(object_type="records.AreaIndicator")
    assert event.changes == {"value": ["1000.0", "1200.0"]}
    assert (event.actor_id, event.object_id) == (str(administrator.pk), str(indicator.pk))


def test_posting_ended_within_its_user_is_audited_by_field(administrator, officer, browse):
    page = reverse("admin:accounts_user_change", args=[officer.pk])
    send_back(browse(administrator), page, **{"postings-0-ends_on": "2026-11-30"})
    event = AuditEvent.objects.filter(object_type="accounts.Posting", actor_id=str(administrator.pk)).last()
    assert event.changes == {"ends_on": [None, "2026-11-30"]}


def test_posting_is_ended_but_never_rewritten(administrator, officer, browse):
    page = reverse("admin:accounts_user_change", args=[officer.pk])
    send_back(browse(administrator), page, **{"postings-0-may_register": "on", "postings-0-role": "analyst"})
    assert officer.postings.values_list("role", "may_register").get() == ("officer", False)


def test_row_within_a_page_cannot_be_deleted(administrator, indicator, browse):
    page = reverse("admin:records_area_change", args=[indicator.area_id])
    send_back(browse(administrator), page, **{"indicators-0-DELETE": "on"})
    assert AreaIndicator.objects.filter(pk=indicator.pk).exists()
