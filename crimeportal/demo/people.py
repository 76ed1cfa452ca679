"""The planted crime series and the people behind them, who share phones and plates across series."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from crimeportal.demo import categories as cat
from crimeportal.demo.geography import to_metres
from crimeportal.demo.streets import Addresses


class Offender(NamedTuple):
    """Someone behind a series."""

    given_names: str
    family_name: str
    sex: str
    birth_year: int
    aliases: tuple[str, ...]
    phone: str


class Series(NamedTuple):
    """Crimes of one hand around a centre, over ``days`` that end ``ends_before`` days before the end."""

    name: str
    category: str
    centre: str
    spread_m: float
    count: int
    days: int
    ends_before: int
    hour: float
    way: int  # of the narrative's rules
    method: str
    offenders: tuple[int, ...]
    plate: str


OFFENDERS = (
    Offender("Marek", "Dolan", "m", 1991, ("Mark Dolan", "Marek Dohlan", "Dolly"), "0700 555 0143"),
    Offender("Silas", "Whitcombe", "m", 1988, ("Si Whitcomb", "Silas White"), "0700 555 0143"),
    Offender("Janine", "Orford", "f", 1996, ("Jan Orford", "Janine Alford"), "0700 555 0178"),
    Offender("Tobias", "Renwick", "m", 2001, ("Toby Renwick", "T. Rennick"), "0700 555 0191"),
    Offender("Callum", "Aske", "m", 2003, ("Cal Ask", "Callum Ash"), "0700 555 0191"),
    Offender("Viktor", "Halloran", "m", 1979, ("Victor O'Halloran", "Vik"), "0700 555 0126"),
    Offender("Petra", "Lindqvist", "f", 1984, ("Petra Lindquist", "Petra Quist"), "0700 555 0126"),
)

SERIES = (
    Series("Rear windows of Elmwood", "burglary", cat.TOWERS, 260, 12, 75, 20, 14, 0,
           "Rear window forced with a screwdriver, only jewellery taken, drawers stacked on the bed",
           (0, 1), "PE71 KRV"),
    Series("Water inspectors", "burglary", cat.ORCHARD, 300, 8, 60, 110, 11, 2,
           "Caller in a bright vest says the water must be tested while a second one searches upstairs",
           (2, 0), "PE68 TND"),
    Series("Keyless vans", "vehicle-theft", cat.DOCKS, 330, 10, 90, 35, 3, 0,
           "Keyless signal relayed from the hall by two people, van driven off without lights", (5, 1),
           "PE71 KRV"),
    Series("Scooter snatches", "robbery", cat.BUS, 280, 14, 55, 6, 18, 1,
           "Phone snatched by the passenger of a dark scooter that mounts the pavement", (3, 4), "PE19 ZBO"),
    Series("Converter cutters", "theft-from-vehicle", cat.RAIL, 320, 11, 80, 15, 4, 3,
           "Catalytic converter cut away with a battery saw in under two minutes", (3, 5), "PE68 TND"),
    Series("False invoices", "fraud", cat.MARKET, 400, 7, 120, 60, 10, 2,
           "Invoice of a real supplier sent again from a look-alike address with changed account details",
           (2, 6), ""),
)  # fmt: skip

GIVEN = (
    "Ada", "Bela", "Cora", "Dominic", "Esme", "Felix", "Greta", "Hugo", "Imogen", "Jonas", "Klara",
    "Leopold", "Mina", "Nathan", "Ottilie", "Percy", "Quentin", "Rosa", "Stefan", "Tamsin", "Ursula",
    "Vincent", "Wilma", "Yusuf", "Zelda",
)  # fmt: skip
FAMILY = (
    "Abberley", "Brannock", "Carrow", "Dunmore", "Eastlake", "Farrow", "Garvey", "Hollis", "Ingram", "Jessop",
    "Kestrel", "Lomax", "Marsh", "Northey", "Osgood", "Pascoe", "Quayle", "Redfern", "Sorrell", "Thorne",
    "Underhay",
    "Vane", "Wexford", "Yarrow",
)  # fmt: skip
PLATE_LETTERS = "ABCDEFGHJKLMNOPRSTUVWXYZ"


@dataclass(frozen=True)
class Planted:
    """The crimes of all series; ``second`` of local time since the first midnight, in order of time."""

    series: np.ndarray
    category: np.ndarray
    second: np.ndarray
    address: np.ndarray


def plant(rng: np.random.Generator, addresses: Addresses, days: int, room: int) -> Planted:
    """Return the crimes of the series that fit into ``days`` and into ``room`` crimes in all."""
    parts = []
    for index, series in enumerate(SERIES):
        if series.count > room or series.days + series.ends_before > days:
            continue
        room -= series.count
        day = days - series.ends_before - series.days + rng.integers(0, series.days, series.count)
        hour = (series.hour + rng.normal(0, 1.2, series.count)) % 24
        x_km, y_km, _ = cat.CENTRES[series.centre]
        x, y = to_metres(x_km, y_km)
        away = np.hypot(addresses.x - x, addresses.y - y)
        weights = np.exp(-0.5 * (away / series.spread_m) ** 2)
        place = rng.choice(len(weights), series.count, p=weights / weights.sum())
        second = day * 86_400 + (hour * 60).astype(np.int64) // 5 * 300
        parts.append(
            (np.full(series.count, index), np.full(series.count, cat.INDEX[series.category]), second, place)
        )
    if not parts:
        return Planted(*(np.zeros(0, np.int64) for _ in range(4)))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(columns[2], kind="stable")
    return Planted(*(column[order] for column in columns))


def complainant(choice: list[int]) -> tuple[str, str]:
    """Return the (given, family) name of someone who reports a crime of a series."""
    return GIVEN[choice[0] % len(GIVEN)], FAMILY[choice[1] % len(FAMILY)]


def plate(choice: list[int]) -> str:
    """Return a number plate of Port Ellery."""
    letters = "".join(PLATE_LETTERS[choice[i] // 11 % len(PLATE_LETTERS)] for i in (2, 3, 4))
    return f"PE{10 + choice[5] % 65} {letters}"
