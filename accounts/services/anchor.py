"""Anchoring the audit chain: its sealed head is signed and put where the database's writers cannot reach."""

from collections.abc import Callable

from django.core.mail import send_mail
from django.db import transaction

from .. import audit, audit_anchor, audit_chain
from ..audit_anchor import Anchor, AnchorRefused
from ..models import AuditEvent, User


@transaction.atomic
def anchor(*, by: User | None, put: Callable[[Anchor], str] = audit_anchor.store) -> Anchor | None:
    """Sign the head and `put` it somewhere (default: the storage); None when nothing is sealed.

    `put` returns where it put the anchor. The anchor's own event is written after the head that it signs.
    Raises ImproperlyConfigured where this process has no key to sign with, AnchorRefused when the chain
    has a gap: what is broken is not signed.
    """
    sequence, head = audit_chain.head()
    if sequence == 0:
        return None
    events = AuditEvent.objects.exclude(sequence=None).count()
    if events != sequence:
        raise AnchorRefused(f"the chain up to event {sequence} holds {events}: run verify_audit", sequence)
    signed = audit_anchor.sign(sequence=sequence, head=head, events=events)
    put_to = put(signed)
    changes = {"sequence": [None, sequence], "hash": [None, head], "put to": [None, put_to]}
    audit.record(audit.Action.AUDIT_ANCHORED, by=by, object_id=str(sequence), changes=changes)
    return signed


def anchor_if_changed(*, by: User | None, email: str = "") -> Anchor | None:
    """Anchor to the storage, and by mail, unless nothing but anchoring was sealed since the last time."""
    last = max((kept.sequence for kept in audit_anchor.newest(1)), default=0)
    since = AuditEvent.objects.filter(sequence__gt=last).exclude(action=audit.Action.AUDIT_ANCHORED)
    if not since.exists():
        return None
    signed = anchor(by=by)
    if signed is not None and email:
        mail_anchor(signed, email)
    return signed


def mail_anchor(signed: Anchor, address: str) -> str:
    """Send an anchor; returns the address."""
    send_mail(f"Audit anchor {signed.sequence}", signed.as_json(), None, [address])
    return address
