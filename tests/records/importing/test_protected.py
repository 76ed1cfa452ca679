"""Imported records of protected categories: closed to the station from the first moment on."""

import pytest

from accounts.models import Station
from accounts.roles import Role
from records.importing.reading import Table
from records.models import CrimeRecord, OffenceCategory
from tests.factories import make_user

from .conftest import row

pytestmark = pytest.mark.django_db
CHILD = "Rape of a child"


def sensitivity(source_id: str = "1") -> str:
    return CrimeRecord.objects.get(source_id=source_id).sensitivity


def test_protected_record_is_hidden_from_its_station(load):
    load([row(TYPE=CHILD), row(ID="2")])
    officer = make_user("officer", Role.OFFICER, Station.objects.get())
    assert [record.source_id for record in CrimeRecord.objects.visible_to(officer)] == ["2"]
    assert (sensitivity(), sensitivity("2")) == ("protected", "normal")


@pytest.mark.parametrize("chunk", [1, 100])
def test_further_offence_protects_its_record(load, monkeypatch, chunk):
    monkeypatch.setattr(Table.chunks, "__defaults__", (chunk,))
    load([row(), row(ID="2"), row(TYPE=CHILD)])
    assert (sensitivity(), sensitivity("2")) == ("protected", "normal")


def test_known_category_protects_without_a_telling_name(load):
    OffenceCategory.objects.create(code="theft", name="Theft", protected=True)
    load([row()])
    assert sensitivity() == "protected"


def test_changed_offence_protects_a_known_record(load):
    load([row(), row(ID="2")])
    summary = load([row(TYPE=CHILD), row(ID="2")])
    assert (sensitivity(), sensitivity("2")) == ("protected", "normal")
    assert (summary.counts["updated"], summary.counts["unchanged"]) == (1, 1)


def test_same_file_protects_what_became_protected_since(load):
    load([row()])
    OffenceCategory.objects.update(protected=True)
    assert load([row()]).counts["updated"] == 1
    assert load([row()]).counts["unchanged"] == 1
    assert (sensitivity(), CrimeRecord.objects.get().version) == ("protected", 2)


def test_harmless_correction_leaves_a_record_protected(load):
    load([row(TYPE=CHILD)])
    load([row()])
    assert sensitivity() == "protected"
