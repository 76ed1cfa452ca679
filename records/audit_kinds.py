"""Records and people as the audit log speaks of them."""

from django.urls import reverse

from accounts.audit_kinds import Kind, register
from accounts.models import User
from accounts.permissions import has_permission

from .choices import GrantKind
from .models import CrimeRecord, Involvement, Person

RECORD, PERSON = CrimeRecord._meta.label, Person._meta.label


class RecordKind(Kind):
    def readable(self, ids: set[str], user: User) -> set[str]:
        found = CrimeRecord.objects.visible_to(user).filter(pk__in=ids)
        return {str(pk) for pk in found.values_list("pk", flat=True)}

    def names(self, ids: set[str]) -> dict[str, str]:
        found = CrimeRecord.objects.filter(pk__in=ids).exclude(crime_id=None)
        return {str(pk): crime_id for pk, crime_id in found.values_list("pk", "crime_id")}

    def closed(self, user: User) -> set[str]:
        """Records that a denial closes to the user: who is kept out learns nothing of them."""
        denials = user.access_grants.in_force().filter(kind=GrantKind.DENY)
        return {str(pk) for pk in denials.values_list("record", flat=True)}

    def url(self, object_id: str) -> str:
        return reverse("records:trail", args=[object_id])

    def trail_url(self, object_id: str) -> str:
        return self.url(object_id)

    def find(self, text: str, user: User) -> str | None:
        """By crime ID, for those who may read the record or the whole log; by number, for everyone."""
        records = CrimeRecord.objects.all()
        if not has_permission(user, "audit.terms"):
            records = records.visible_to(user)
        pk = records.filter(crime_id=text.upper()).values_list("pk", flat=True).first()
        return str(pk) if pk else super().find(text, user)


class PersonKind(Kind):
    """People have no name here: what is said of someone is read in the register, for a reason."""

    def readable(self, ids: set[str], user: User) -> set[str]:
        found = Person.objects.visible_to(user).filter(pk__in=ids)
        return {str(pk) for pk in found.values_list("pk", flat=True)}

    def related(self, object_id: str, user: User) -> dict[str, set[str]]:
        """The records that name the person: those whose people the user may read; for auditors all."""
        parts = Involvement.objects.filter(person=object_id)
        if not has_permission(user, "audit.terms"):
            parts = parts.filter(record__in=CrimeRecord.objects.naming_people_to(user))
        return {RECORD: {str(pk) for pk in parts.values_list("record", flat=True)}}


def register_kinds() -> None:
    register(RecordKind(RECORD), PersonKind(PERSON))
