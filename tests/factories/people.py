"""People in records, for tests."""

from records.models import CrimeRecord, Involvement, Person, PersonAlias, PersonIdentifier
from records.services import identifier


def make_person(
    given: str,
    family: str,
    *records: CrimeRecord,
    role: str = "suspect",
    alias: str = "",
    phone: str = "",
    **fields,
) -> Person:
    """Someone who has the same part in each of `records`."""
    person = Person.objects.create(given_names=given, family_name=family, **fields)
    for record in records:
        Involvement.objects.create(record=record, person=person, role=role)
    if alias:
        PersonAlias.objects.create(person=person, name=alias)
    if phone:
        digest = identifier.digest("phone", phone)
        PersonIdentifier.objects.create(
            person=person, kind="phone", encrypted=identifier.encrypt(phone), digest=digest
        )
    return person
