import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.permissions import has_permission
from accounts.roles import MATRIX, Role


def test_public_action_needs_nobody():
    assert has_permission(AnonymousUser(), "public")


def test_unknown_action_is_refused(administrator):
    assert not has_permission(administrator, "")
    assert not has_permission(administrator, "record.burn")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CITIZEN])
def test_matrix_row_is_what_its_member_may_do(role, request):
    user = request.getfixturevalue(role.value)
    every_action = {action for rights in MATRIX.values() for action in rights}
    assert {action for action in every_action if has_permission(user, action)} == set(MATRIX[role])


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
