"""Titles, narratives and modi operandi from a grammar; no narrative names a person.

Each text is one way through the rules below, chosen by the whole numbers in ``Incidents.choice``.
"""

from typing import NamedTuple


class Account(NamedTuple):
    """The words of one record."""

    title: str
    premises: str
    modus_operandi: str
    narrative: str
    loss: str
    method_of_entry: str
    weapon: str


class Rules(NamedTuple):
    """What may be said of one category."""

    titles: tuple[str, ...]
    premises: tuple[str, ...]
    methods: tuple[str, ...]
    losses: tuple[str, ...]
    entries: tuple[str, ...] = ("",)
    weapons: tuple[str, ...] = ("",)
    linked: bool = False  # title and loss go with the method


RULES = {
    "theft": Rules(
        ("Phone taken in {street}", "Purse taken in {street}", "Bicycle taken in {street}",
         "Bag taken in {street}"),
        ("street", "café", "bus stop", "market hall", "station concourse", "pub"),
        ("Taken from a table while the owner looked away", "Dipped from a coat pocket in a crowd",
         "Cable lock cut", "Bag lifted from the back of a chair"),
        ("a mobile phone", "a purse with about 60 in cash", "a pedal cycle",
         "a shoulder bag with cards and keys"),
        linked=True,
    ),
    "shoplifting": Rules(
        ("Goods taken, {premises} in {street}", "Shop theft in {street}"),
        ("supermarket", "chemist", "clothes shop", "convenience store", "department store"),
        ("Goods hidden in a foil-lined bag", "Walked out past the tills with a full basket",
         "Tags removed in a fitting room", "Two people, one keeping the staff busy"),
        ("spirits and razor blades", "cosmetics", "meat and cheese", "clothing with the tags cut off"),
    ),
    "burglary": Rules(
        ("Burglary, {premises} in {street}", "Break-in, {premises} in {street}"),
        ("house", "flat", "terraced house", "shop", "office", "garage"),
        ("Rear window forced with a flat tool; untidy search of the bedrooms", "Front door lock snapped",
         "Let in through an unlocked back door; only the ground floor searched",
         "Patio door lifted off its runner", "Letterbox used to reach the keys"),
        ("jewellery and cash", "two laptops and a tablet", "a television and a games console", "power tools",
         "nothing taken, the alarm sounded"),
        entries=("rear window", "front door", "back door, unlocked", "patio door", "letterbox"),
    ),
    "vehicle-theft": Rules(
        ("Vehicle taken in {street}", "Vehicle taken, {premises} in {street}"),
        ("street", "drive", "car park", "depot"),
        ("Keyless signal relayed from the house", "Ignition barrel forced", "Keys taken from inside",
         "Loaded on a recovery truck"),
        ("a grey hatchback", "a white panel van", "a motor cycle", "a black estate car"),
    ),
    "theft-from-vehicle": Rules(
        ("Theft from a car in {street}", "Theft from an unlocked car in {street}",
         "Tools taken from a van in {street}", "Converter cut from a car in {street}"),
        ("street", "car park", "drive", "station car park"),
        ("Small rear window smashed", "Door left unlocked", "Van door peeled down at the top",
         "Catalytic converter cut away"),
        ("a bag from the boot", "loose change and a satellite navigator", "power tools",
         "a catalytic converter"),
        linked=True,
    ),
    "assault": Rules(
        ("Assault in {street}", "Assault, {premises} in {street}"),
        ("street", "pub", "night club", "house", "taxi rank", "park"),
        ("Punched after an argument in a queue", "Pushed to the ground and kicked", "Struck with a bottle",
         "Slapped by someone known to the victim"),
        ("a cut above the eye", "bruising", "a broken tooth", "no visible injury"),
        weapons=("", "", "bottle", ""),
    ),
    "robbery": Rules(
        ("Robbery in {street}", "Robbery, {premises} in {street}"),
        ("street", "bus stop", "cash machine", "footpath", "shop"),
        ("Approached from behind by two people on foot and threatened",
         "Phone snatched by a rider on the pavement", "Asked for the time, then shown a knife",
         "Pushed against a wall and searched"),
        ("a watch", "a mobile phone", "cash and cards", "headphones"),
        weapons=("", "", "knife", ""),
    ),
    "criminal-damage": Rules(
        ("Window broken, {premises} in {street}", "Car damaged in {street}",
         "Graffiti, {premises} in {street}"),
        ("house", "shop", "bus shelter", "school", "garage"),
        ("Stone thrown through a window", "Wing mirror kicked off", "Paint sprayed on a wall"),
        ("damage put at about 200", "damage put at about 450", "damage not yet valued"),
        linked=True,
    ),
    "public-order": Rules(
        ("Disorder in {street}", "Threats in {street}"),
        ("street", "pub", "taxi rank", "promenade", "bus station"),
        ("Shouting and swearing at passers-by", "Threats after being refused entry",
         "Group blocking the pavement"),
        ("no injury", "no injury, crowd dispersed"),
    ),
    "drugs": Rules(
        ("Drugs found in {street}", "Possession of drugs in {street}"),
        ("street", "park", "car", "house", "bus station"),
        ("Found in a search after a smell of smoke", "Seen exchanging small packets",
         "Found under a warrant"),
        ("several wraps of powder", "a bag of herbal matter", "tablets in a film canister"),
    ),
    "weapons": Rules(
        ("Knife found in {street}", "Knife carried in {street}", "Weapon carried in {street}"),
        ("street", "park", "bus station", "licensed premises"),
        ("Found in a search", "Seen in a waistband by the door staff", "Thrown away during a chase"),
        ("a lock knife", "a kitchen knife", "a knuckle duster"),
        weapons=("lock knife", "kitchen knife", "knuckle duster"),
        linked=True,
    ),
    "fraud": Rules(
        ("Fraud by telephone", "Online purchase not delivered", "False invoice paid",
         "Card used without leave"),
        ("home", "office", "shop", "internet"),
        ("Caller claimed to be from the bank and asked for a transfer", "Goods paid for and never sent",
         "False invoice with changed account details", "Card details used for online orders"),
        ("a loss of about 900", "a loss of about 150", "a loss of about 4,500", "a loss of about 300"),
        linked=True,
    ),
    "domestic": Rules(
        ("Domestic incident",),
        ("house", "flat"),
        ("Argument that turned violent", "Unwanted calls and visits", "Property broken in an argument"),
        ("safety plan made", "referred to the support service"),
    ),
    "sexual-offence": Rules(
        ("Sexual offence",),
        ("house", "street", "licensed premises"),
        ("Details are held in a protected statement",),
        ("referred to the support service",),
    ),
    "homicide": Rules(
        ("Homicide",),
        ("house", "street"),
        ("Under investigation by the major crime team",),
        ("one person dead",),
    ),
}  # fmt: skip

OPENINGS = (
    "Reported to have happened {when} ({premises}, {street}).",
    "{When}: {premises}, {street}.",
    "Officer attended {street} ({premises}); it happened {when}.",
)
CLOSINGS = (
    "House-to-house enquiries made, no witness so far.",
    "Camera footage asked for from nearby premises.",
    "Scene examined; marks lifted and sent.",
    "No line of enquiry at present.",
    "Reference given and advice left with the informant.",
)
POLICE_CLOSINGS = ("Found by a patrol.", "Found in the course of a planned operation.")
WHEN = ("at a known time", "between the times given", "at a time not known")


def tell(
    code: str, choice: list[int], time_known: int, street: str, police: bool, method: str = "", way: int = -1
) -> Account:
    """Return the words of a record of category ``code``; a series has its own ``method`` and ``way``."""
    rules = RULES[code]
    premises = rules.premises[choice[0] % len(rules.premises)]
    way = way if way >= 0 else choice[1] % len(rules.methods)
    modus = method or rules.methods[way]
    closings = POLICE_CLOSINGS if police else CLOSINGS
    when = WHEN[time_known]
    opening = OPENINGS[choice[3] % len(OPENINGS)].format(
        when=when, When=when.capitalize(), premises=premises, street=street
    )
    loss = rules.losses[(way if rules.linked else choice[2]) % len(rules.losses)]
    title = rules.titles[(way if rules.linked else choice[4]) % len(rules.titles)]
    return Account(
        title=title.format(premises=premises, street=street),
        premises=premises,
        modus_operandi=modus,
        narrative=f"{opening} {modus}. Result: {loss}. {closings[choice[5] % len(closings)]}",
        loss=loss.capitalize(),
        method_of_entry="" if method else rules.entries[way % len(rules.entries)],
        weapon=rules.weapons[way % len(rules.weapons)],
    )
