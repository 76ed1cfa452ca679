"""Verifying the audit chain by hand: asked for on a page and done by a worker, or done by a command."""

import datetime
import logging

from django.db import transaction
from django.utils import timezone

from .. import audit
from ..models import AuditEvent, ChainCheck, CheckStatus, User

logger = logging.getLogger(__name__)
# A verification writes down how far it is every few thousand events; one that is silent for so long is lost.
LOST_AFTER = datetime.timedelta(minutes=5)


@transaction.atomic
def ask_for_check(*, by: User) -> ChainCheck:
    """Begin a verification, or join the one that is under way."""
    newest = ChainCheck.objects.select_for_update().first()
    if newest is not None and newest.is_under_way:
        if newest.updated_at > timezone.now() - LOST_AFTER:
            return newest
        _end(newest, CheckStatus.FAILED, finding="Its worker ended.")
    check = ChainCheck.objects.create(asked_by=by)
    audit.record(audit.Action.AUDIT_VERIFIED, by=by, obj=check)
    transaction.on_commit(lambda: _send(check))
    return check


def run_check(*, check: ChainCheck) -> None:
    """Verify the whole chain and keep the verdict; how far it is can be read meanwhile."""
    check.status = CheckStatus.RUNNING
    check.total = AuditEvent.objects.exclude(sequence=None).count()
    check.save(update_fields=["status", "total", "updated_at"])
    try:
        verdict = audit.verify(progress=lambda checked: _note(check, checked))
    except Exception as error:
        logger.exception("Verification %s ended with an error", check.pk)
        _end(check, CheckStatus.FAILED, finding=f"{type(error).__name__}: {error}")
        return
    _decide(check, verdict)


def keep_verdict(*, verdict: audit.Verdict) -> ChainCheck:
    """Keep what a verification by command found, for the page that tells of the chain."""
    check = ChainCheck(total=verdict.checked)
    _decide(check, verdict)
    return check


def _decide(check: ChainCheck, verdict: audit.Verdict) -> None:
    head = AuditEvent.objects.filter(sequence=verdict.checked).values_list("hash", flat=True).first()
    check.checked, check.head, check.holds = verdict.checked, head or "", verdict.holds
    _end(check, CheckStatus.DONE, finding="" if verdict.holds else f"{verdict.named}: {verdict.reason}")


def _note(check: ChainCheck, checked: int) -> None:
    check.checked = checked
    check.save(update_fields=["checked", "updated_at"])


def _end(check: ChainCheck, status: CheckStatus, *, finding: str) -> None:
    check.status, check.finding, check.finished_at = status, finding, timezone.now()
    check.save()


def _send(check: ChainCheck) -> None:
    from ..tasks import verify_audit_chain

    verify_audit_chain.delay(check.pk)
