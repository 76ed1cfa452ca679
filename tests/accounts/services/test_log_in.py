"""The lock after too many wrong passwords, and who lifts it."""

import contextlib
import datetime
import statistics
import threading
import time

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.audit import Action
from accounts.models import AuditEvent, LogInGuard, User
from accounts.services import locked_until, log_in, may_unlock, unlock
from tests.factories import PASSWORD

WRONG = "not the password"


def fail(times: int, name: str = "officer") -> list[User | None]:
    return [log_in.prove(name=name, password=WRONG) for _ in range(times)]


def trail() -> list[tuple[str, str, str]]:
    return list(
        AuditEvent.objects.filter(action__startswith="account.lo").values_list(
            "action", "object_id", "reason"
        )
    )


@pytest.mark.parametrize("name", ["officer", "OFFICER", "officer@example.org", " Officer@Example.org "])
def test_right_password_proves_by_either_name(officer, name):
    assert log_in.prove(name=name, password=PASSWORD) == officer


@pytest.mark.parametrize("name", ["jessica", "nobody-assists"])
def test_locks_do_not_tell_an_account_from_a_name_that_nobody_has(db, name):
    User.objects.create_user(email="j@example.org", username="jessica", password=PASSWORD)
    fail(5, name)
    assert fail(2, name.replace("ss", "ß")) == [None, None]
    assert fail(2, name.replace("s", "ſ")) == [None, None]


def test_verified_further_address_proves(officer):
    EmailAddress.objects.create(user=officer, email="other@example.org", verified=True)
    assert log_in.prove(name="other@example.org", password=PASSWORD) == officer


def test_unverified_further_address_proves_nobody(officer):
    EmailAddress.objects.create(user=officer, email="other@example.org", verified=False)
    assert log_in.prove(name="other@example.org", password=PASSWORD) is None


def test_right_password_is_refused_after_five_failures(officer):
    assert fail(5) == [None] * 5
    with pytest.raises(log_in.LogInLocked):
        log_in.prove(name="officer", password=PASSWORD)


def test_both_names_are_one_account(officer):
    fail(3, "officer")
    fail(2, "officer@example.org")
    with pytest.raises(log_in.LogInLocked):
        log_in.prove(name="officer", password=PASSWORD)


def test_failures_of_one_do_not_lock_another(officer, colleague):
    fail(5)
    assert log_in.prove(name="colleague", password=PASSWORD) == colleague


def test_failures_count_for_fifteen_minutes_each(officer, time_machine):
    """Four at the end of one quarter of an hour and one at the start of the next are five in it."""
    time_machine.move_to(datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC), tick=False)
    fail(1)
    time_machine.shift(14 * 60)
    fail(3)
    time_machine.shift(61)
    fail(1)
    assert locked_until(officer) is None
    fail(1)
    assert locked_until(officer) == datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=15)


def test_right_password_forgets_the_failures(officer):
    fail(4)
    assert log_in.prove(name="officer", password=PASSWORD) == officer
    assert not LogInGuard.objects.exists()


def test_fifth_attempt_may_be_right(officer):
    fail(4)
    assert log_in.prove(name="officer", password=PASSWORD) == officer
    assert not AuditEvent.objects.filter(action=Action.LOCKED).exists()


def test_unknown_name_locks_too(officer):
    assert fail(5, "nobody") == [None] * 5
    with pytest.raises(log_in.LogInLocked):
        fail(1, "Nobody ")


def test_guard_names_nobody(officer):
    fail(1)
    fail(1, "nobody")
    keys = list(LogInGuard.objects.values_list("key", flat=True))
    assert [len(key) for key in keys] == [64, 64]
    assert not any("officer" in key or "nobody" in key for key in keys)


def test_lock_ends_after_fifteen_minutes(officer, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC), tick=False)
    fail(5)
    assert locked_until(officer) == datetime.datetime(2026, 3, 2, 9, 15, tzinfo=datetime.UTC)
    time_machine.shift(15 * 60 - 1)
    with pytest.raises(log_in.LogInLocked):
        fail(1)
    time_machine.shift(1)
    assert locked_until(officer) is None
    assert fail(4) == [None] * 4
    assert log_in.prove(name="officer", password=PASSWORD) == officer


def test_old_failures_do_not_count(officer, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC), tick=False)
    fail(4)
    time_machine.shift(15 * 60)
    fail(4)
    assert log_in.prove(name="officer", password=PASSWORD) == officer


def test_limits_are_settings(officer, settings):
    settings.LOGIN_FAILURES_ALLOWED = 2
    fail(2)
    with pytest.raises(log_in.LogInLocked):
        fail(1)


def test_failures_and_the_lock_are_recorded(officer):
    fail(5)
    with pytest.raises(log_in.LogInLocked):
        fail(1)
    one = str(officer.pk)
    failures = [("account.log_in_failed", one, "password")] * 5
    assert trail() == [*failures, ("account.locked", one, ""), ("account.log_in_failed", one, "locked")]


def test_what_was_typed_is_recorded_nowhere(officer):
    fail(1, "secret-typed-in-the-wrong-field")
    event = AuditEvent.objects.get(action=Action.LOG_IN_FAILED)
    assert (event.object_type, event.object_id, event.reason, event.changes) == ("", "", "password", {})


def test_disabled_account_is_recorded(officer):
    officer.status = "disabled"
    officer.save()
    log_in.prove(name="officer", password=PASSWORD)
    assert trail() == [("account.log_in_failed", str(officer.pk), "inactive")]


def test_asking_again_counts_like_a_log_in(officer):
    assert log_in.prove_again(user=officer, password=PASSWORD)
    assert [log_in.prove_again(user=officer, password=WRONG) for _ in range(5)] == [False] * 5
    with pytest.raises(log_in.LogInLocked):
        log_in.prove(name="officer", password=PASSWORD)


def test_failure_that_cannot_be_recorded_is_counted(officer, monkeypatch):
    monkeypatch.setattr("accounts.audit.record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        fail(1)
    assert len(LogInGuard.objects.get().failures) == 1


@pytest.mark.parametrize("who", ["supervisor", "district", "administrator"])
def test_lock_is_lifted_by(officer, who, request):
    by = request.getfixturevalue(who)
    fail(5)
    unlock(user=officer, by=by)
    assert log_in.prove(name="officer", password=PASSWORD) == officer
    event = AuditEvent.objects.get(action=Action.UNLOCKED)
    assert (event.actor_id, event.object_id) == (str(by.pk), str(officer.pk))


@pytest.mark.parametrize("who", ["colleague", "supervisor_b", "analyst", "auditor", "citizen", "officer"])
def test_lock_is_not_lifted_by(officer, who, request):
    fail(5)
    with pytest.raises(PermissionDenied):
        unlock(user=officer, by=request.getfixturevalue(who))
    assert locked_until(officer) is not None
    assert not AuditEvent.objects.filter(action=Action.UNLOCKED).exists()


def test_nobody_lifts_their_own_lock(supervisor, administrator):
    assert not may_unlock(supervisor, supervisor)
    assert not may_unlock(administrator, administrator)


def test_citizen_is_unlocked_by_an_administrator_alone(citizen, supervisor, administrator):
    assert not may_unlock(supervisor, citizen)
    assert may_unlock(administrator, citizen)


def test_unlock_without_failures_is_no_act(officer, supervisor):
    unlock(user=officer, by=supervisor)
    assert not AuditEvent.objects.filter(action=Action.UNLOCKED).exists()


def test_old_counts_are_deleted_and_locks_kept(officer, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC), tick=False)
    fail(1, "nobody")
    time_machine.shift(10 * 60)
    fail(5)
    time_machine.shift(6 * 60)
    assert log_in.forget_failures() == 1
    assert locked_until(officer) is not None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_at_once_five_passwords_are_checked(officer, monkeypatch):
    checked = []
    monkeypatch.setattr(User, "check_password", lambda self, raw: bool(checked.append(raw)))
    answers = []

    def attempt() -> None:
        try:
            answers.append(log_in.prove(name="officer", password=WRONG))
        except log_in.LogInLocked:
            answers.append("locked")
        finally:
            connection.close()

    def attempts() -> None:
        for _ in range(10):
            attempt()

    threads = [threading.Thread(target=attempts) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(checked) == 5
    assert (answers.count(None), answers.count("locked")) == (5, 195)
    assert AuditEvent.objects.filter(action=Action.LOCKED).count() == 1


def test_unknown_and_locked_names_take_as_long_as_known_ones(officer, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.LOGIN_FAILURES_ALLOWED = 20
    officer.set_password(PASSWORD)
    officer.save()

    def seconds(name: str) -> float:
        # Of the processor: other tests run beside this one.
        begin = time.process_time()
        with contextlib.suppress(log_in.LogInLocked):
            log_in.prove(name=name, password=WRONG)
        return time.process_time() - begin

    settings.LOGIN_FAILURES_ALLOWED = 1
    seconds("locked")
    settings.LOGIN_FAILURES_ALLOWED = 100
    names = ["officer", "officer@example.org", "nobody", "nobody@example.org", "locked"]
    times = {name: [] for name in names}
    for _ in range(15):
        for name in names:
            times[name].append(seconds(name))
    medians = {name: statistics.median(values) for name, values in times.items()}
    assert max(medians.values()) < 1.25 * min(medians.values()), medians
