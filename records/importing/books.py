"""Stations and offence categories that a source speaks of: looked up, and made where they are new."""

import hashlib
import re
from collections.abc import Iterable

from django.utils.text import slugify

from accounts.models import Jurisdiction, Station

from ..choices import AreaKind
from ..models import Area, OffenceCategory
from . import areas, catalogue

CODE_LENGTH = 8


class Stations:
    """Station ids by district as the source writes it; rows without one go to the jurisdiction's own."""

    def __init__(self, jurisdiction: Jurisdiction):
        self._jurisdiction = jurisdiction
        known = Station.objects.filter(jurisdiction=jurisdiction).values_list("name", "pk")
        self._ids = {name.casefold(): pk for name, pk in known}

    def ids(self, districts: Iterable[str]) -> list[int]:
        """One id a district, making the stations that are missing."""
        return [self._ids.get(name.casefold()) or self._make(name) for name in districts]

    def _make(self, district: str) -> int:
        name = (district or self._jurisdiction.name)[:120]
        if name.casefold() not in self._ids:
            taken = set(Station.objects.values_list("code", flat=True))
            code = station_code(name, self._jurisdiction.code, taken)
            station = Station.objects.create(jurisdiction=self._jurisdiction, code=code, name=name)
            self._ids[name.casefold()] = station.pk
        self._ids[district.casefold()] = self._ids[name.casefold()]
        return self._ids[name.casefold()]


def station_code(name: str, jurisdiction_code: str, taken: set[str]) -> str:
    """A free station code of 2 to 8 of A–Z and 0–9 that resembles the name.

    A name of digits alone, or of one sign, gets the jurisdiction's first letters in front.
    """
    plain = re.sub(r"[^A-Z0-9]", "", slugify(name).upper())
    owner = re.sub(r"[^A-Z0-9]", "", jurisdiction_code.upper())
    if len(plain) < 2 or plain.isdigit():
        plain = owner[:4] + plain
    stem = plain.ljust(2, "0")[:CODE_LENGTH]
    code, number = stem, 1
    while code in taken:
        number += 1
        code = f"{stem[: CODE_LENGTH - len(str(number))]}{number}"
    return code


class Categories:
    """Category ids by the offence as the source writes it; `made` names those that were not known before.

    `protected` holds the ids of categories whose records are protected.
    """

    def __init__(self) -> None:
        self._by_code, self._by_name = {}, {}
        self.protected: set[int] = set()
        rows = OffenceCategory.objects.values_list("pk", "code", "name", "protected")
        for pk, code, name, protected in rows:
            self._by_code[code] = self._by_name[name.casefold()] = pk
            if protected:
                self.protected.add(pk)
        self.made: list[str] = []

    def ids(self, offences: Iterable[str], groups: Iterable[str]) -> list[int]:
        """One id an offence; a new category takes its group from the first row that has it."""
        found = self._by_name
        return [
            found.get(offence.casefold()) or self._make(offence, group)
            for offence, group in zip(offences, groups, strict=True)
        ]

    def _make(self, offence: str, group: str) -> int:
        code = category_code(offence)
        if code not in self._by_code:
            known = catalogue.traits(offence, group)._asdict()
            category = OffenceCategory.objects.create(
                code=code, name=offence[:120], group=group[:60], **known
            )
            self._by_code[code] = category.pk
            if category.protected:
                self.protected.add(category.pk)
            self.made.append(category.name)
        self._by_name[offence.casefold()] = self._by_code[code]
        return self._by_code[code]


def category_code(offence: str) -> str:
    """The slug of an offence; a digest stands in for what a slug of 60 signs cannot hold."""
    slug = slugify(offence)
    if 0 < len(slug) <= 60:
        return slug
    mark = hashlib.blake2b(offence.casefold().encode(), digest_size=4).hexdigest()
    return f"{slug[:50] or 'category'}-{mark}"


class NamedAreas:
    """Ids of current areas by the name as the source writes it, for rows that have no point.

    Where no area has a boundary, a name that is new becomes an area; otherwise it stays unknown.
    """

    def __init__(self, jurisdiction: Jurisdiction):
        current = Area.objects.current(jurisdiction)
        self._jurisdiction = jurisdiction
        self._adds = not current.exclude(boundary=None).exists()
        names = current.lowest().values_list("name", "pk")
        self._ids = {_plain(name): pk for name, pk in names}

    def get(self, name: str) -> int | None:
        """The area's id; None without a name, or for one that no boundary has."""
        plain = _plain(name)
        if plain and plain not in self._ids and self._adds:
            made = areas.add_named(self._jurisdiction, name, kind=AreaKind.NEIGHBOURHOOD)
            self._ids[plain] = made.pk
        return self._ids.get(plain)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
