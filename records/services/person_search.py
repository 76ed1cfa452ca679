"""Who is in the register under a name or an identifier, as far as the person who asks may learn it."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan

from accounts.models import Station, User
from accounts.permissions import station_ids, user_scopes

from ..choices import Sensitivity, Status
from ..models import CrimeRecord, Involvement, Person, PersonAlias, PersonIdentifier
from ..models.person import BREAKS
from . import identifier

SHOWN = 50
# People who match are named to the database by key up to this number.
FEW = 5_000
BLANKS = str.maketrans(dict.fromkeys(BREAKS, " "))


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
    people = _at_hand(matching(terms))
    told = Involvement.objects.filter(
        Q(record__in=CrimeRecord.objects.naming_people_to(by)) | Q(record__in=_told_of(by))
    )
    found = people.filter(Exists(told.filter(person=OuterRef("pk"))))
    shown = list(found.order_by("family_name", "given_names", "pk")[: SHOWN + 1])
    hits = {person.pk: Hit(person) for person in shown[:SHOWN]}
    for part in _parts(told.filter(person__in=list(hits)), by):
        hits[part.involvement.person_id].parts.append(part)
    return Found(list(hits.values()), len(shown) > SHOWN, _elsewhere(people, by))


def _at_hand(people: QuerySet[Person]) -> QuerySet[Person]:
    """The same people, by their keys unless they are many: looked for once, and not in each query again."""
    keys = list(people.order_by().values_list("pk", flat=True)[: FEW + 1])
    return people if len(keys) > FEW else Person.objects.filter(pk__in=keys)


def matching(terms: str) -> QuerySet[Person]:
    """People whose names hold the words, or who have exactly that identifier. No name is all figures."""
    found = Q(pk__in=[])
    if any(letter.isalpha() for letter in terms):
        found |= _named(terms)
    if any(letter.isdigit() for letter in terms):
        found |= Q(pk__in=_identified(terms).values("person"))
    return Person.objects.filter(found)


def _identified(terms: str) -> QuerySet[PersonIdentifier]:
    exact = Q(pk__in=[])
    for kind in PersonIdentifier.objects.order_by().values_list("kind", flat=True).distinct():
        if identifier.normal_form(kind, terms):
            exact |= Q(kind=kind, digest=identifier.digest(kind, terms))
    return PersonIdentifier.objects.filter(exact)


def _named(terms: str) -> Q:
    """The condition that each word begins one of a person's given, family or other names, in any case."""
    found = Q()
    for word in terms.translate(BLANKS).split():
        aliases = PersonAlias.objects.filter(_begins(word)).values("person")
        found &= _begins(word) | Q(pk__in=aliases)
    return found


def _begins(word: str) -> Q:
    # No LIKE: finding a text in another takes SQLite an eighth of the time.
    return Q(GreaterThan(StrIndex("words", Lower(Value(f" {word}"))), 0))


def _tellable() -> QuerySet[CrimeRecord]:
    """Records that may be spoken of to people who do not read them."""
    return CrimeRecord.objects.filter(sensitivity=Sensitivity.NORMAL).exclude(
        status__in=[Status.DRAFT, Status.VOIDED]
    )


def _told_of(user: User) -> QuerySet[CrimeRecord]:
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
