"""The people and the property of the planted series, as an investigator would find them in the register."""

from datetime import date
from decimal import Decimal

import numpy as np

from crimeportal.demo import categories as cat
from crimeportal.demo.incidents import STEPS, Incidents
from crimeportal.demo.narratives import tell
from crimeportal.demo.people import OFFENDERS, SERIES, Offender, complainant, plate
from records.models import Involvement, Person, PersonAlias, PersonIdentifier, Property
from records.services import identifier

CHARGED = STEPS.index("charge_sheeted")
VEHICLE = cat.INDEX["vehicle-theft"]


class Cases:
    """Writes persons, involvements and property; each offender is one person across all series."""

    def __init__(self) -> None:
        self._offenders: dict[int, Person] = {}

    def add(self, block: Incidents, keys: list[int]) -> None:
        """Write what belongs to the records of series in a block."""
        for row in np.flatnonzero(block.series >= 0).tolist():
            choice = block.choice[row].tolist()
            self._involve(keys[row], int(block.series[row]), choice, charged=block.status[row] >= CHARGED)
            self._property(keys[row], int(block.series[row]), int(block.category[row]), choice)

    def _involve(self, key: int, series: int, choice: list[int], charged: bool) -> None:
        given, family = complainant(choice)
        informant = Person.objects.create(given_names=given, family_name=family)
        Involvement.objects.create(record_id=key, person=informant, role="complainant")
        offenders = SERIES[series].offenders[: 1 + choice[4] % 2]
        for serial, index in enumerate(offenders, 1):
            role = ("accused", f"A{serial}") if charged else ("suspect", "")
            person = self._offender(index)
            Involvement.objects.create(record_id=key, person=person, role=role[0], serial=role[1])

    def _offender(self, index: int) -> Person:
        if index not in self._offenders:
            self._offenders[index] = self._create(OFFENDERS[index])
        return self._offenders[index]

    @staticmethod
    def _create(offender: Offender) -> Person:
        person = Person.objects.create(
            given_names=offender.given_names,
            family_name=offender.family_name,
            sex=offender.sex,
            birth_date=date(offender.birth_year, 6, 15),
        )
        for alias in offender.aliases:
            PersonAlias.objects.create(person=person, name=alias)
        PersonIdentifier.objects.create(
            person=person,
            kind="phone",
            encrypted=identifier.encrypt(offender.phone),
            digest=identifier.digest("phone", offender.phone),
        )
        return person

    @staticmethod
    def _property(key: int, series: int, category: int, choice: list[int]) -> None:
        code = cat.CODES[category]
        account = tell(code, choice, 0, "", False, SERIES[series].method, SERIES[series].way)
        Property.objects.create(
            record_id=key,
            kind="vehicle" if category == VEHICLE else "item",
            description=account.loss,
            plate=plate(choice) if category == VEHICLE else "",
            value=Decimal(50 + choice[3] % 4_000),
        )
        if SERIES[series].plate and choice[0] % 3 == 0:
            Property.objects.create(
                record_id=key, kind="vehicle", description="Vehicle seen leaving", plate=SERIES[series].plate
            )
