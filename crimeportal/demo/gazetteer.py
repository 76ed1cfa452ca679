"""What the map of Port Ellery is drawn from, in kilometres east and north of its centre.

The city lies in the open Atlantic west of Ireland, where nobody lives, in the middle of UTM zone 28.
"""

from typing import NamedTuple

CODE = "PORTELLERY"
NAME = "Port Ellery"
TIME_ZONE = "Europe/London"
PROJECTION_EPSG = 32628
CENTRE_EASTING_M = 500_000
CENTRE_NORTHING_M = 5_783_500
CELL_SIZE_M = 250


class Place(NamedTuple):
    """One neighbourhood: where it grew from, who polices it, who lives there."""

    code: str
    name: str
    district: str
    station: str
    x_km: float
    y_km: float
    population: int
    block_m: int


class Unit(NamedTuple):
    """A police station or the district above it."""

    code: str
    name: str
    kind: str
    parent: str


UNITS = (
    Unit("DCEN", "Central district", "district", ""),
    Unit("DHAR", "Harbour district", "district", ""),
    Unit("DWES", "West district", "district", ""),
    Unit("DNOR", "North district", "district", ""),
    Unit("CENT", "Central", "station", "DCEN"),
    Unit("MILL", "Millgate", "station", "DCEN"),
    Unit("HARB", "Harbour", "station", "DHAR"),
    Unit("ABBY", "Abbey", "station", "DWES"),
    Unit("LIND", "Linden", "station", "DNOR"),
)

PLACES = (
    Place("W01", "Old Market", "DCEN", "CENT", -0.25, -1.05, 9_800, 95),
    Place("W02", "Cathedral", "DCEN", "CENT", 0.35, 0.25, 8_600, 100),
    Place("W03", "Brickfields", "DCEN", "CENT", -1.75, -0.35, 11_900, 115),
    Place("W04", "Kingsbridge", "DCEN", "CENT", 1.45, -0.55, 10_700, 120),
    Place("W05", "Millgate", "DCEN", "MILL", 0.55, 1.75, 13_400, 120),
    Place("W06", "Weaver Hill", "DCEN", "MILL", 2.35, 1.55, 15_700, 130),
    Place("W07", "Station Road", "DCEN", "MILL", 2.85, 0.05, 12_300, 130),
    Place("W08", "Harbour", "DHAR", "HARB", 0.75, -2.25, 7_900, 110),
    Place("W09", "Docklands", "DHAR", "HARB", 2.35, -1.75, 8_800, 150),
    Place("W10", "Quayside", "DHAR", "HARB", -1.35, -2.15, 9_200, 110),
    Place("W11", "Sandgate", "DHAR", "HARB", -2.95, -2.05, 10_400, 130),
    Place("W12", "Ferry Point", "DHAR", "HARB", 4.05, -2.05, 6_100, 160),
    Place("W13", "Saltings", "DHAR", "HARB", 4.85, -0.55, 7_300, 170),
    Place("W14", "Tanners Row", "DWES", "ABBY", -5.25, 0.25, 9_900, 150),
    Place("W15", "Orchard Park", "DWES", "ABBY", -3.45, -0.15, 13_100, 140),
    Place("W16", "Abbey", "DWES", "ABBY", -5.05, 2.05, 10_200, 160),
    Place("W17", "Priory", "DWES", "ABBY", -3.15, 1.75, 11_600, 150),
    Place("W18", "Long Strand", "DWES", "ABBY", -4.65, -1.75, 8_300, 160),
    Place("W19", "Westcliff", "DWES", "ABBY", -6.55, -1.25, 6_700, 180),
    Place("W20", "Elmwood", "DNOR", "LIND", -1.25, 1.45, 14_200, 125),
    Place("W21", "Castle", "DNOR", "LIND", -3.35, 3.55, 9_400, 160),
    Place("W22", "Riverside", "DNOR", "LIND", -1.35, 3.25, 10_900, 145),
    Place("W23", "Fairview", "DNOR", "LIND", 0.85, 3.65, 11_200, 150),
    Place("W24", "Linden", "DNOR", "LIND", 2.95, 3.35, 9_600, 160),
    Place("W25", "Oakhurst", "DNOR", "LIND", 4.45, 1.55, 10_300, 160),
    Place("W26", "Eastmoor", "DNOR", "LIND", 4.95, 3.25, 7_500, 180),
)

COAST_KM = (
    (-30.0, -3.9), (-16.0, -2.6), (-11.0, -1.6), (-8.6, -1.9), (-7.6, -2.5), (-6.7, -2.75), (-5.7, -2.55),
    (-4.7, -2.85), (-3.6, -3.25), (-2.5, -3.3), (-1.6, -3.2), (-0.85, -3.15), (-0.62, -2.75), (-0.5, -2.3),
    (-0.32, -2.3), (-0.2, -2.75), (0.05, -3.3), (0.9, -3.4), (1.15, -2.75), (1.5, -2.7), (1.8, -3.2),
    (2.7, -3.05), (3.4, -3.25), (4.3, -3.35), (5.0, -2.75), (5.2, -1.95), (5.9, -1.5), (6.9, -1.55),
    (8.6, -0.7), (12.0, -0.6), (17.0, 0.9), (30.0, 1.6),
)  # fmt: skip

RIVER_KM = (
    (-1.6, 30.0), (-0.9, 14.0), (-1.4, 8.5), (-0.5, 6.2), (-0.75, 5.0), (-0.1, 3.9), (-0.35, 2.7), (-0.3,
     1.7),
    (-0.65, 0.7), (-0.75, -0.2), (-0.95, -0.9), (-0.7, -1.7), (-0.4, -2.5),
)  # fmt: skip

PARKS_KM = {  # centre, half axes, turn in degrees
    "Castle Park": (-2.55, 2.75, 0.62, 0.42, 20),
    "Abbey Common": (-4.25, 1.15, 0.55, 0.4, -15),
    "Orchard Gardens": (-2.75, 0.45, 0.38, 0.3, 30),
    "Weaver Heights": (1.55, 2.35, 0.5, 0.36, -30),
    "Cathedral Green": (0.05, -0.25, 0.2, 0.16, 0),
    "Saltings Marsh": (5.15, -1.15, 0.6, 0.3, 40),
    "Eastmoor Heath": (4.05, 2.55, 0.45, 0.35, 10),
    "Sandgate Links": (-3.75, -2.6, 0.55, 0.22, -12),
    "Fairview Cemetery": (1.75, 3.15, 0.3, 0.26, 15),
    "Westcliff Down": (-5.8, -2.05, 0.42, 0.26, 25),
}

ROADS_KM = {
    "Castle Road": ((-0.1, -0.75), (-1.0, 0.6), (-2.1, 2.2), (-3.2, 3.4), (-4.3, 5.0), (-6.5, 7.5), (-16,
        20)),
    "Abbey Road": ((-0.1, -0.75), (-1.7, -0.1), (-3.2, 0.7), (-4.8, 1.7), (-7.0, 2.5), (-20, 5.0)),
    "Strand Road": ((-0.1, -0.75), (-1.7, -1.4), (-3.1, -1.5), (-4.7, -1.1), (-6.4, -0.7), (-9.5, -0.4),
        (-22, 0)),
    "Canal Road": ((-0.1, -0.75), (0.3, 1.0), (0.5, 2.4), (0.8, 3.9), (0.9, 6.0), (2.5, 16)),
    "Linden Road": ((-0.1, -0.75), (1.4, 0.8), (2.3, 2.2), (3.0, 3.6), (4.2, 5.4), (9.0, 14)),
    "Eastern Avenue": ((-0.1, -0.75), (1.5, -0.1), (3.0, 0.6), (4.5, 1.3), (6.6, 1.9), (20, 6.0)),
    "Ferry Road": ((-0.1, -0.75), (1.2, -1.2), (2.6, -1.1), (3.7, -1.4), (4.2, -2.4)),
    "Harbour Road": ((-0.1, -0.75), (0.35, -1.7), (0.55, -2.6)),
    "Quay Street": ((-0.1, -0.75), (-1.0, -1.7), (-1.5, -2.5)),
    "Ring Road": (
        (-3.9, -0.9), (-4.1, 0.5), (-3.9, 2.1), (-2.4, 2.9), (-0.6, 2.9), (1.2, 2.8), (2.9, 2.5), (3.7, 1.2),
        (3.8, -0.2), (3.4, -1.2),
    ),
    "Sandgate Parade": ((-1.5, -2.65), (-2.4, -2.85), (-3.4, -2.75), (-4.6, -2.35), (-5.6, -1.9), (-6.8,
        -1.9)),
}  # fmt: skip

STREET_STEMS = (
    "Mill", "Tannery", "Cannery", "Weaver", "Market", "Bridge", "Chapel", "Church", "School", "Well", "Rope",
    "Anchor", "Lantern", "Cooper", "Saddler", "Chandler", "Mason", "Glover", "Fuller", "Potter", "Barley",
    "Clover", "Juniper", "Hazel", "Alder", "Rowan", "Willow", "Sorrel", "Bramble", "Heron", "Plover",
    "Curlew",
    "Gannet", "Otter", "Marlin", "Herring", "Beacon", "Signal", "Compass", "Admiral", "Garrison", "Almond",
    "Quarry", "Kiln", "Foundry", "Copper", "Slate", "Granite", "Meadow", "Spring", "Hill", "Orchard",
)  # fmt: skip
STREET_KINDS = (
    "Street",
    "Road",
    "Lane",
    "Row",
    "Terrace",
    "Avenue",
    "Close",
    "Place",
    "Walk",
    "Way",
    "Grove",
    "Rise",
)
