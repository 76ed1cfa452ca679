"""Searching people by name and by number, as an officer does, who also learns what lies at other stations."""

from collections.abc import Iterator

from benchmarks.run import Row
from benchmarks.site import Site, on_each_database, result

PEOPLE = {"small": 20_000, "full": 500_000}
ALLOWED_MS = 1_000
TERMS = {
    "common name": "mertens",
    "rare name": "zuid-loveld",
    "two words": "ilse zuid",
    "nobody's name": "qqqq",
    "phone number": "0700 000 1234",
    "two letters": "ma",
}
# The beginning of a name of almost every second one here: nobody types it to find someone.
UNPROMISED = "two letters"
FILL = """
import random
from django.db import connection, transaction
from django.utils import timezone
from records.importing import bulk
from records.models import CrimeRecord, Involvement, Person, PersonAlias, PersonIdentifier
from records.services import identifier
from tests import factories
people = {people}
random.seed(1)
starts = ["Ma", "Mer", "De ", "Van ", "Zuid-", "Hol", "Bra", "Kor", "Lin", "Ost", "Pel", "Ros"]
ends = ["tens", "vries", "mans", "stra", "sen", "berg", "huis", "veld", "kamp", "dijk", "borg", "lund"]
families = [start + middle + end for start in starts for middle in ("", "ter", "ka", "lo") for end in ends]
given = [start + end for start in ("Il", "Jo", "Ma", "Pie", "An", "Lo", "Ka", "Wil", "Re", "Ha")
         for end in ("se", "hannes", "rek", "ter", "na", "ra", "lf", "mina", "nate", "rry")]
with transaction.atomic():
    jurisdiction = factories.make_jurisdiction()
    districts = [factories.make_station(jurisdiction, f"D{{n}}", kind="district") for n in range(3)]
    stations = [factories.make_station(jurisdiction, f"S{{n}}", parent=districts[n % 3]) for n in range(12)]
    officer = factories.make_user("officer", "officer", stations[0])
    records = bulk.allocate(CrimeRecord, people // 2)
    now = timezone.now()
    bulk.insert(
        CrimeRecord,
        ["id", "jurisdiction_id", "station_id", "title", "status", "source", "source_id", "reported_at"],
        ((pk, jurisdiction.pk, station.pk, "Window forced", "registered", "bench", str(pk), now)
         for pk, station in zip(records, random.choices(stations, k=len(records)))),
    )
    keys = bulk.allocate(Person, people)
    bulk.insert(
        Person,
        ["id", "given_names", "family_name"],
        ((pk, " ".join(random.choices(given, k=2)), families[int(len(families) * random.random() ** 2)])
         for pk in keys),
    )
    bulk.insert(Involvement, ["record_id", "person_id", "role"],
                ((random.choice(records), pk, "suspect") for pk in keys))
    bulk.insert(PersonAlias, ["person_id", "name"],
                ((pk, f"{{random.choice(given)}} {{random.choice(families)}}") for pk in keys[::20]))
    bulk.insert(PersonIdentifier, ["person_id", "kind", "encrypted", "digest"],
                ((pk, "phone", b"", identifier.digest("phone", f"0700{{at:07d}}"))
                 for at, pk in enumerate(keys[::5])))
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
print(0)
"""
SEARCH = """
import json, time, statistics
from accounts.models import User
from records.services import person_search
times = {{}}
for name, terms in {terms}.items():
    taken = []
    for _ in range(5):
        officer = User.objects.get(username="officer")
        start = time.perf_counter()
        found = person_search.search(terms=terms, by=officer)
        taken.append((time.perf_counter() - start) * 1000)
    times[name] = statistics.median(taken)
    assert bool(found.count) == (name != "nobody's name"), name
print(json.dumps(times))
"""


def rows(size: str) -> Iterator[Row]:
    for name, site in on_each_database():
        yield from searches(site, name, PEOPLE[size])


def searches(site: Site, name: str, people: int) -> Iterator[Row]:
    result(site.shell(FILL.format(people=people)))
    for kind, median in result(site.shell(SEARCH.format(terms=TERMS))).items():
        label = f"people: {kind}, {people:,} people, {name}"
        if kind == UNPROMISED:
            yield Row(label, median, "ms")
        else:
            yield Row(label, median, "ms", f"at most {ALLOWED_MS:,} ms", median <= ALLOWED_MS)
