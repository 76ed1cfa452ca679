"""Finding an area by the name that another publisher gives it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Jurisdiction

from ..models import Area

# Of 100; below it names are held to be different. "Leh(Ladakh)" and "Leh (Ladakh)" reach 100, "Badgam" and
# "Budgam" 83, "Ahmadabad" and "Ahmedabad" 89, "Bijapur" and "Bilaspur" 80.
THRESHOLD = 83
# How far the best must lie ahead of the next.
LEAD = 4


@dataclass(frozen=True)
class Found:
    """The area a name was matched to; a score of 100 is the same name."""

    area: int
    name: str
    score: float


class AreaNames:
    """The current areas of a jurisdiction by name and parent."""

    def __init__(self, jurisdiction: Jurisdiction):
        areas = Area.objects.current(jurisdiction).values_list("pk", "name", "parent__name", "parts")
        self._areas: dict[str, dict[str, tuple[int, str]]] = {}
        for pk, name, parent, _part in areas:
            self._areas.setdefault(plain(parent or ""), {}).setdefault(plain(name), (pk, name))

    def exact(self, parent: str, name: str) -> int | None:
        """The area of this name in this parent, letter case, blanks, signs and accents apart."""
        for inside in self._inside(plain(parent)):
            if found := inside.get(plain(name)):
                return found[0]
        return None

    def find(self, parent: str, name: str) -> Found | None:
        """The exact area, or else the clearly most similar name in the most similar parent."""
        if pk := self.exact(parent, name):
            return Found(pk, name, 100.0)
        above = plain(parent)
        if above and above not in self._areas:
            above = _closest(above, (key for key in self._areas if key))[0] or above
        for inside in self._inside(above):
            key, score = _closest(plain(name), inside)
            if key is not None:
                return Found(*inside[key], score)
        return None

    def add(self, parent: str, name: str, pk: int) -> None:
        self._areas.setdefault(plain(parent), {})[plain(name)] = (pk, name)

    def _inside(self, parent: str) -> Iterable[dict[str, tuple[int, str]]]:
        """Where to look: in the parent, then among areas that have none, or in the only places there are."""
        if parent in self._areas:
            yield self._areas[parent]
        if parent and "" in self._areas and parent not in self._areas[""]:
            yield self._areas[""]


def plain(name: str) -> str:
    """A name in small letters without accents and signs; & is "and"."""
    text = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    return " ".join(re.sub(r"[^\w\s]", " ", "".join(c for c in text if not unicodedata.combining(c))).split())


def _closest(name: str, known: Iterable[str]) -> tuple[str | None, float]:
    from rapidfuzz import fuzz, process

    found = process.extract(name, list(known), scorer=_similarity(fuzz), limit=2, score_cutoff=THRESHOLD)
    if not found or (len(found) > 1 and found[0][1] - found[1][1] < LEAD):
        return None, 0.0
    return found[0][0], found[0][1]


def _similarity(fuzz: object) -> object:
    def score(one: str, other: str, **options: object) -> float:
        return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))

    return score
