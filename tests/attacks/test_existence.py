"""What is not yours answers as what is not there: the same 404, and in the same time."""

import re
import statistics
import time
from urllib.parse import quote

import pytest

from records.services import crime
from tests.factories import make_draft
from tests.factories.people import make_person

ROUNDS = 41
# Of the greater median to the smaller one.
ALIKE = 1.25
ADDRESSES = {
    "record page": "/records/{}/",
    "record API": "/api/v1/records/{}/",
    "person page": "/people/{}/",
    "person API": "/api/v1/people/{}/",
}
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=)"\w+"')


@pytest.fixture
def theirs(officer, supervisor, station_a) -> dict[str, int]:
    """Numbers of a record of another station and of the person whom it names."""
    record = crime.submit(record=make_draft(officer, station_a), by=officer)
    record = crime.register(record=record, by=supervisor)
    return {"record": record.pk, "person": make_person("Marek", "Dolan", record).pk}


@pytest.mark.parametrize("name", ADDRESSES)
def test_not_yours_answers_as_not_there(browse, officer, officer_b, theirs, name):
    pk = theirs[name.split()[0]]
    # As many figures, so that the answers are as long.
    absent = pk + 8
    assert len(str(absent)) == len(str(pk))
    client = browse(officer_b)

    def answer(number: int) -> tuple[int, dict[str, str], bytes]:
        address = ADDRESSES[name].format(number)
        response = client.get(address)
        # What was asked may stand in the answer, and each form has a token of its own.
        content = TOKEN.sub(rb"\1", response.content)
        for asked in (address, quote(address, safe="")):
            content = content.replace(asked.encode(), b"")
        return response.status_code, dict(response.headers), content

    assert answer(pk) == answer(absent)
    assert answer(pk)[0] == 404
    assert browse(officer).get(ADDRESSES[name].format(pk)).status_code == 200


@pytest.mark.parametrize("name", ADDRESSES)
def test_not_yours_takes_as_long_as_not_there(browse, officer_b, theirs, name):
    pk = theirs[name.split()[0]]
    client, times = browse(officer_b), {pk: [], pk + 8: []}

    def seconds(number: int) -> float:
        # Of the processor: other tests run beside this one.
        begin = time.process_time()
        client.get(ADDRESSES[name].format(number))
        return time.process_time() - begin

    for number in times:
        seconds(number)
    for round_ in range(ROUNDS):
        # In turns, so that neither always comes first.
        for number in list(times)[:: 1 if round_ % 2 else -1]:
            times[number].append(seconds(number))
    medians = [statistics.median(values) for values in times.values()]
    assert max(medians) < ALIKE * min(medians), medians
