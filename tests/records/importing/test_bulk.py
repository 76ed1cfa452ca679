import datetime

import pytest

from records.importing import bulk
from records.models import CrimeRecord, ImportBatch, OffenceCategory

NOON = datetime.datetime(2016, 1, 1, 12, tzinfo=datetime.UTC)
HARD = 'comma, "quote", \\N back\\slash\nline\ttab é'


@pytest.mark.django_db
def test_insert_stores_hard_texts_empty_texts_and_defaults():
    assert bulk.insert(OffenceCategory, ["code", "name", "group"], [("a", HARD, ""), ("b", "NULL", "g")]) == 2
    first, second = OffenceCategory.objects.order_by("code")
    assert (first.name, first.group, first.severity, first.public_class) == (HARD, "", 1.0, "never")
    assert (second.name, second.active_from) == ("NULL", None)
    assert first.created_at.tzinfo is not None


@pytest.mark.django_db
def test_insert_stores_json_and_moments(jurisdiction):
    columns = ["jurisdiction_id", "source", "counts", "started_at"]
    bulk.insert(ImportBatch, columns, [(jurisdiction.pk, "s", {"a": [1, "x"]}, NOON)])
    batch = ImportBatch.objects.get()
    assert batch.counts == {"a": [1, "x"]}
    assert batch.started_at == NOON


@pytest.mark.django_db
def test_allocated_keys_are_free_and_stay_so():
    keys = bulk.allocate(OffenceCategory, 3)
    bulk.insert(OffenceCategory, ["id", "code", "name"], [(key, f"c{key}", "n") for key in keys])
    later = OffenceCategory.objects.create(code="later", name="later")
    assert later.pk not in keys
    assert len(set(keys)) == 3


@pytest.mark.django_db
def test_update_sets_only_the_named_columns():
    category = OffenceCategory.objects.create(
        code="a", name="A", group="g", active_from=datetime.date(2016, 1, 1)
    )
    bulk.update(OffenceCategory, ["name", "active_from"], [(category.pk, "B", datetime.date(2017, 2, 3))])
    category.refresh_from_db()
    assert (category.name, category.active_from, category.group) == ("B", datetime.date(2017, 2, 3), "g")


def test_unknown_column_is_named():
    with pytest.raises(ValueError, match="no column 'nope'"):
        bulk.insert(CrimeRecord, ["nope"], [])
