import datetime
import itertools
import json
from pathlib import Path

import pytest
from django.db import transaction

from accounts import audit, audit_chain
from accounts.models import AuditEvent

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def events(officer):
    """Three sealed events and what came before them."""
    for number in range(3):
        audit.record(audit.Action.LOG_IN, by=officer, obj=officer, changes={"n": [None, number]})
    audit.seal()
    return list(AuditEvent.objects.order_by("sequence"))


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


def test_canonical_form_of_what_is_sealed_never_changes():
    golden = json.loads((GOLDEN / "audit_event.json").read_text())
    golden["occurred_at"] = datetime.datetime.fromisoformat(golden["occurred_at"])
    content = [golden[name] for name in audit_chain.SEALED_FIELDS]
    assert audit_chain.canonical(content) == (GOLDEN / "audit_event.canonical").read_bytes()
    # Made with sha256sum over the previous hash, the place and those bytes.
    expected = (GOLDEN / "audit_event.sha256").read_text().strip()
    assert audit_chain.chain_hash(golden["previous_hash"], golden["sequence"], content) == expected


def test_canonical_form_is_the_same_after_the_database(officer):
    event = audit.record(audit.Action.LOG_IN, by=officer, changes={"ü": [1.5, None], "a": ["\u202e"]})
    written = [getattr(event, name) for name in audit_chain.SEALED_FIELDS]
    [stored] = AuditEvent.objects.filter(pk=event.pk).values_list(*audit_chain.SEALED_FIELDS)
    assert audit_chain.canonical(stored) == audit_chain.canonical(written)


def test_seal_chains_in_order_and_once(events):
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert events[0].previous_hash == audit.GENESIS
    assert all(later.previous_hash == earlier.hash for earlier, later in itertools.pairwise(events))
    assert audit.seal() == 0


def test_digest_tells_equal_from_changed_and_nothing_else(settings):
    first = audit.digest("Stabbed at the quay")
    assert first == audit.digest("Stabbed at the quay") != audit.digest("Stabbed at the mill")
    assert first.startswith("hmac-sha256:")
    assert len(first) == 76
    settings.IDENTIFIER_KEY = "another key"
    assert audit.digest("Stabbed at the quay") != first


def test_digest_of_nothing_is_nothing():
    assert audit.digest(None) is None


def test_record_keeps_control_characters_and_shows_them_escaped(officer):
    event = audit.record(audit.Action.LOG_IN, by=officer, reason="a\nb", object_id="1\r\nfake \x1b[31m")
    event.refresh_from_db()
    assert (event.reason, event.object_id) == ("a\nb", "1\r\nfake \x1b[31m")
    assert str(event).endswith("Officer account.log_in 1\\r\\nfake \\x1b[31m")


def test_record_shows_what_no_database_holds(officer):
    event = audit.record(audit.Action.LOG_IN, by=officer, reason="a\0b", changes={"x\0": [None, ["\ud800"]]})
    event.refresh_from_db()
    assert (event.reason, event.changes) == ("a␀b", {"x␀": [None, ["\\ud800"]]})


def test_record_fits_long_labels_into_their_columns(officer):
    event = audit.record(audit.Action.LOG_IN, by=officer, object_id="9" * 200)
    assert event.object_id == "9" * 60
