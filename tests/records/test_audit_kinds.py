"""What the audit log may say of records and people, to whom."""

import pytest

from records.audit_kinds import PERSON, RECORD, PersonKind, RecordKind
from records.models import Involvement
from records.services import crime
from tests.factories import make_draft
from tests.factories.people import make_person

RECORDS, PEOPLE = RecordKind(RECORD), PersonKind(PERSON)


@pytest.fixture
def near(officer, supervisor, station_a):
    return register(officer, supervisor, station_a)


@pytest.fixture
def far(officer_b, supervisor_b, station_b):
    return register(officer_b, supervisor_b, station_b)


def register(officer, supervisor, station):
    record = crime.submit(record=make_draft(officer, station), by=officer)
    return crime.register(record=record, by=supervisor)


def name(record):
    person = make_person("Ana", "Reyes")
    Involvement.objects.create(record=record, person=person, role="witness")
    return person


def test_records_are_told_of_to_who_may_read_them(near, far, supervisor, auditor):
    ids = {str(near.pk), str(far.pk)}
    assert RECORDS.readable(ids, supervisor) == {str(near.pk)}
    assert RECORDS.readable(ids, auditor) == set()


def test_people_are_told_of_to_who_may_read_their_records(near, far, supervisor, auditor):
    mine, other = name(near), name(far)
    ids = {str(mine.pk), str(other.pk)}
    assert PEOPLE.readable(ids, supervisor) == {str(mine.pk)}
    assert PEOPLE.readable(ids, auditor) == set()


def test_record_is_found_by_its_number_and_no_other(near, far, supervisor, auditor):
    other = register(near.created_by, supervisor, near.station)
    assert RECORDS.find(near.crime_id.lower(), supervisor) == str(near.pk)
    assert RECORDS.find(other.crime_id, supervisor) == str(other.pk)
    assert RECORDS.find(far.crime_id, supervisor) is None
    assert RECORDS.find(far.crime_id, auditor) == str(far.pk)


def test_related_to_a_person_are_the_records_that_name_them(near, far, supervisor, auditor):
    person = name(near)
    Involvement.objects.create(record=far, person=person, role="victim")
    name(register(near.created_by, supervisor, near.station))
    assert PEOPLE.related(str(person.pk), supervisor) == {RECORD: {str(near.pk)}}
    assert PEOPLE.related(str(person.pk), auditor) == {RECORD: {str(near.pk), str(far.pk)}}
