from django.contrib import admin

from ..models import AuditEvent
from .base import ReadOnlyAdmin


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """The chain's own facts. What was done to whom is read by auditors, not in the admin."""

    list_display = ["sequence", "occurred_at", "action", "outcome", "hash"]
    list_filter = ["action", "outcome"]
    fields = ["sequence", "occurred_at", "action", "outcome", "previous_hash", "hash"]
