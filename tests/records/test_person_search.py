import datetime

import pytest
from django.utils import timezone

from accounts.roles import Role
from records.models import AccessGrant, CrimeRecord, Person
from records.services import crime, person_search
from tests.factories import make_category, make_draft, make_station, make_user
from tests.factories.people import make_person


def submitted(by, station, **fields) -> CrimeRecord:
    return crime.submit(record=make_draft(by, station, **fields), by=by)


@pytest.fixture
def record_a(officer, station_a):
    return submitted(officer, station_a)


@pytest.fixture
def record_b(officer_b, station_b):
    return submitted(officer_b, station_b)


@pytest.fixture
def far(jurisdiction):
    """A station of another district."""
    south = make_station(jurisdiction, "SOUTH", kind="district")
    return make_station(jurisdiction, "STC", parent=south)


def told(user, terms="dolan") -> tuple[list[str], list[str]]:
    """Names of the hits, and the stations that are said to hold a record."""
    found = person_search.search(terms=terms, by=user)
    return [str(hit.person) for hit in found.hits], [station.code for station in found.elsewhere]


def shown(user, terms="dolan") -> list[tuple]:
    """Of each part: the record, whether its people are open, whether it may be read."""
    found = person_search.search(terms=terms, by=user)
    return [(part.record.pk, part.is_open, part.may_read) for hit in found.hits for part in hit.parts]


def grant(record, user, kind, by) -> None:
    later = timezone.now() + datetime.timedelta(days=1)
    AccessGrant.objects.create(
        record=record, user=user, kind=kind, reason="Test", given_by=by, expires_at=later
    )


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        ("dolan", True),
        ("DOL", True),
        ("marek dolan", True),
        ("dolan mar", True),
        ("marek quist", True),
        ("petra", True),
        ("annes", True),
        ("johannes-annes", True),
        ("Quist, petra", False),
        ("dolan - marek", True),
        ("brien", True),
        ("o'brien", True),
        ("o’b", True),
        ("van der", True),
        ("der van", True),
        ("v.d.", True),
        ("olan", False),
        ("marek other", False),
        ("%", False),
        ("_olan", False),
    ],
)
def test_each_word_begins_a_name(officer, record_a, terms, found):
    make_person("Marek Johannes-Annes", "Dolan", record_a, alias="Petra Quist")
    make_person("J.", "O'Brien-van der Laan", record_a)
    assert bool(told(officer, terms)[0]) is found


def test_figures_alone_are_looked_for_among_identifiers_only(officer, record_a):
    make_person("Marek", "0143 Dolan", record_a)
    assert told(officer, "0143") == ([], [])
    assert told(officer, "0143 dolan") == (["Marek 0143 Dolan"], [])


def test_words_of_a_name_follow_its_change(officer, record_a):
    person = make_person("Marek", "Dolan", record_a, alias="Petra Quist")
    person.family_name = "Whitcombe"
    person.save()
    person.aliases.update(name="Sol Ito")
    assert (told(officer, "dolan"), told(officer, "quist")) == (([], []), ([], []))
    assert told(officer, "ito whit") == (["Marek Whitcombe"], [])


def test_more_matches_than_are_named_by_key_are_told_alike(officer, record_a, record_b, monkeypatch):
    for number in range(3):
        make_person(f"N{number}", "Dolan", record_a, record_b)
    few = told(officer)
    monkeypatch.setattr(person_search, "FEW", 2)
    assert told(officer) == few == (["N0 Dolan", "N1 Dolan", "N2 Dolan"], ["STB"])


@pytest.mark.parametrize(
    ("terms", "found"),
    [("0700 555 0143", True), ("(0700) 5550143", True), ("0700 555 014", False), ("0143", False)],
)
def test_identifier_is_found_whole_only(officer, record_a, terms, found):
    make_person("Marek", "Dolan", record_a, phone="0700 555 0143")
    assert bool(told(officer, terms)[0]) is found


def test_person_of_the_own_station_is_a_full_hit(officer, record_a):
    make_person("Marek", "Dolan", record_a)
    assert shown(officer) == [(record_a.pk, True, True)]


def test_person_of_another_station_is_masked(officer, record_b):
    make_person("Marek", "Dolan", record_b)
    assert told(officer) == ([], ["STB"])


def test_person_of_both_is_a_full_hit_and_masked(officer, record_a, record_b):
    make_person("Marek", "Dolan", record_a, record_b)
    assert shown(officer) == [(record_a.pk, True, True)]
    assert told(officer) == (["Marek Dolan"], ["STB"])


def test_masked_hit_names_a_station_once(officer, officer_b, station_b, record_b):
    make_person("Marek", "Dolan", record_b, submitted(officer_b, station_b))
    make_person("Silas", "Dolan", record_b)
    assert told(officer) == ([], ["STB"])


def test_supervisor_is_told_names_within_the_district(supervisor, record_b):
    make_person("Marek", "Dolan", record_b)
    assert shown(supervisor) == [(record_b.pk, False, False)]
    assert told(supervisor) == (["Marek Dolan"], [])


def test_supervisor_learns_nothing_beyond_the_district(supervisor, far):
    author = make_user("author", Role.OFFICER, far)
    make_person("Marek", "Dolan", submitted(author, far))
    assert told(supervisor) == ([], [])


def test_district_officer_reads_all_stations_of_the_district(district, record_a, record_b):
    make_person("Marek", "Dolan", record_a, record_b)
    assert shown(district) == [(record_b.pk, True, True), (record_a.pk, True, True)]


def test_investigator_is_told_names_in_records_of_others(investigator, record_a):
    make_person("Marek", "Dolan", record_a)
    assert shown(investigator) == [(record_a.pk, False, True)]


def test_investigator_reads_people_of_the_own_case(investigator, record_b):
    make_person("Marek", "Dolan", record_b)
    CrimeRecord.objects.filter(pk=record_b.pk).update(investigator=investigator)
    assert shown(investigator) == [(record_b.pk, True, True)]
    assert told(investigator) == (["Marek Dolan"], [])


@pytest.mark.parametrize("role", ["officer", "investigator", "supervisor", "district"])
def test_protected_record_gives_no_hit_at_all(request, role, officer_b, station_b):
    category = make_category("child-abuse", protected=True)
    record = crime.submit(record=make_draft(officer_b, station_b, category=category), by=officer_b)
    make_person("Marek", "Dolan", record)
    CrimeRecord.objects.filter(pk=record.pk).update(status="registered", crime_id="STB/2026/000001")
    assert told(request.getfixturevalue(role)) == ([], [])


@pytest.mark.parametrize("role", ["officer", "supervisor"])
@pytest.mark.parametrize("status", ["draft", "voided"])
def test_draft_and_void_record_of_others_give_no_hit(request, role, status, record_b):
    make_person("Marek", "Dolan", record_b)
    CrimeRecord.objects.filter(pk=record_b.pk).update(status=status, void_reason="error")
    assert told(request.getfixturevalue(role)) == ([], [])


@pytest.mark.parametrize("role", ["officer", "investigator", "supervisor", "district"])
def test_record_denied_to_the_reader_gives_no_hit(request, role, record_a, record_b, administrator):
    user = request.getfixturevalue(role)
    make_person("Marek", "Dolan", record_a, record_b)
    for record in (record_a, record_b):
        grant(record, user, "deny", administrator)
    assert told(user) == ([], [])


def test_record_granted_to_the_reader_is_a_full_hit(officer, record_b, administrator):
    make_person("Marek", "Dolan", record_b)
    grant(record_b, officer, "allow", administrator)
    assert shown(officer) == [(record_b.pk, True, True)]
    assert told(officer) == (["Marek Dolan"], [])


def test_person_in_no_record_is_found_by_nobody(officer, district, record_a):
    make_person("Marek", "Dolan")
    assert told(officer) == told(district) == ([], [])


@pytest.mark.parametrize("role", ["citizen", "analyst", "auditor", "administrator", "custodian"])
def test_roles_without_the_right_are_told_nothing(request, role, record_a):
    make_person("Marek", "Dolan", record_a)
    assert told(request.getfixturevalue(role)) == ([], [])


def test_first_fifty_by_name_are_shown(officer, record_a):
    for number in range(51):
        make_person(f"N{number:02d}", "Dolan", record_a)
    found = person_search.search(terms="dolan", by=officer)
    assert [hit.person.given_names for hit in found.hits] == [f"N{number:02d}" for number in range(50)]
    assert found.more
    assert not person_search.search(terms="n07", by=officer).more


def test_search_queries_do_not_grow_with_the_hits(officer, record_a, django_assert_num_queries):
    make_person("Marek", "Dolan", record_a)
    told(officer)
    with django_assert_num_queries(SEARCH_QUERIES):
        told(officer)
    for number in range(10):
        make_person(f"N{number}", "Dolan", record_a)
    with django_assert_num_queries(SEARCH_QUERIES):
        told(officer)


SEARCH_QUERIES = 16


def test_visible_people_are_those_of_records_whose_people_are_open(officer, investigator, record_a, record_b):
    here = make_person("Marek", "Dolan", record_a)
    make_person("Silas", "Whitcombe", record_b)
    assert list(Person.objects.visible_to(officer)) == [here]
    assert list(Person.objects.visible_to(investigator)) == []
