"""The offences of Port Ellery, and where and when each happens: the parameters of the model, as data."""

from typing import NamedTuple

WORK_WEEK = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
NIGHT_OUT = (0.75, 0.75, 0.8, 0.9, 1.3, 1.55, 1.1)
SHOPPING = (0.95, 0.95, 1.0, 1.05, 1.2, 1.3, 0.65)
OFFICE = (1.2, 1.15, 1.1, 1.1, 1.05, 0.75, 0.65)
AWAY = (0.95, 0.9, 0.95, 1.0, 1.25, 1.1, 0.85)


class Category(NamedTuple):
    """An offence category with its reporting, its rhythm and its places.

    ``share`` of all recorded crime; ``police`` share found by the police; ``delay_h`` median hours to the
    report; ``detected`` share ending in a charge; ``hours`` bumps (peak hour, spread in hours, weight);
    ``week`` Monday first; ``season`` (amplitude, peak day of the year); ``trend`` growth a year;
    ``homes`` share spread by residents, the rest around ``centres`` by weight.
    """

    code: str
    name: str
    group: str
    act_section: str
    nibrs: str
    severity: float
    public_class: str
    share: float
    police: float
    delay_h: float
    detected: float
    hours: tuple[tuple[float, float, float], ...]
    week: tuple[float, ...]
    season: tuple[float, int]
    trend: float
    homes: float
    centres: dict[str, float]


# x and y in kilometres as in the gazetteer, spread (standard deviation) in metres.
CENTRES = {
    "Market Square, Old Market": (-0.1, -0.85, 230),
    "Cathedral Gate": (0.3, 0.15, 260),
    "Harbour Road": (0.45, -1.75, 240),
    "Bus station, Weaver Hill": (2.15, 1.45, 260),
    "Railway station, Station Road": (2.8, 0.15, 280),
    "Kingsbridge retail park": (1.65, -0.65, 300),
    "Sandgate Parade": (-2.6, -2.6, 380),
    "Docklands estate": (2.45, -1.85, 380),
    "Elmwood towers": (-1.35, 1.55, 340),
    "Orchard Park terraces": (-3.55, -0.35, 360),
    "Fairview college": (0.95, 3.45, 380),
    "Millgate mills": (0.7, 1.9, 300),
    "Brickfields flats": (-1.85, -0.45, 320),
    "Canal basin, Millgate": (0.15, 1.15, 220),
}
(
    MARKET,
    CATHEDRAL,
    HARBOUR,
    BUS,
    RAIL,
    RETAIL,
    PARADE,
    DOCKS,
    TOWERS,
    ORCHARD,
    COLLEGE,
    MILLS,
    FLATS,
    BASIN,
) = CENTRES

CATEGORIES = (
    Category("theft", "Theft", "Theft", "PC 378", "23H", 2, "public", 0.165, 0.01, 7, 0.10,
             ((13, 3, 1.0), (18, 2.5, 0.8)), SHOPPING, (0.12, 190), 0.01, 0.30,
             {MARKET: 5, CATHEDRAL: 3, RAIL: 3, BUS: 2, HARBOUR: 1.5, PARADE: 1}),
    Category("shoplifting", "Shoplifting", "Theft", "PC 379", "23C", 1, "public", 0.105, 0.02, 2, 0.30,
             ((11.5, 1.8, 0.7), (16, 2.2, 1.0)), SHOPPING, (0.22, 345), 0.05, 0.06,
             {MARKET: 4, RETAIL: 5, BUS: 1.5, CATHEDRAL: 1.5}),
    Category("burglary", "Burglary", "Burglary", "PC 445", "220", 18, "public", 0.095, 0.01, 5, 0.09,
             ((3, 2, 0.8), (14, 3, 0.7), (20, 2, 0.9)), AWAY, (0.25, 350), -0.04, 0.42,
             {TOWERS: 3, ORCHARD: 3, COLLEGE: 2, MILLS: 1.5, FLATS: 2}),
    Category("vehicle-theft", "Theft of a vehicle", "Vehicle crime", "PC 380", "240", 9, "public", 0.055,
             0.03, 4, 0.08,
             ((2, 2.5, 1.0), (21, 2.5, 0.8)), AWAY, (0.10, 320), 0.03, 0.45,
             {DOCKS: 3, ORCHARD: 2, RAIL: 2, RETAIL: 1}),
    Category("theft-from-vehicle", "Theft from a vehicle", "Vehicle crime", "PC 381", "23F", 3, "public",
             0.100, 0.01,
             8, 0.05, ((1, 3, 1.0), (19, 3, 0.7)), AWAY, (0.12, 300), -0.05, 0.38,
             {RAIL: 3, RETAIL: 2, DOCKS: 2, COLLEGE: 2, PARADE: 1.5}),
    Category("assault", "Assault", "Violence", "PC 351", "13B", 12, "public", 0.130, 0.09, 2, 0.27,
             ((23.5, 2, 1.2), (17, 3, 0.6)), NIGHT_OUT, (0.15, 200), 0.01, 0.33,
             {HARBOUR: 5, MARKET: 2.5, CATHEDRAL: 2, FLATS: 1.5, TOWERS: 1.5}),
    Category("robbery", "Robbery", "Robbery", "PC 392", "120", 35, "public", 0.036, 0.02, 1, 0.20,
             ((22, 2.2, 1.0), (16, 1.5, 0.5)), NIGHT_OUT, (0.12, 330), 0.0, 0.15,
             {BUS: 3, CATHEDRAL: 3, RAIL: 2.5, HARBOUR: 2, BASIN: 1}),
    Category("criminal-damage", "Criminal damage", "Criminal damage", "PC 427", "290", 4, "public", 0.100,
             0.03, 9,
             0.13, ((22, 3, 1.0), (16, 2.5, 0.5)), NIGHT_OUT, (0.18, 130), -0.02, 0.55,
             {PARADE: 2, TOWERS: 2, MILLS: 2, HARBOUR: 1.5, FLATS: 1}),
    Category("public-order", "Public order", "Public order", "PC 268", "90C", 2, "public", 0.068, 0.35, 1,
             0.34,
             ((23, 2, 1.2), (15, 3, 0.4)), NIGHT_OUT, (0.22, 195), 0.02, 0.18,
             {HARBOUR: 5, MARKET: 3, PARADE: 2, BUS: 1}),
    Category("drugs", "Drugs", "Drugs", "DA 27", "35A", 6, "public", 0.056, 0.86, 0.5, 0.74,
             ((21, 3, 1.0), (15, 3, 0.7)), (0.8, 1.0, 1.1, 1.15, 1.2, 1.0, 0.75), (0.05, 270), 0.06, 0.14,
             {BUS: 3, HARBOUR: 2, FLATS: 2.5, DOCKS: 1.5, BASIN: 2}),
    Category("weapons", "Possession of a weapon", "Weapons", "AA 25", "520", 14, "broad", 0.013, 0.62, 0.8,
             0.66,
             ((22, 2.5, 1.0), (16, 2.5, 0.6)), NIGHT_OUT, (0.05, 200), 0.02, 0.20,
             {BUS: 2, HARBOUR: 2, CATHEDRAL: 1.5, FLATS: 1.5}),
    Category("fraud", "Fraud", "Fraud", "PC 420", "26A", 5, "public", 0.062, 0.0, 190, 0.05,
             ((11, 2.5, 1.0), (15, 2.5, 0.8)), OFFICE, (0.08, 330), 0.08, 0.80,
             {MARKET: 1, CATHEDRAL: 1, RETAIL: 0.5}),
    Category("domestic", "Domestic abuse", "Domestic", "DV 3", "13C", 15, "never", 0.040, 0.02, 6, 0.22,
             ((21, 2.5, 1.0), (1, 2, 0.4)), (0.95, 0.9, 0.9, 0.95, 1.05, 1.2, 1.3), (0.10, 358), 0.02, 0.92,
             {TOWERS: 1, FLATS: 1}),
    Category("sexual-offence", "Sexual offences", "Sexual offences", "PC 375", "11A", 90, "never", 0.018,
             0.0, 80, 0.12,
             ((0, 3, 1.0), (16, 4, 0.4)), NIGHT_OUT, (0.10, 190), 0.02, 0.70,
             {HARBOUR: 2, MARKET: 1, COLLEGE: 1}),
    Category("homicide", "Homicide", "Homicide", "PC 302", "09A", 550, "never", 0.0008, 0.10, 0.5, 0.85,
             ((23, 4, 1.0),), WORK_WEEK, (0.0, 1), 0.0, 0.60,
             {HARBOUR: 1, DOCKS: 1}),
)  # fmt: skip

CODES = tuple(c.code for c in CATEGORIES)
INDEX = {code: i for i, code in enumerate(CODES)}

# What moves eight weeks before the end: street crime leaves Cathedral Gate for the canal basin.
SHIFT_CATEGORIES = ("theft", "robbery", "assault", "criminal-damage", "drugs")
SHIFT_DAYS = 56
SHIFT_FROM, SHIFT_TO = CATHEDRAL, BASIN
SHIFT_SHARE = 0.16  # of each of these categories, on top of what the new place had
