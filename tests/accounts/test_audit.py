import datetime
import itertools

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts import audit
from accounts.models import AuditEvent
from tests.audit_table import lifted


@pytest.fixture
def events(officer):
    """Three sealed events and what came before them."""
    for number in range(3):
        audit.record(audit.Action.LOG_IN, by=officer, obj=officer, changes={"n": [None, number]})
    audit.seal()
    return list(AuditEvent.objects.order_by("sequence"))


def rewrite(event: AuditEvent, **values: object) -> None:
    with lifted():
        AuditEvent.objects.filter(pk=event.pk).update(**values)


def test_record_says_who_where_and_under_which_posting(officer, station_a):
    event = audit.record(audit.Action.LOG_IN, by=officer, obj=station_a)
    assert (event.actor_label, event.posting) == ("Officer", "Officer, Sta station")
    assert (event.object_type, event.object_id) == ("accounts.Station", str(station_a.pk))
    assert event.sequence is None


def test_record_of_an_unknown_action_is_refused(officer):
    with pytest.raises(ValueError, match="invented"):
        audit.record("invented.act", by=officer)


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_is_refused():
    with pytest.raises(ValueError, match="transaction"):
        audit.record(audit.Action.LOG_IN, by=None)
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_event_of_a_failed_act_is_rolled_back():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(audit.Action.LOG_IN, by=None)
        raise ZeroDivisionError
    assert not AuditEvent.objects.exists()


def test_canonical_form_is_fixed():
    event = AuditEvent(
        occurred_at=datetime.datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=datetime.UTC),
        action="account.log_in",
        actor_label="Zoë",
        outcome="ok",
        changes={"b": [1, None], "a": ["ü"]},
    )
    assert audit.canonical(event).decode() == (
        '{"action":"account.log_in","actor_id":"","actor_label":"Zoë","changes":{"a":["ü"],"b":[1,null]},'
        '"object_id":"","object_type":"","occurred_at":"2026-03-01T12:00:00.000005+00:00","outcome":"ok",'
        '"posting":"","reason":"","source":"","station_id":""}'
    )
    # Computed once by hand with sha256sum over the same bytes.
    assert (
        audit.chain_hash("0" * 64, 1, event)
        == "144df8bce374470ec09978b0a33b1bbbd7f451a60e96d8ede00add776474fe14"
    )


def test_seal_chains_in_order_and_once(events):
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert events[0].previous_hash == audit.GENESIS
    assert all(later.previous_hash == earlier.hash for earlier, later in itertools.pairwise(events))
    assert audit.seal() == 0


def test_verify_holds_on_an_untouched_chain(events):
    assert audit.verify() == audit.Verdict(len(events))


def test_verify_finds_an_edited_event(events):
    rewrite(events[-2], actor_label="Someone else")
    assert audit.verify().broken_at == events[-2].sequence


def test_verify_finds_an_edited_action(events):
    rewrite(events[-2], action="account.log_out")
    assert audit.verify().broken_at == events[-2].sequence


def test_verify_finds_a_deleted_event(events):
    with lifted():
        events[-2].delete()
    assert audit.verify().broken_at == events[-1].sequence - 1


def test_verify_finds_swapped_events(events):
    first, second = events[-2], events[-1]
    rewrite(first, sequence=10_000)
    rewrite(second, sequence=first.sequence)
    rewrite(first, sequence=second.sequence)
    assert audit.verify().broken_at == first.sequence


def test_verify_audit_exits_with_the_first_broken_event(events):
    rewrite(events[0], reason="changed")
    with pytest.raises(CommandError, match="Event 1 does not hold"):
        call_command("verify_audit")


def test_verify_audit_never_seals(officer, capsys):
    call_command("verify_audit")
    waiting = audit.unsealed()
    assert capsys.readouterr().out == f"0 events verified, {waiting} not yet sealed.\n"
    assert waiting > 0
