"""The crime record and its offences."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Jurisdiction, Station, User
from accounts.models.base import Timestamped
from accounts.permissions import Access, station_ids

from ..choices import (
    BEFORE_REGISTRATION,
    Discovered,
    GrantKind,
    Precision,
    RecordKind,
    Sensitivity,
    Status,
    TimeKnown,
    VoidReason,
)
from ..querysets import CrimeRecordQuerySet
from .area import Area
from .category import OffenceCategory
from .importing import ImportBatch


class CrimeRecord(Timestamped):
    """What was reported, when and where it happened, and where the case stands.

    Times are UTC. Latitude and longitude are degrees WGS84; `grid_cell` is row * 65536 + column of the
    jurisdiction's metric grid; `h3_7` and `h3_9` are H3 indexes of the point.
    """

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="records")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="records", db_index=False)
    crime_id = models.CharField("crime ID", max_length=24, null=True, blank=True, unique=True)
    kind = models.CharField(max_length=8, choices=RecordKind.choices, default=RecordKind.FIR)
    title = models.CharField(max_length=160)
    occurred_from = models.DateTimeField(null=True, blank=True)
    occurred_to = models.DateTimeField(null=True, blank=True)
    time_known = models.CharField(max_length=8, choices=TimeKnown.choices, default=TimeKnown.EXACT)
    reported_at = models.DateTimeField(null=True, blank=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    discovered = models.CharField(max_length=8, choices=Discovered.choices, default=Discovered.REPORTED)
    address = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.NONE)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="records", db_index=False
    )
    grid_cell = models.IntegerField(null=True, blank=True)
    h3_7 = models.BigIntegerField(null=True, blank=True)
    h3_9 = models.BigIntegerField(null=True, blank=True)
    premises = models.CharField(max_length=80, blank=True)
    narrative = models.TextField(blank=True)
    modus_operandi = models.CharField(max_length=400, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT)
    investigator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="investigations",
    )
    sensitivity = models.CharField(max_length=10, choices=Sensitivity.choices, default=Sensitivity.NORMAL)
    source = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=64, blank=True)
    import_batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="records"
    )
    void_reason = models.CharField(max_length=10, choices=VoidReason.choices, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    objects = CrimeRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            # The list of a station, newest first.
            models.Index(fields=["station", "-id"], name="record_station"),
            # What waits at a station, and its list by status.
            models.Index(fields=["station", "status", "-id"], name="record_station_status"),
            # Statistics and training of one jurisdiction by time.
            models.Index(fields=["jurisdiction", "occurred_from"], name="record_occurred"),
            # Counts of an area by time.
            models.Index(fields=["area", "occurred_from"], name="record_area"),
            # What happened around a point.
            models.Index(fields=["h3_7"], name="record_h3_7"),
            models.Index(fields=["h3_9"], name="record_h3_9"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "source", "source_id"],
                condition=~Q(source=""),
                name="record_source_id_unique",
            ),
            models.CheckConstraint(
                # A comparison with NULL is unknown, which a check lets pass: what must be there is named.
                condition=Q(occurred_to__isnull=True)
                | Q(occurred_from__isnull=False, occurred_from__lte=F("occurred_to")),
                name="record_occurred_in_order",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="record_point_whole_or_absent",
            ),
            # A number is given at registration and stays; imported records have none.
            models.CheckConstraint(
                condition=~Q(status__in=BEFORE_REGISTRATION) | Q(crime_id=None),
                name="record_no_number_before_registration",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[*BEFORE_REGISTRATION, Status.VOIDED])
                | ~Q(crime_id=None)
                | ~Q(source=""),
                name="record_number_once_registered",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.VOIDED) | ~Q(void_reason="") | ~Q(import_batch=None),
                name="record_voided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.crime_id or f"{self.get_status_display()} {self.pk}"

    def is_own(self, user: User) -> bool:
        """Whether the record is the user's own entry or assigned to them."""
        return user.pk in {self.created_by_id, self.investigator_id}

    def access_for(self, user: User) -> Access:
        """What this record says of `user`, beside roles; `visible_to` says the same of many records."""
        kinds = set(self.access_grants.in_force().filter(user=user).values_list("kind", flat=True))
        if GrantKind.DENY in kinds:
            return Access.DENIED
        if GrantKind.ALLOW in kinds or self.investigator_id == user.pk:
            return Access.GRANTED
        closed = self._is_closed_to(user)
        if GrantKind.EMERGENCY in kinds:
            # An emergency gives reading; it takes nothing from whom the record is open to anyway.
            return Access.READING if closed else Access.GRANTED
        return Access.CLOSED if closed else Access.BY_SCOPE

    def _is_closed_to(self, user: User) -> bool:
        """Whether it is a draft or protected, and neither the user's entry nor theirs to decide on."""
        deciding = self.status == Status.SUBMITTED and self.station_id in station_ids(user, "record.register")
        if self.created_by_id == user.pk or deciding:
            return False
        return self.status == Status.DRAFT or self.sensitivity == Sensitivity.PROTECTED

    @property
    def principal_offence(self) -> "Offence | None":
        return next(iter(self.offences.all()), None)


class Offence(models.Model):
    """One offence of a record; the one with ordinal 1 is the principal offence, which statistics count."""

    record = models.ForeignKey(CrimeRecord, on_delete=models.CASCADE, related_name="offences", db_index=False)
    ordinal = models.PositiveSmallIntegerField(default=1)
    category = models.ForeignKey(OffenceCategory, on_delete=models.PROTECT, related_name="offences")
    act_section = models.CharField(max_length=80, blank=True)
    attempted = models.BooleanField(default=False)
    weapon = models.CharField(max_length=80, blank=True)
    method_of_entry = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["record", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["record", "ordinal"], name="offence_ordinal_unique")]

    def __str__(self) -> str:
        return f"{self.category} ({self.ordinal})"


class StatusEvent(models.Model):
    """One step of a record's life."""

    record = models.ForeignKey(CrimeRecord, on_delete=models.CASCADE, related_name="status_events")
    from_status = models.CharField(max_length=20, choices=Status.choices, blank=True)
    to_status = models.CharField(max_length=20, choices=Status.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["record", "id"]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"


class RegisterCounter(models.Model):
    """The last crime ID given by a station in a year; its row is locked while the next is taken."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "year"], name="register_counter_unique")]

    def __str__(self) -> str:
        return f"{self.station} {self.year}: {self.last}"
