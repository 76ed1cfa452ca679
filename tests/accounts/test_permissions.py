import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts import services
from accounts.permissions import has_permission, jurisdiction_ids, may_register
from accounts.roles import MATRIX, Role
from analytics.querysets import audience_for
from records.services import crime
from records.views.detail import may_take
from tests import factories


def second_posting(user, role, station=None, **designations):
    services.post(user=user, role=role, station=station, by=None, **designations)


def test_public_action_needs_nobody():
    assert has_permission(AnonymousUser(), "public")


def test_unknown_action_is_refused(administrator):
    assert not has_permission(administrator, "")
    assert not has_permission(administrator, "record.burn")


PREDICT = "analytics.predict analytics.hotspots"
ENTRY = (
    "account.own staff.home record.read record.protected record.narrative record.draft record.submit "
    f"person.search audit.read analytics.view {PREDICT}"
)
COMMAND = "record.register record.return record.void record.grant access.review account.unlock"
MAY = {
    "citizen": f"account.own {PREDICT}",
    "officer": f"{ENTRY} person.search.masked",
    "investigator": f"{ENTRY} person.search.masked record.break_glass",
    "supervisor": f"{ENTRY} {COMMAND} record.break_glass",
    "district": (
        "account.own staff.home record.read record.protected record.narrative person.search audit.read "
        f"analytics.view {PREDICT} {COMMAND} record.break_glass"
    ),
    "custodian": "account.own staff.home",
    "analyst": f"account.own staff.home analytics.view analytics.retrain {PREDICT}",
    "auditor": "account.own staff.home audit.read audit.terms audit.verify access.review",
    "administrator": "account.own staff.home admin.configure account.unlock audit.verify",
}
EVERY_ACTION = {action for actions in MAY.values() for action in actions.split()}


@pytest.mark.parametrize("role", MAY)
def test_member_of_a_role_may_do_what_the_table_says_and_no_more(role, request):
    user = request.getfixturevalue(role)
    assert {action for action in EVERY_ACTION if has_permission(user, action)} == set(MAY[role].split())


def test_table_names_every_role_and_every_action():
    assert set(MAY) == set(Role)
    assert {action for rights in MATRIX.values() for action in rights} == EVERY_ACTION


def test_station_right_holds_at_the_own_station_only(officer, station_a, station_b):
    assert has_permission(officer, "record.draft", station_a)
    assert not has_permission(officer, "record.draft", station_b)


def test_district_right_holds_in_every_station_below(district, station_a, station_b):
    assert has_permission(district, "record.register", station_a)
    assert has_permission(district, "record.register", station_b)


def test_posting_that_has_not_begun_gives_nothing(officer, station_a):
    officer.postings.update(starts_on=datetime.date(2100, 1, 1))
    officer.__dict__.pop("current_postings", None)
    assert officer.roles == {"citizen"}
    assert not has_permission(officer, "record.draft", station_a)


@pytest.mark.parametrize("status", ["locked", "disabled"])
def test_locked_or_disabled_user_may_nothing(officer, status):
    officer.status = status
    assert not has_permission(officer, "record.read")


def test_administrator_holds_configuration_and_reads_no_case(administrator):
    assert administrator.is_staff
    assert not has_permission(administrator, "record.read")


def test_national_posting_of_an_administrator_widens_no_other_right(officer, station_a):
    second_posting(officer, Role.ADMINISTRATOR)
    assert jurisdiction_ids(officer, "analytics.view") == {station_a.jurisdiction_id}
    assert jurisdiction_ids(officer, "admin.configure") is None


def test_national_posting_of_an_analyst_reaches_every_jurisdiction(officer):
    second_posting(officer, Role.ANALYST)
    assert jurisdiction_ids(officer, "analytics.view") is None


def test_officer_and_administrator_is_the_public_of_another_jurisdiction(officer):
    second_posting(officer, Role.ADMINISTRATOR)
    elsewhere = factories.make_jurisdiction("ELSEWHERE")
    assert audience_for(officer, elsewhere.pk) == "public"
    assert audience_for(officer, officer.current_postings[-1].station.jurisdiction_id) == "staff"


def test_designation_at_one_station_registers_nothing_at_another(officer_b, supervisor, station_b):
    second_posting(supervisor, Role.SUPERVISOR, station_b)
    record = crime.submit(record=factories.make_draft(officer_b, station_b), by=officer_b)
    assert has_permission(supervisor, "record.register", record)
    assert not may_register(supervisor, record)
    with pytest.raises(PermissionDenied):
        crime.register(record=record, by=supervisor)


def test_designation_of_one_posting_completes_no_other(officer, station_a, colleague):
    second_posting(officer, Role.OFFICER, station_a, may_register=True)
    second_posting(officer, Role.SUPERVISOR, station_a)
    record = crime.submit(record=factories.make_draft(colleague, station_a), by=colleague)
    assert not may_register(officer, record)
    assert not may_take(officer, record, crime.REGISTER)
