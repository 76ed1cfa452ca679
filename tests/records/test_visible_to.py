import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from records.models import CrimeRecord
from records.services import crime
from tests.factories import make_category, make_draft


def seen(user):
    return CrimeRecord.objects.visible_to(user).count()


@pytest.fixture
def registered(officer, supervisor, station_a):
    return crime.register(
        record=crime.submit(record=make_draft(officer, station_a), by=officer), by=supervisor
    )


@pytest.mark.parametrize("name", ["officer", "colleague", "investigator", "supervisor", "district"])
def test_registered_record_is_seen_by_its_station_and_district(name, registered, request):
    assert seen(request.getfixturevalue(name)) == 1


@pytest.mark.parametrize(
    "name", ["officer_b", "supervisor_b", "custodian", "analyst", "auditor", "administrator", "citizen"]
)
def test_registered_record_is_not_seen_by_others(name, registered, request):
    assert seen(request.getfixturevalue(name)) == 0


def test_nothing_is_seen_by_the_anonymous(registered):
    assert seen(AnonymousUser()) == 0


def test_draft_is_seen_by_its_author_alone(officer, colleague, supervisor, station_a):
    make_draft(officer, station_a)
    assert (seen(officer), seen(colleague), seen(supervisor)) == (1, 0, 0)


def test_rights_end_with_the_posting(officer, registered):
    officer.postings.update(ends_on=datetime.date(2025, 1, 1))
    officer.__dict__.pop("current_postings", None)
    assert seen(officer) == 0


def test_disabled_user_sees_nothing(officer, registered):
    officer.status = "disabled"
    assert seen(officer) == 0


def test_protected_record_is_seen_by_the_deciding_supervisor_until_decided(
    officer, colleague, supervisor, station_a
):
    draft = make_draft(officer, station_a, category=make_category("sexual-offence", protected=True))
    record = crime.submit(record=draft, by=officer)
    assert (seen(officer), seen(colleague), seen(supervisor)) == (1, 0, 1)
    crime.register(record=record, by=supervisor)
    assert (seen(officer), seen(supervisor)) == (1, 0)
