"""Who is in the register under a name or an identifier, as far as the person who asks may learn it."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Station, User
from accounts.permissions import station_ids, user_scopes

from ..choices import Sensitivity, Status
from ..models import CrimeRecord, Involvement, Person, PersonAlias, PersonIdentifier
from . import identifier

SHOWN = 50
# What separates the words of a name.
BREAKS = (" ", "-", "'", "’", ".")


@dataclass(frozen=True)
class Part:
    """A person's part in one record, whose people (`is_open`) or facts (`may_read`) the reader may read."""

    involvement: Involvement
    is_open: bool
    may_read: bool

    @property
    def record(self) -> CrimeRecord:
        return self.involvement.record


@dataclass(frozen=True)
class Hit:
    person: Person
    parts: list[Part] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether the reader may open the person's page; otherwise the name and the crime IDs are all."""
        return any(part.is_open for part in self.parts)


@dataclass(frozen=True)
class Found:
    """`elsewhere`: stations that hold a record about a match, of which nothing else is told."""

    hits: list[Hit]
    more: bool
    elsewhere: list[Station]

    @property
    def count(self) -> int:
        return len(self.hits) + len(self.elsewhere)


def search(*, terms: str, by: User) -> Found:
    """People who match `terms`: open to `by`, named to them beyond what they read, or masked by station."""
    people = matching(terms)
    told = Involvement.objects.filter(
        Q(record__in=CrimeRecord.objects.naming_people_to(by)) | Q(record__in=_named(by))
    )
    found = people.filter(Exists(told.filter(person=OuterRef("pk"))))
    shown = list(found.order_by("family_name", "given_names", "pk")[: SHOWN + 1])
    hits = {person.pk: Hit(person) for person in shown[:SHOWN]}
    for part in _parts(told.filter(person__in=list(hits)), by):
        hits[part.involvement.person_id].parts.append(part)
    return Found(list(hits.values()), len(shown) > SHOWN, _elsewhere(people, by))


def matching(terms: str) -> QuerySet[Person]:
    """People whose names hold the words, or who have exactly that identifier."""
    people = Person.objects.all()
    kinds = PersonIdentifier.objects.order_by().values_list("kind", flat=True).distinct()
    exact = Q(pk__in=[])
    for kind in kinds if any(letter.isdigit() for letter in terms) else ():
        if identifier.normal_form(kind, terms):
            exact |= Q(kind=kind, digest=identifier.digest(kind, terms))
    identified = PersonIdentifier.objects.filter(exact).values("person")
    return people.filter(Q(pk__in=matching_names(people, terms).values("pk")) | Q(pk__in=identified))


def matching_names(people: QuerySet[Person], terms: str) -> QuerySet[Person]:
    """People of whose given, family or other names each word of `terms` begins one, whatever its case."""
    for word in terms.split():
        aliases = PersonAlias.objects.filter(_begins("name", word), person=OuterRef("pk"))
        people = people.filter(_begins("family_name", word) | _begins("given_names", word) | Exists(aliases))
    return people


def _begins(name: str, word: str) -> Q:
    condition = Q(**{f"{name}__istartswith": word})
    for mark in BREAKS:
        condition |= Q(**{f"{name}__icontains": mark + word})
    return condition


def _tellable() -> QuerySet[CrimeRecord]:
    """Records that may be spoken of to people who do not read them."""
    return CrimeRecord.objects.filter(sensitivity=Sensitivity.NORMAL).exclude(
        status__in=[Status.DRAFT, Status.VOIDED]
    )


def _named(user: User) -> QuerySet[CrimeRecord]:
    """Records beyond the user's reading of which a search tells the name and the crime ID."""
    reach = station_ids(user, "person.search")
    return _tellable().filter(station__in=reach).exclude(pk__in=_singled_out(user))


def _elsewhere(people: QuerySet[Person], user: User) -> list[Station]:
    """Stations with a record about `people` that lies outside the user's reach."""
    if not user_scopes(user, "person.search.masked"):
        return []
    reach = station_ids(user, "person.search") | station_ids(user, "record.read")
    hidden = _tellable().exclude(station__in=reach).exclude(pk__in=_singled_out(user))
    hidden = hidden.exclude(investigator=user).filter(involvements__person__in=people)
    return list(Station.objects.filter(pk__in=hidden.values("station")).defer("boundary").order_by("name"))


def _singled_out(user: User) -> list[int]:
    """Records that a grant opens to the user, told in full, or closes, not told at all."""
    return list(user.access_grants.in_force().values_list("record_id", flat=True))


def _parts(involvements: QuerySet[Involvement], user: User) -> list[Part]:
    """The parts in the newest records first, each with what the reader may open."""
    rows = list(
        involvements.select_related("record__station", "record__jurisdiction")
        .defer("record__station__boundary", "record__jurisdiction__outline", "record__jurisdiction__basemap")
        .order_by("-record_id", "pk")
    )
    records = CrimeRecord.objects.filter(pk__in={row.record_id for row in rows})
    opened = set(records.naming_people_to(user).values_list("pk", flat=True))
    readable = set(records.visible_to(user).values_list("pk", flat=True))
    return [Part(row, row.record_id in opened, row.record_id in readable) for row in rows]
