"""People and property in a record. Nothing here may ever be read by analytics."""

import datetime

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Lower, Replace

from accounts.models.base import Timestamped

from ..choices import InvolvementRole, PersonKind, PropertyKind, Sex
from .crime import CrimeRecord

# What separates the words of a name, beside blanks.
BREAKS = "-'’."


def words_of(*names: str) -> models.GeneratedField:
    """A column that the database keeps: the words of `names` in small letters, each after a blank.

    A search for the beginning of any word is then one comparison.
    """
    text = Concat(*(part for name in names for part in (Value(" "), F(name))))
    for mark in BREAKS:
        text = Replace(text, Value(mark), Value(" "))
    output = models.TextField()
    return models.GeneratedField(expression=Lower(text), output_field=output, db_persist=True)


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> "PersonQuerySet":
        """People involved in at least one record whose people `user` may read."""
        named = Involvement.objects.filter(
            person=models.OuterRef("pk"), record__in=CrimeRecord.objects.naming_people_to(user)
        )
        return self.filter(models.Exists(named))


class Person(Timestamped):
    kind = models.CharField(max_length=12, choices=PersonKind.choices, default=PersonKind.INDIVIDUAL)
    given_names = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120)
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date: datetime.date | None = models.DateField(null=True, blank=True)
    description = models.CharField(max_length=400, blank=True)
    words = words_of("family_name", "given_names")

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["family_name", "given_names"]
        indexes = [
            models.Index(fields=["family_name", "given_names"], name="person_name")
        ]  # exact name search

    def __str__(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()


class PersonAlias(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=240)
    words = words_of("name")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="person_alias_unique")]

    def __str__(self) -> str:
        return self.name


class PersonIdentifier(models.Model):
    """A phone number, document number …: stored encrypted, found by a keyed hash of its normal form."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.SlugField(max_length=24)
    encrypted = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "digest"], name="person_identifier_unique")
        ]
        indexes = [models.Index(fields=["kind", "digest"], name="person_identifier_digest")]  # exact search

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Involvement(models.Model):
    """A person's part in a record. Accused are numbered A1, A2 …"""

    record = models.ForeignKey(CrimeRecord, on_delete=models.CASCADE, related_name="involvements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="involvements")
    role = models.CharField(max_length=12, choices=InvolvementRole.choices)
    serial = models.CharField(max_length=6, blank=True)

    class Meta:
        ordering = ["record", "id"]
        constraints = [
            models.UniqueConstraint(fields=["record", "person", "role"], name="involvement_unique")
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person}"


class Property(models.Model):
    record = models.ForeignKey(CrimeRecord, on_delete=models.CASCADE, related_name="property")
    kind = models.CharField(max_length=8, choices=PropertyKind.choices, default=PropertyKind.ITEM)
    description = models.CharField(max_length=200)
    plate = models.CharField(max_length=16, blank=True)
    serial_number = models.CharField(max_length=60, blank=True)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name_plural = "property"
        ordering = ["record", "id"]
        indexes = [models.Index(fields=["plate"], condition=~models.Q(plate=""), name="property_plate")]

    def __str__(self) -> str:
        return self.description
