"""Configuration in the Django admin. Changes are audited; nothing here shows case content."""

from . import audit, keys, people, places, postings
from .base import AuditedAdmin, ReadOnlyAdmin, RecentProof, UndeletableInline

__all__ = [
    "AuditedAdmin",
    "ReadOnlyAdmin",
    "RecentProof",
    "UndeletableInline",
    "audit",
    "keys",
    "people",
    "places",
    "postings",
]
