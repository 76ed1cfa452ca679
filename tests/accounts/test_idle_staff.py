import datetime

import pytest
import time_machine
from django.core.management import call_command

from accounts import services
from accounts.models import AuditEvent, User
from accounts.roles import Role
from accounts.tasks import disable_idle_staff
from crimeportal.celery import app

DAY = datetime.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2026-06-01 01:30+00:00", tick=False):
        yield


def active_before(user: User, days: int | None) -> None:
    """Last active so many days ago, or never; the account was made long before."""
    day = None if days is None else DAY - datetime.timedelta(days=days)
    made = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    User.objects.filter(pk=user.pk).update(last_active_on=day, created_at=made)


def status_of(user: User) -> str:
    return User.objects.get(pk=user.pk).status


@pytest.mark.parametrize(("days", "status"), [(89, "active"), (90, "active"), (91, "disabled")])
def test_staff_idle_for_more_than_90_days_are_disabled(days, status, officer):
    active_before(officer, days)
    disable_idle_staff()
    assert status_of(officer) == status


@pytest.mark.parametrize(("days", "status"), [(89, "active"), (90, "active"), (91, "disabled")])
def test_account_never_used_counts_from_its_making(days, status, officer):
    made = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC) - datetime.timedelta(days=days)
    User.objects.filter(pk=officer.pk).update(last_active_on=None, created_at=made)
    disable_idle_staff()
    assert status_of(officer) == status


def test_days_are_a_setting(officer, settings):
    settings.DISABLE_AFTER_IDLE_DAYS = 30
    active_before(officer, 31)
    disable_idle_staff()
    assert status_of(officer) == "disabled"


def test_disabling_is_audited_as_the_systems_act_with_its_reason(officer):
    active_before(officer, 91)
    disable_idle_staff()
    event = AuditEvent.objects.get(action="account.status_changed")
    assert (event.actor_id, event.actor_label, event.object_id) == ("", "system", str(officer.pk))
    assert event.reason == "No sign-in for more than 90 days."


def test_second_night_changes_nothing(officer):
    active_before(officer, 91)
    disable_idle_staff()
    disable_idle_staff()
    assert AuditEvent.objects.filter(action="account.status_changed").count() == 1


def test_citizen_is_not_touched(citizen):
    active_before(citizen, 400)
    disable_idle_staff()
    assert status_of(citizen) == "active"


def test_new_posting_counts_as_a_beginning(citizen, station_a):
    active_before(citizen, 400)
    services.post(user=citizen, role=Role.OFFICER, station=station_a, by=None, starts_on=DAY)
    disable_idle_staff()
    assert status_of(citizen) == "active"


def test_enabled_account_is_left_alone_for_as_long_again(officer, administrator):
    active_before(officer, 91)
    disable_idle_staff()
    services.set_status(user=officer, status="active", by=administrator)
    active_before(administrator, 1)
    disable_idle_staff()
    assert status_of(officer) == "active"


def test_task_runs_every_night():
    entry = app.conf.beat_schedule["disable idle staff every night"]
    assert entry["task"] == disable_idle_staff.name
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({1}, {30})


def test_dry_run_names_the_idle_and_changes_nothing(officer, colleague, capsys):
    active_before(officer, 91)
    active_before(colleague, 1)
    call_command("disable_idle_staff", "--dry-run")
    assert capsys.readouterr().out == ("officer@example.org, last active 2026-03-02\n1 would be disabled.\n")
    assert status_of(officer) == "active"


def test_command_disables_as_the_task_does(officer, capsys):
    active_before(officer, 91)
    call_command("disable_idle_staff")
    assert capsys.readouterr().out.endswith("1 disabled.\n")
    assert status_of(officer) == "disabled"
