"""The audit log, the trails of single records, and the chain."""

from . import oracle
from .cast import Actor
from .row import Row


def _told_to_auditors(actor: Actor, thing: str, field: str) -> bool:
    """Who reads the whole log knows acts, their reasons and the crime ID, and no content."""
    return oracle.letter(actor, "audit.read") == "N" and field in ("reason", "crime ID")


AUDIT = [
    Row("accounts:audit", "GET", "audit.read", tells=_told_to_auditors),
    Row("accounts:audit", "POST", "audit.read", status=302, body={}),
    Row("accounts:audit_csv", "GET", "audit.read", tells=_told_to_auditors),
    Row("api-audit", "GET", "audit.read", tells=_told_to_auditors),
    Row("records:trail", "GET", "audit.read", on="trail", tells=_told_to_auditors),
    Row("records:trail_csv", "GET", "audit.read", on="trail", tells=_told_to_auditors),
    Row("records:trail_pdf", "GET", "audit.read", on="trail", few=True, tells=_told_to_auditors),
    Row("api-record-trail", "GET", "audit.read", on="trail", tells=_told_to_auditors),
    Row("accounts:chain", "GET", "audit.verify"),
    Row("accounts:chain", "POST", "audit.verify", status=302, body={}),
    Row("accounts:chain_check", "GET", "audit.verify", on="check"),
]
