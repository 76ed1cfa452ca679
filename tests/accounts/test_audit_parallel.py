"""Sealers, verifiers and writers at the same time, each with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts import audit, audit_chain
from accounts.models import AuditEvent

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(*acts: Callable[[], object]) -> list[object]:
    """What the acts return, done side by side."""

    def apart(act: Callable[[], object]) -> object:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(apart, acts))


def write(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            audit.record(audit.Action.LOG_IN, by=None, object_id=str(number))


def test_two_sealers_chain_each_event_once(storage, monkeypatch):
    monkeypatch.setattr(audit_chain, "SEAL_CHUNK", 10)
    write(200)
    sealed = together(audit.seal, audit.seal, audit.seal)
    assert sum(sealed) == 200
    assert audit.verify() == audit.Verdict(200)


def test_sealers_and_verifiers_do_not_disturb_writers(storage, monkeypatch):
    monkeypatch.setattr(audit_chain, "SEAL_CHUNK", 5)
    write(20)

    def seal_often() -> None:
        for _ in range(20):
            audit.seal()

    def verify_often() -> bool:
        return all(audit.verify().holds for _ in range(20))

    results = together(
        seal_often, seal_often, verify_often, verify_often, lambda: write(60), lambda: write(60)
    )
    assert results[2:4] == [True, True]
    audit.seal()
    assert audit.verify() == audit.Verdict(140)


def test_event_that_commits_late_is_sealed_after_those_that_did_not_wait(storage):
    """Its lower id was given before; the chain takes it in the order of sealing, and holds."""
    with transaction.atomic():
        late = audit.record(audit.Action.IMPORTED, by=None)
        together(lambda: write(1), audit.seal)
        together(audit.seal)
    assert audit.seal() == 1
    assert list(AuditEvent.objects.order_by("sequence").values_list("id", flat=True)) == [
        late.pk + 1,
        late.pk,
    ]
    assert audit.verify().holds
