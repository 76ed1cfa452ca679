"""From the columns of the model to rows of the register's tables."""

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np

from crimeportal.demo import categories as cat
from crimeportal.demo import gazetteer as gaz
from crimeportal.demo.city import STATIONS, City
from crimeportal.demo.incidents import PRECISION, REGISTERED, STEPS, TIME_KNOWN, VOID_REASONS, Incidents
from crimeportal.demo.narratives import tell
from crimeportal.demo.people import SERIES
from crimeportal.demo.setup import PROTECTED, Frame
from records.services.place import PlaceColumns, Places

RECORD = (
    "id", "jurisdiction_id", "station_id", "crime_id", "kind", "title", "occurred_from", "occurred_to",
    "time_known", "reported_at", "registered_at", "discovered", "address", "latitude", "longitude",
    "precision", "area_id", "grid_cell", "h3_7", "h3_9", "premises", "narrative", "modus_operandi", "status",
    "investigator_id", "sensitivity", "void_reason", "version", "created_by_id", "updated_by_id",
    "created_at", "updated_at",
)  # fmt: skip
OFFENCE = ("record_id", "ordinal", "category_id", "act_section", "attempted", "weapon", "method_of_entry")
STATUS_EVENT = ("record_id", "from_status", "to_status", "at", "by_id", "reason")

NON_COGNIZABLE = {"public-order": 40, "criminal-damage": 20}  # per cent
ATTEMPTED = {"burglary": 14, "robbery": 10, "vehicle-theft": 8, "theft": 2}  # per cent
SECOND_OFFENCE = {"burglary": "criminal-damage", "robbery": "assault", "drugs": "weapons"}
SECOND_EVERY = 25
RETURN_REASON = "The time and the place need to be clearer."
VOID_NOTES = (
    "",
    "Entered twice for one report.",
    "Enquiries showed that no crime took place.",
    "Wrong form used.",
)


def moments(times: np.ndarray) -> list[datetime | None]:
    """Return aware datetimes of UTC datetime64, None for NaT."""
    return [moment and moment.replace(tzinfo=UTC) for moment in times.astype("datetime64[s]").astype(object)]


def _signature(series: int) -> tuple[str, int]:
    return (SERIES[series].method, SERIES[series].way) if series >= 0 else ("", -1)


class RowMaker:
    """Makes the rows of one city in one database."""

    def __init__(self, city: City, frame: Frame) -> None:
        self.city, self.frame = city, frame
        homes, places = city.addresses, Places(frame.jurisdiction)
        latitude, longitude = places.unproject(homes.x, homes.y)
        self.latitude, self.longitude = latitude.round(6).tolist(), longitude.round(6).tolist()
        self.places = places.resolve(np.array(self.latitude), np.array(self.longitude))
        self._area, self._cell, self._h3_7, self._h3_9 = (
            [None if value == PlaceColumns.NO_VALUE else value for value in column.tolist()]
            for column in (self.places.area_id, self.places.grid_cell, self.places.h3_7, self.places.h3_9)
        )
        self._number, self._street = homes.number.tolist(), homes.street.tolist()
        self._town = [gaz.PLACES[i].name for i in homes.neighbourhood.tolist()]
        self._station = city.station_of.tolist()

    def people(self, address: int) -> tuple[int, int, int]:
        """Return the keys of (officer, supervisor, investigator) of an address's station."""
        code = STATIONS[self._station[address]]
        return tuple(self.frame.staff[role, code].pk for role in ("officer", "supervisor", "investigator"))

    def _place(self, address: int, precision: str) -> tuple[str, tuple]:
        """Return the address as text and the columns latitude to h3_9."""
        if precision == "none":
            return "Place not known", (None, None, "none", None, None, None, None)
        street = self.city.addresses.names[self._street[address]]
        text = f"{self._number[address]} {street}, {self._town[address]}"
        if precision == "block":
            # The middle of five houses, if they stand on one street.
            middle = address - (self._number[address] - 1) % 5 + 2
            if middle < len(self._street) and self._street[middle] == self._street[address]:
                address = middle
            text = f"{street}, {self._town[address]}"
        columns = (self.latitude[address], self.longitude[address], precision, self._area[address])
        return text, (*columns, self._cell[address], self._h3_7[address], self._h3_9[address])

    def rows(self, block: Incidents, keys: list[int]) -> tuple[list[tuple], list[tuple]]:
        """Return the rows of RECORD and OFFENCE for a block whose records get ``keys``."""
        times = [
            moments(t) for t in (block.occurred_from, block.occurred_to, block.reported, block.registered)
        ]
        taken = ~np.isnat(block.steps)
        updated = moments(np.nanmax(np.where(taken, block.steps, block.steps[:, :1]), axis=1))
        status, version = block.status.tolist(), taken.sum(1).tolist()
        choices, known = block.choice.tolist(), block.time_known.tolist()
        columns = zip(
            keys, block.category.tolist(), block.address.tolist(), block.series.tolist(), choices, known,
            block.police.tolist(), block.precision.tolist(), status, version, block.void_reason.tolist(),
            block.year.tolist(), block.number.tolist(), *times, updated, strict=True,
        )  # fmt: skip
        records, offences = [], []
        for (
            key, category, address, series, choice, time_known, police, precision, state, steps, void,
            year, number, first, last, reported, registered, changed,
        ) in columns:  # fmt: skip
            code, station = cat.CODES[category], STATIONS[self._station[address]]
            text, place = self._place(address, PRECISION[precision])
            street = (
                self.city.addresses.names[self._street[address]] if precision != 2 else "an unknown place"
            )
            account = tell(code, choice, time_known, street, police, *_signature(series))
            officer, supervisor, investigator = self.people(address)
            records.append((
                key, self.frame.jurisdiction.pk, self.frame.stations[station].pk,
                f"{station}/{year}/{number:06d}" if number else None,
                "nc" if choice[0] % 100 < NON_COGNIZABLE.get(code, 0) else "fir", account.title, first, last,
                TIME_KNOWN[time_known], reported, registered, "police" if police else "reported", text,
                *place,
                account.premises, account.narrative, account.modus_operandi, STEPS[state],
                investigator if state > REGISTERED and not void else None,
                "protected" if code in PROTECTED else "normal", VOID_REASONS[void], steps,
                officer, supervisor if registered else officer, reported, changed,
            ))  # fmt: skip
            attempted = choice[3] % 100 < ATTEMPTED.get(code, 0)
            row = self.frame.categories[category]
            offences.append(
                (key, 1, row.pk, row.act_section, attempted, account.weapon, account.method_of_entry)
            )
            if code in SECOND_OFFENCE and choice[2] % SECOND_EVERY == 0:
                row = self.frame.categories[cat.INDEX[SECOND_OFFENCE[code]]]
                offences.append((key, 2, row.pk, row.act_section, False, "", ""))
        return records, offences

    def status_events(self, block: Incidents, keys: list[int]) -> Iterator[tuple]:
        """Yield the rows of STATUS_EVENT in the order in which each record's steps were taken."""
        columns = [moments(block.steps[:, step]) for step in range(len(STEPS))]
        address, void = block.address.tolist(), block.void_reason.tolist()
        for index, times in enumerate(zip(*columns, strict=True)):
            officer, supervisor, investigator = self.people(address[index])
            before = ""
            for step, at in enumerate(times):
                if at is None:
                    continue
                after = STEPS[step]
                by, reason = investigator, ""
                if after in ("draft", "submitted"):
                    by = officer
                elif after in ("returned", "registered", "voided"):
                    by = supervisor
                    reason = {"returned": RETURN_REASON, "voided": VOID_NOTES[void[index]]}.get(after, "")
                yield keys[index], before, after, at, by, reason
                before = after
