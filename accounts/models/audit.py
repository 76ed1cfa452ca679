"""What was done, by whom, to what. Written by `accounts.audit` alone; never changed, never deleted."""

from django.db import models

from ..querysets import AuditEventQuerySet


class AuditEvent(models.Model):
    """One act. Sequence and hashes are empty until `accounts.audit.seal` chains the event.

    Actor and object are stored as text, without foreign keys: the log outlives what it speaks of.
    """

    occurred_at = models.DateTimeField()
    action = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(max_length=150)
    posting = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=80, blank=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    station_id = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict)
    sequence = models.PositiveBigIntegerField(null=True, unique=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            # One object's trail.
            models.Index(fields=["object_type", "object_id", "id"], name="audit_object"),
            # One person's own acts, with what else is asked of them.
            models.Index(
                fields=["actor_id", "id", "station_id", "action", "outcome", "occurred_at"],
                name="audit_by_actor",
            ),
            # What happened at one station.
            models.Index(fields=["station_id", "id"], name="audit_station"),
            # The same by kind of act, and by outcome; each holds the other, so that both are looked at there.
            models.Index(fields=["station_id", "action", "id", "outcome"], name="audit_station_action"),
            models.Index(fields=["station_id", "outcome", "id", "action"], name="audit_station_outcome"),
            # One kind of act.
            models.Index(fields=["action", "id"], name="audit_action"),
            # A stretch of time.
            models.Index(fields=["occurred_at"], name="audit_occurred"),
            # What waits for its seal: few, and looked for every ten seconds.
            models.Index(fields=["id"], condition=models.Q(sequence=None), name="audit_unsealed"),
            # What was refused or failed: few among the many that were done.
            models.Index(fields=["outcome", "id"], name="audit_outcome"),
        ]

    def __str__(self) -> str:
        line = f"{self.occurred_at:%Y-%m-%d %H:%M:%S} {self.actor_label} {self.action} {self.object_id}"
        # One event is one line: what would end it, or steer a terminal, is shown and not obeyed.
        return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)
