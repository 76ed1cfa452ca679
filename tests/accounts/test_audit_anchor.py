"""Anchors against someone who can rewrite the whole table."""

import base64
import json
import secrets

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from accounts import audit, audit_anchor, audit_chain, services, tasks
from accounts.audit_anchor import AnchorRefused
from accounts.models import AuditEvent
from tests.audit_table import lifted


@pytest.fixture
def events(officer, storage):
    """Seven sealed events: two of the cast, five log-ins."""
    for number in range(5):
        audit.record(audit.Action.LOG_IN, by=officer, obj=officer, changes={"n": [None, number]})
    audit.seal()
    return list(AuditEvent.objects.order_by("sequence"))


def other_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def rebuild_chain() -> None:
    """What a superuser does who edited events: unseal all, and seal again."""
    with lifted():
        AuditEvent.objects.update(sequence=None, previous_hash="", hash="")
    audit.seal()


def test_anchor_signs_the_head_and_lies_in_storage(events, storage):
    signed = services.anchor(by=None)
    assert (signed.sequence, signed.hash, signed.events) == (7, events[-1].hash, 7)
    stored = (storage / "audit/anchors/7.json").read_text()
    assert audit_anchor.read(stored) == signed
    assert audit.verify() == audit.Verdict(7, anchors=1)


def test_anchor_is_audited_after_the_head_that_it_signs(events):
    signed = services.anchor(by=None)
    event = AuditEvent.objects.get(action="audit.anchored")
    assert event.sequence is None
    assert event.changes["hash"] == [None, signed.hash]
    assert event.changes["put to"] == [None, "audit/anchors/7.json"]


def test_anchor_that_cannot_be_put_leaves_no_event(events):
    def fail(signed):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        services.anchor(by=None, put=fail)
    assert not AuditEvent.objects.filter(action="audit.anchored").exists()


def test_chain_with_a_gap_is_not_signed(events, storage):
    with lifted():
        events[2].delete()
    with pytest.raises(AnchorRefused, match="up to event 7 holds 6"):
        services.anchor(by=None)
    assert not storage.exists()


def test_verify_names_the_first_event_that_was_cut_off(events):
    services.anchor(by=None)
    with lifted():
        AuditEvent.objects.filter(sequence__gt=5).delete()
    verdict = audit.verify()
    assert (verdict.checked, verdict.broken_at) == (5, 6)
    assert "it was cut off" in verdict.reason


def test_verify_names_the_first_event_of_a_chain_cut_off_whole(events):
    services.anchor(by=None)
    with lifted():
        AuditEvent.objects.all().delete()
    assert audit.verify().broken_at == 1


@pytest.mark.parametrize("place", [1, 4, 7])
def test_rebuilt_chain_fails_against_the_anchor(events, place):
    services.anchor(by=None)
    with lifted():
        AuditEvent.objects.filter(sequence=place).update(actor_label="Someone else")
    rebuild_chain()
    verdict = audit.verify()
    assert (verdict.broken_at, verdict.checked) == (1, 6)
    assert "the chain was rebuilt from here or later" in verdict.reason


def test_chain_rebuilt_without_an_event_fails_against_the_anchor(events, officer):
    services.anchor(by=None)
    with lifted():
        events[3].delete()
    rebuild_chain()
    assert audit.verify().broken_at == 1


def test_anchors_tell_where_a_rebuilt_chain_begins_to_differ(events, officer):
    services.anchor(by=None)
    audit.record(audit.Action.LOG_OUT, by=officer)
    audit.seal()
    services.anchor(by=None)
    with lifted():
        AuditEvent.objects.filter(sequence=9).update(actor_label="Someone else")
    rebuild_chain()
    verdict = audit.verify()
    assert (verdict.broken_at, verdict.anchors) == (8, 2)
    assert "none before it goes beyond event 7" in verdict.reason


def test_rebuilt_chain_without_an_anchor_is_not_seen(events):
    with lifted():
        AuditEvent.objects.filter(sequence=4).update(actor_label="Someone else")
    rebuild_chain()
    assert audit.verify().holds


def test_anchor_of_another_key_is_refused(events, settings):
    settings.AUDIT_ANCHOR_KEY, own = other_key(), settings.AUDIT_ANCHOR_KEY
    services.anchor(by=None)
    settings.AUDIT_ANCHOR_KEY = own
    verdict = audit.verify()
    assert (verdict.broken_at, verdict.reason) == (7, "its anchor was not signed with the portal's key")


@pytest.mark.parametrize(
    "change", [{"hash": "f" * 64}, {"at": "2020-01-01"}, {"sequence": 6, "events": 6}, {"signature": "?"}]
)
def test_changed_anchor_is_refused(events, storage, change):
    services.anchor(by=None)
    path = storage / "audit/anchors/7.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert "not signed with the portal's key" in audit.verify().reason


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"sequence": 1}', "null"])
def test_file_that_is_no_anchor_is_refused(text):
    with pytest.raises(AnchorRefused, match="not an anchor"):
        audit_anchor.read(text)


def test_public_key_alone_verifies_and_cannot_sign(events, settings):
    settings.AUDIT_ANCHOR_PUBLIC_KEY = [audit_anchor.public_key_text()]
    services.anchor(by=None)
    settings.AUDIT_ANCHOR_KEY = ""
    assert audit.verify() == audit.Verdict(7, anchors=1)
    with pytest.raises(ImproperlyConfigured, match="AUDIT_ANCHOR_KEY"):
        services.anchor(by=None)


def test_anchors_without_any_key_are_not_believed(events, settings):
    services.anchor(by=None)
    settings.AUDIT_ANCHOR_KEY = ""
    assert "AUDIT_ANCHOR_PUBLIC_KEY is not set" in audit.verify().reason


def test_newest_anchors_are_those_that_reach_furthest(events, officer):
    for _ in range(4):
        services.anchor(by=None)
        audit.seal()
    assert [anchor.sequence for anchor in audit_anchor.newest(2)] == [9, 10]


def test_anchor_of_the_same_head_again_hides_no_later_one(events, storage):
    services.anchor(by=None)
    services.anchor(by=None)  # nothing was sealed meanwhile: the storage gives it another name
    audit.seal()
    services.anchor(by=None)
    assert len(list(storage.rglob("*.json"))) == 3
    assert [anchor.sequence for anchor in audit_anchor.newest(1)] == [9]
    assert audit.verify() == audit.Verdict(9, anchors=2)


def test_copies_of_an_old_anchor_hide_no_later_one(events, storage):
    services.anchor(by=None)
    audit.seal()
    services.anchor(by=None)
    folder = storage / "audit/anchors"
    for number in range(audit_anchor.NEWEST):
        (folder / f"{1000 + number}.json").write_text((folder / "7.json").read_text())
    verdict = audit.verify()
    assert (verdict.broken_at, verdict.holds) == (7, False)
    assert verdict.reason == "its anchor is stored under another name, 1000.json"


def test_forged_anchor_does_not_end_anchoring_in_silence(events, storage):
    folder = storage / "audit/anchors"
    folder.mkdir(parents=True)
    forged = {"sequence": 9_999, "events": 9_999, "hash": "0" * 64, "at": "now", "signature": ""}
    (folder / "9999.json").write_text(json.dumps(forged))
    with pytest.raises(AnchorRefused, match="not signed with the portal's key"):
        tasks.anchor_audit()


def test_hourly_task_anchors_what_was_sealed_since_and_no_more(events, officer, storage):
    tasks.anchor_audit()
    audit.seal()
    tasks.anchor_audit()  # nothing but the anchor's own event came
    assert sorted(path.name for path in storage.rglob("*.json")) == ["7.json"]
    audit.record(audit.Action.LOG_OUT, by=officer)
    audit.seal()
    tasks.anchor_audit()
    assert sorted(path.name for path in storage.rglob("*.json")) == ["7.json", "9.json"]


def test_hourly_task_mails_the_anchor(events, settings):
    settings.AUDIT_ANCHOR_EMAIL = "keeper@example.org"
    tasks.anchor_audit()
    [message] = mail.outbox
    assert message.to == ["keeper@example.org"]
    assert audit_anchor.read(message.body).sequence == 7


def test_hourly_task_leaves_anchoring_to_who_has_the_key(events, settings, storage):
    settings.AUDIT_ANCHOR_PUBLIC_KEY, settings.AUDIT_ANCHOR_KEY = [audit_anchor.public_key_text()], ""
    tasks.anchor_audit()
    assert not storage.exists()


# Later than the clock by which the events were written.
@time_machine.travel("2050-01-01T12:00:00Z", tick=False)
def test_anchor_audit_prints_and_verify_audit_takes_the_file(events, tmp_path, capsys):
    call_command("anchor_audit", file="-")
    printed = capsys.readouterr().out
    assert json.loads(printed)["at"] == "2050-01-01T12:00:00.000000+00:00"
    kept = tmp_path / "kept.json"
    kept.write_text(printed)
    call_command("verify_audit", anchor=[str(kept)])
    assert capsys.readouterr().out.startswith("7 events verified against 1 anchor.")
    with lifted():
        AuditEvent.objects.filter(sequence=7).delete()
    with pytest.raises(CommandError, match="Event 7 does not hold: it was cut off"):
        call_command("verify_audit", anchor=[str(kept)])


def test_anchor_audit_writes_a_new_file_and_no_other(events, tmp_path, capsys):
    target = tmp_path / "head.json"
    call_command("anchor_audit", file=str(target))
    assert capsys.readouterr().out == "Event 7 anchored.\n"
    written = target.read_text()
    with pytest.raises(CommandError, match="File exists"):
        call_command("anchor_audit", file=str(target))
    assert target.read_text() == written


def test_anchor_audit_mails(events):
    call_command("anchor_audit", email="keeper@example.org", verbosity=0)
    assert mail.outbox[0].subject == "Audit anchor 7"


@pytest.mark.django_db
def test_anchor_audit_says_that_nothing_is_sealed(storage):
    with pytest.raises(CommandError, match="Nothing is sealed yet"):
        call_command("anchor_audit")
    assert not AuditEvent.objects.exists()


def test_anchor_audit_prints_the_public_key(capsys):
    call_command("anchor_audit", public_key=True)
    assert capsys.readouterr().out == audit_anchor.public_key_text() + "\n"


def test_verify_audit_refuses_a_file_that_is_no_anchor(events, tmp_path):
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(CommandError, match="not an anchor"):
        call_command("verify_audit", anchor=[str(tmp_path / "other.json")])


def test_genesis_is_the_head_of_nothing(db):
    assert audit_chain.head() == (0, "0" * 64)
