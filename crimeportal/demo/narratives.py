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


RULES = {
    "theft": Rules(
        ("Phone taken in {street}", "Bag taken in {street}", "Bicycle taken in {street}",
         "Purse taken at {premises}"),
        ("street", "café", "bus stop", "market hall", "station concourse", "pub"),
        ("Taken from a table while the owner looked away", "Dipped from a coat pocket in a crowd",
         "Cable lock cut", "Bag lifted from the back of a chair"),
        ("a mobile phone", "a shoulder bag with cards and keys", "a pedal cycle",
         "a purse with about 60 in cash"),
    ),
    "shoplifting": Rules(
        ("Goods taken from {premises}", "Shop theft in {street}"),
        ("supermarket", "chemist", "clothes shop", "convenience store", "department store"),
        ("Goods hidden in a foil-lined bag", "Walked out past the tills with a full basket",
         "Tags removed in a fitting room", "Two people, one keeping the staff busy"),
        ("spirits and razor blades", "cosmetics", "meat and cheese", "clothing with the tags cut off"),
    ),
    "burglary": Rules(
        ("Burglary, {premises} in {street}", "Break-in at {premises}, {street}"),
        ("house", "flat", "terraced house", "shop", "office", "garage"),
        ("Rear window forced with a flat tool; untidy search of the bedrooms", "Front door lock snapped",
         "Let in through an unlocked back door; only the ground floor searched",
         "Patio door lifted off its runner",
         "Letterbox used to reach the keys"),
        ("jewellery and cash", "two laptops and a tablet", "a television and a games console", "power tools",
         "nothing, the alarm sounded"),
        ("rear window", "front door", "back door, unlocked", "patio door", "letterbox"),
    ),
    "vehicle-theft": Rules(
        ("Vehicle taken from {street}", "Van taken from {premises}"),
        ("street", "drive", "car park", "depot"),
        ("Keyless signal relayed from the house", "Ignition barrel forced", "Keys taken from inside",
         "Loaded on a recovery truck"),
        ("a grey hatchback", "a white panel van", "a motor cycle", "a black estate car"),
    ),
    "theft-from-vehicle": Rules(
        ("Theft from a car in {street}", "Tools taken from a van in {street}"),
        ("street", "car park", "drive", "station car park"),
        ("Small rear window smashed", "Door left unlocked", "Van door peeled down at the top",
         "Catalytic converter cut away"),
        ("a satellite navigator", "a bag from the boot", "power tools", "number plates", "loose change"),
    ),
    "assault": Rules(
        ("Assault in {street}", "Fight at {premises}, {street}"),
        ("street", "pub", "night club", "dwelling", "taxi rank", "park"),
        ("Punched after an argument in a queue", "Pushed to the ground and kicked", "Struck with a bottle",
         "Slapped by someone known to the victim"),
        ("a cut above the eye", "bruising", "a broken tooth", "no visible injury"),
        weapons=("", "", "", "bottle", "stick"),
    ),
    "robbery": Rules(
        ("Robbery in {street}", "Phone robbed in {street}"),
        ("street", "bus stop", "cash machine", "footpath", "shop"),
        ("Approached from behind by two people on foot and threatened",
         "Phone snatched by a rider on the pavement",
         "Asked for the time, then shown a knife", "Pushed against a wall and searched"),
        ("a mobile phone", "a watch", "cash and cards", "headphones"),
        weapons=("", "", "knife", "threat of a knife"),
    ),
    "criminal-damage": Rules(
        ("Damage in {street}", "Window broken, {premises} in {street}"),
        ("house", "car", "shop", "bus shelter", "school", "fence"),
        ("Stone thrown through a window", "Wing mirrors kicked off along the street",
         "Paint sprayed on a wall",
         "Scratched along both doors"),
        ("damage put at about 200", "damage put at about 450", "damage not yet valued"),
    ),
    "public-order": Rules(
        ("Disorder in {street}", "Threats in {street}"),
        ("street", "pub", "taxi rank", "promenade", "bus station"),
        ("Shouting and swearing at passers-by", "Threats after being refused entry",
         "Group blocking the pavement"),
        ("no injury", "no injury, crowd dispersed"),
    ),
    "drugs": Rules(
        ("Drugs found in {street}", "Possession of drugs, {street}"),
        ("street", "park", "car", "dwelling", "bus station"),
        ("Found in a search after a smell from the car", "Seen exchanging small packets",
         "Found under a warrant"),
        ("several wraps of powder", "a bag of herbal matter", "tablets in a film canister"),
    ),
    "weapons": Rules(
        ("Knife found in {street}", "Weapon carried in {street}"),
        ("street", "park", "bus station", "licensed premises"),
        ("Found in a search", "Seen in a waistband by the door staff", "Thrown away during a chase"),
        ("a lock knife", "a kitchen knife", "a knuckle duster"),
        weapons=("lock knife", "kitchen knife", "knuckle duster"),
    ),
    "fraud": Rules(
        ("Fraud by telephone", "Online purchase not delivered", "Card used without leave"),
        ("home", "office", "shop", "internet"),
        ("Caller claimed to be from the bank and asked for a transfer", "Goods paid for and never sent",
         "False invoice with changed account details", "Card details used for online orders"),
        ("a loss of about 300", "a loss of about 1,200", "a loss of about 4,500"),
    ),
    "domestic": Rules(
        ("Domestic incident",),
        ("dwelling",),
        ("Argument that turned violent", "Unwanted calls and visits", "Property broken in an argument"),
        ("safety plan made", "referred to the support service"),
    ),
    "sexual-offence": Rules(
        ("Sexual offence",),
        ("dwelling", "street", "licensed premises"),
        ("Details are held in a protected statement",),
        ("referred to the support service",),
    ),
    "homicide": Rules(
        ("Homicide",),
        ("dwelling", "street"),
        ("Under investigation by the major crime team",),
        ("one person dead",),
        weapons=("knife", "", "blunt object"),
    ),
}  # fmt: skip

OPENINGS = (
    "Reported that {when} at {premises}, {street}, the following happened.",
    "{When}, {premises} in {street}.",
    "Officer attended {premises}, {street}. It happened {when}.",
)
CLOSINGS = (
    "House-to-house enquiries made, no witness so far.",
    "Camera footage asked for from nearby premises.",
    "Scene examined; marks lifted and sent.",
    "No line of enquiry at present.",
    "Reference given and advice left with the informant.",
)
POLICE_CLOSINGS = (
    "Found by a patrol. Item seized and sealed.",
    "Found in the course of a planned operation.",
)
WHEN = ("at a known time", "between the times given", "at a time not known")


def tell(
    code: str, choice: list[int], time_known: int, street: str, police: bool, method: str = ""
) -> Account:
    """Return the words of a record of category ``code``; ``method`` is its series' own."""
    rules = RULES[code]
    premises = rules.premises[choice[0] % len(rules.premises)]
    way = choice[1] % len(rules.methods)
    modus = method or rules.methods[way]
    closings = POLICE_CLOSINGS if police else CLOSINGS
    when = WHEN[time_known]
    opening = OPENINGS[choice[3] % len(OPENINGS)].format(
        when=when, When=when.capitalize(), premises=premises, street=street
    )
    loss = rules.losses[choice[2] % len(rules.losses)]
    return Account(
        title=rules.titles[choice[4] % len(rules.titles)].format(premises=premises, street=street),
        premises=premises,
        modus_operandi=modus,
        narrative=f"{opening} {modus}. Result: {loss}. {closings[choice[5] % len(closings)]}",
        method_of_entry="" if method else rules.entries[way % len(rules.entries)],
        weapon=rules.weapons[choice[5] // 7 % len(rules.weapons)],
    )
