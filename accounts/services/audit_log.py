"""Reading the audit log and taking it away are acts."""

from django.db import models, transaction

from .. import audit
from ..models import User


@transaction.atomic
def audit_read(
    *, filters: dict[str, str], by: User, obj: models.Model | None = None, reason: str = ""
) -> None:
    """Note that `by` read the log as narrowed by `filters`, or the trail of `obj`."""
    audit.record(audit.Action.AUDIT_READ, by=by, obj=obj, reason=reason, changes=_asked(filters))


@transaction.atomic
def audit_exported(*, filters: dict[str, str], by: User) -> None:
    """Note that `by` took the log away as a file."""
    audit.record(audit.Action.AUDIT_EXPORTED, by=by, changes=_asked(filters))


def _asked(filters: dict[str, str]) -> dict[str, list]:
    return {name: [None, value] for name, value in filters.items()}
