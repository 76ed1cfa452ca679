"""The state of the audit chain, and a verification asked for by hand."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts import audit, audit_anchor, audit_chain, services, tasks
from accounts.models import AuditEvent, ChainCheck
from tests.audit_table import lifted

CHAIN = "/audit/chain/"


@pytest.fixture
def sent(monkeypatch):
    """Checks that were handed to a worker."""
    handed: list[int] = []
    monkeypatch.setattr(tasks.verify_audit_chain, "delay", handed.append)
    return handed


@pytest.fixture
def sealed(officer):
    audit.seal()
    return audit_chain.head()


@pytest.mark.parametrize("name", ["auditor", "administrator"])
def test_chain_page_tells_its_head(browse, request, name, sealed):
    user = request.getfixturevalue(name)
    audit.seal()
    sequence, head = audit_chain.head()
    response = browse(user).get(CHAIN)
    assert (response.context["sequence"], response.context["head"]) == (sequence, head)
    assert head.encode() in response.content


@pytest.mark.parametrize("name", ["supervisor", "district", "officer", "analyst", "custodian", "citizen"])
def test_chain_page_is_refused_to_others(browse, request, name, sent):
    page = browse(request.getfixturevalue(name))
    assert page.get(CHAIN).status_code == 403
    assert page.post(CHAIN).status_code == 403
    assert not ChainCheck.objects.exists()


def test_administrator_finds_no_event_on_the_chain_page(browse, administrator, officer):
    audit.record(audit.Action.CONFIGURED, by=officer, reason="Told to auditors only")
    content = browse(administrator).get(CHAIN).content
    assert b"Told to auditors only" not in content
    assert b'href="/audit/"' not in content


def test_late_sealing_is_an_alarm(browse, auditor, time_machine):
    audit.seal()
    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=2))
    audit.record(audit.Action.LOG_IN, by=auditor)
    time_machine.move_to(timezone.now() + datetime.timedelta(seconds=61))
    response = browse(auditor).get(CHAIN)
    assert response.context["sealing_is_late"]
    assert response.context["unsealed"] >= 1


def test_verification_is_asked_for_noted_and_sent(browse, auditor, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert browse(auditor).post(CHAIN).status_code == 302
    check = ChainCheck.objects.get()
    assert (check.asked_by, check.status, sent) == (auditor, "queued", [check.pk])
    assert AuditEvent.objects.filter(action="audit.verified", actor_id=str(auditor.pk)).count() == 1


def test_second_asking_joins_the_first(auditor, administrator, sent):
    first = services.ask_for_check(by=auditor)
    assert services.ask_for_check(by=administrator) == first


def test_check_whose_worker_died_gives_way_to_a_new_one(auditor, time_machine, sent):
    lost = services.ask_for_check(by=auditor)
    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=6))
    new = services.ask_for_check(by=auditor)
    lost.refresh_from_db()
    assert new != lost
    assert (lost.status, lost.finding) == ("failed", "Its worker ended.")


def test_whole_chain_is_found_to_hold(auditor, sent):
    check = services.ask_for_check(by=auditor)
    audit.seal()
    tasks.verify_audit_chain(check.pk)
    check.refresh_from_db()
    assert (check.status, check.holds, check.finding) == ("done", True, "")
    assert (check.checked, check.head) == audit_chain.head()


def test_edited_event_is_named_on_the_page(browse, auditor, sent):
    check = services.ask_for_check(by=auditor)
    audit.seal()
    with lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_auditevent SET reason = 'forged' WHERE sequence = 2")
    services.run_check(check=check)
    check.refresh_from_db()
    assert (check.holds, check.checked) == (False, 1)
    assert check.finding.startswith("Event 2: ")
    assert check.finding.encode() in browse(auditor).get(CHAIN).content


def test_verification_that_fails_says_why(auditor, sent, monkeypatch):
    def broken(**_):
        raise OSError("disk")

    monkeypatch.setattr(audit, "verify", broken)
    check = services.ask_for_check(by=auditor)
    services.run_check(check=check)
    assert (check.status, check.holds, check.finding) == ("failed", None, "OSError: disk")


def test_progress_is_answered_as_json(browse, auditor):
    check = ChainCheck.objects.create(asked_by=auditor, status="running", total=200, checked=50)
    answer = browse(auditor).get(f"{CHAIN}checks/{check.pk}/").json()
    assert (answer["status"], answer["progress"]) == ("running", 25)
    assert answer["message"] == "50 of 200 events hold so far."


def test_anchor_that_holds_is_shown(browse, auditor, storage, sealed):
    audit.seal()
    sequence, head = audit_chain.head()
    audit_anchor.store(audit_anchor.sign(sequence=sequence, head=head, events=sequence))
    state = browse(auditor).get(CHAIN).context["anchor"]
    assert (state["holds"], state["anchor"].sequence) == (True, sequence)


def test_anchor_of_another_chain_does_not_hold(browse, auditor, storage, sealed):
    audit.seal()
    sequence, _ = audit_chain.head()
    audit_anchor.store(audit_anchor.sign(sequence=sequence, head="f" * 64, events=sequence))
    state = browse(auditor).get(CHAIN).context["anchor"]
    assert (state["holds"], state["problem"]) == (False, f"it signed another event {sequence}")


def test_page_says_plainly_that_nothing_was_verified(browse, auditor):
    content = browse(auditor).get(CHAIN).content
    assert b"Not verified yet." in content
    assert b"Holds" not in content


def test_page_tells_what_the_command_found(browse, auditor, sealed):
    call_command("verify_audit", stdout=io.StringIO())
    sequence, head = audit_chain.head()
    check = ChainCheck.objects.get()
    assert (check.asked_by, check.status, check.holds, check.finding) == (None, "done", True, "")
    assert (check.total, check.checked, check.head) == (sequence, sequence, head)
    content = browse(auditor).get(CHAIN).content.decode()
    assert "<code>manage.py verify_audit</code>, on the server" in content
    assert head in content


def test_page_tells_which_event_the_command_found_broken(browse, auditor, sealed):
    with lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_auditevent SET reason = 'forged' WHERE sequence = 2")
    with pytest.raises(CommandError, match="Event 2 does not hold"):
        call_command("verify_audit", stdout=io.StringIO())
    check = ChainCheck.objects.get()
    assert (check.asked_by, check.holds, check.checked) == (None, False, 1)
    assert check.finding == "Event 2: its content is not what was sealed"
    assert b"Does not hold" in browse(auditor).get(CHAIN).content
