"""What an attacker with the database's own rights does to the log, and how `verify` names the first event."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import audit, audit_chain, audit_verify
from accounts.models import AuditEvent
from tests.audit_table import lifted

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def events(officer, storage):
    """Seven sealed events: two of the cast, five log-ins."""
    for number in range(5):
        audit.record(audit.Action.LOG_IN, by=officer, obj=officer, changes={"n": [None, number]})
    audit.seal()
    return list(AuditEvent.objects.order_by("sequence"))


def rewrite(event: AuditEvent, **values: object) -> None:
    with lifted():
        AuditEvent.objects.filter(pk=event.pk).update(**values)


def write(by, **values: object) -> AuditEvent:
    """An event as someone who writes to the table puts it in."""
    event = audit.record(audit.Action.LOG_IN, by=by)
    rewrite(event, **values)
    return event


def broken_at() -> int | None:
    return audit.verify().broken_at


def test_verify_holds_on_an_untouched_chain(events):
    assert audit.verify() == audit.Verdict(7)


@pytest.mark.parametrize("place", [1, 4, 7])
@pytest.mark.parametrize(
    "change",
    [
        {"actor_label": "Someone else"},
        {"action": "account.log_out"},
        {"changes": {}},
        {"occurred_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
        {"hash": "f" * 64},
        {"previous_hash": "f" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_verify_names_an_edited_event(events, place, change):
    rewrite(events[place - 1], **change)
    assert broken_at() == place


@pytest.mark.parametrize("place", [1, 4, 6])
def test_verify_names_a_deleted_event(events, place):
    with lifted():
        events[place - 1].delete()
    assert broken_at() == place


def test_verify_names_the_first_of_two_that_changed_places(events):
    second, fourth = events[1], events[3]
    rewrite(second, sequence=10_000)
    rewrite(fourth, sequence=second.sequence)
    rewrite(second, sequence=fourth.sequence)
    assert broken_at() == 2


def test_verify_names_the_first_of_two_that_changed_contents(events):
    rewrite(events[1], changes=events[3].changes)
    rewrite(events[3], changes=events[1].changes)
    assert broken_at() == 2


def test_verify_names_an_inserted_event(events, officer):
    for event in reversed(events[2:]):
        rewrite(event, sequence=event.sequence + 1)
    forged = write(officer, sequence=3, previous_hash=events[1].hash, hash="")
    [content] = AuditEvent.objects.filter(pk=forged.pk).values_list(*audit_chain.SEALED_FIELDS)
    rewrite(forged, hash=audit_chain.chain_hash(events[1].hash, 3, content))
    # The forged one continues the chain; the one that it pushed aside does not continue it.
    assert broken_at() == 4


def test_verify_names_an_event_at_a_place_of_its_own(events, officer):
    write(officer, sequence=0, previous_hash="0" * 64, hash="f" * 64)
    assert broken_at() == 1


def test_verify_names_an_unsealed_event_that_carries_a_hash(events, officer):
    forged = write(officer, hash="f" * 64)
    verdict = audit.verify()
    assert (verdict.broken_at, verdict.event_id) == (None, forged.pk)
    assert not verdict.holds


def test_verify_names_a_backdated_event_before_it_is_sealed(events, officer):
    forged = write(officer, occurred_at=timezone.now() - 2 * HOUR)
    assert audit.verify().event_id == forged.pk


def test_verify_names_a_backdated_event_after_it_was_sealed(events, officer):
    write(officer, occurred_at=timezone.now() - 2 * HOUR)
    audit.seal()
    assert broken_at() == 8


def test_verify_names_an_event_dated_ahead(events, officer):
    write(officer, occurred_at=timezone.now() + 2 * HOUR)
    audit.seal()
    assert broken_at() == 8


def test_verify_looks_behind_a_wrong_date(events, officer):
    write(officer, occurred_at=timezone.now() - 2 * HOUR)
    for _ in range(3):
        write(officer)
    audit.seal()
    assert audit.verify().checked == 11
    rewrite(AuditEvent.objects.get(sequence=10), reason="changed")
    verdict = audit.verify()
    assert (verdict.broken_at, verdict.checked) == (8, 9)
    assert verdict.reason.startswith("it was put in later")
    assert verdict.reason.endswith(". Event 10 does not hold either: its content is not what was sealed")


def test_verify_lets_clocks_differ(events, officer):
    write(officer, occurred_at=timezone.now() - HOUR / 2)
    audit.seal()
    assert audit.verify().holds


@pytest.mark.parametrize(("hours", "holds"), [(23, True), (25, False)])
def test_verify_waits_a_day_for_an_act_that_was_open_long(events, officer, hours, holds):
    """Its id was given when it was written, before those of shorter acts that were sealed meanwhile."""
    write(officer, id=0, occurred_at=timezone.now() - hours * HOUR)
    audit.seal()
    assert audit.verify().holds is holds


def test_verify_tells_how_far_it_is(events, monkeypatch):
    monkeypatch.setattr(audit_verify, "PAGE", 2)
    told = []
    audit.verify(progress=told.append)
    assert told == [2, 4, 6]


def test_verify_audit_exits_with_the_first_broken_event(events):
    rewrite(events[0], reason="changed")
    rewrite(events[2], reason="changed")
    with pytest.raises(CommandError, match="Event 1 does not hold: its content is not what was sealed"):
        call_command("verify_audit")


def test_verify_audit_never_seals_and_says_what_waits(events, officer, capsys):
    write(officer, occurred_at=timezone.now() - datetime.timedelta(seconds=90))
    call_command("verify_audit")
    first, second = capsys.readouterr().out.splitlines()
    assert first == "7 events verified against 0 anchors."
    assert second.startswith("1 not yet sealed, the oldest for 9")
    assert audit.unsealed() == 1


def test_verify_audit_prints_json(events, capsys):
    call_command("verify_audit", format="json")
    facts = json.loads(capsys.readouterr().out)
    assert facts == {
        "checked": 7,
        "broken_at": None,
        "reason": "",
        "event_id": None,
        "anchors": 0,
        "holds": True,
        "unsealed": 0,
        "oldest_unsealed": None,
    }


def test_verify_audit_prints_json_of_what_is_broken(events, capsys):
    rewrite(events[1], reason="changed")
    with pytest.raises(CommandError, match="Event 2"):
        call_command("verify_audit", format="json")
    facts = json.loads(capsys.readouterr().out)
    assert (facts["holds"], facts["checked"], facts["broken_at"]) == (False, 1, 2)
