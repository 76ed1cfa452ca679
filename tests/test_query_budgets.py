"""How many queries the pages and endpoints cost that staff use most: no more with 20 rows than with 2.

`query_budgets.json` holds the largest number for each. A change that needs more raises it there, on purpose.
"""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records.models import Involvement
from records.services import consultation, crime, search_query
from tests.factories import make_draft
from tests.factories.people import make_person

BUDGETS: dict[str, int] = json.loads(Path(__file__).with_name("query_budgets.json").read_text())
FEW, MANY = 2, 20


@pytest.fixture
def grow(officer, supervisor, colleague, station_a):
    """Adds records up to a number: one person is in all of them, the first names as many others."""
    first = crime.submit(record=make_draft(officer, station_a), by=officer)
    person, records = make_person("Marek", "Dolan", first, alias="Dolly"), [first]

    def up_to(count: int) -> tuple:
        while len(records) < count:
            record = crime.submit(record=make_draft(officer, station_a), by=officer)
            Involvement.objects.create(record=record, person=person, role="suspect")
            make_person("Ana", "Dolan", first, record, alias=f"Dolan {len(records)}", role="victim")
            make_draft(supervisor, station_a)
            consultation.record_read(record=first, by=colleague, reason=f"Reason {len(records)}")
            consultation.person_read(person=person, by=colleague)
            records.append(record)
        return first, person

    return up_to


@pytest.fixture
def address(grow, supervisor):
    """The address of a page over a number of rows."""
    query = search_query.save(terms="dolan", kind="people", by=supervisor)

    def of(name: str, count: int) -> str:
        record, person = grow(count)
        return name[name.index("/") :].format(record=record.pk, person=person.pk, search=query.pk)

    return of


def queries(client, url: str) -> int:
    # The first request of a day notes that the person was here.
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("name", BUDGETS)
def test_queries_stay_within_the_budget_and_do_not_grow_with_rows(browse, api, supervisor, address, name):
    client = api(supervisor) if "/api/" in name else browse(supervisor)
    few, many = (queries(client, address(name, count)) for count in (FEW, MANY))
    assert few == many
    assert many <= BUDGETS[name]
