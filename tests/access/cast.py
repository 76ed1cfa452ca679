"""Who asks and what is asked for, as plain data: the oracle judges by it, the world is built from it."""

from dataclasses import dataclass, field

# Station → the unit above it → its jurisdiction.
DISTRICT_OF = {"STA": "NORTH", "STB": "NORTH", "STC": "SOUTH", "FAR": "OUTER"}
UNITS = ["NORTH", "SOUTH", "OUTER"]
JURISDICTION_OF = {"NORTH": "TESTCITY", "SOUTH": "TESTCITY", "OUTER": "FARTOWN"}


@dataclass(frozen=True)
class Actor:
    """`scopes` are those of an API key; None for a person. `station` is a unit for district officers."""

    name: str
    role: str = ""
    station: str = ""
    may_register: bool = False
    scopes: frozenset[str] | None = None
    acts_for: str = ""
    disabled: bool = False
    posting_ended: bool = False
    lacks_second_step: bool = False

    @property
    def person(self) -> str:
        """The person behind it; a key acts for its owner."""
        return self.acts_for or self.name

    @property
    def by_key(self) -> bool:
        return self.scopes is not None


ACTORS = {
    actor.name: actor
    for actor in [
        Actor("anonymous"),
        Actor("citizen", "citizen"),
        Actor("other_citizen", "citizen"),
        Actor("key_public", "citizen", scopes=frozenset({"public"}), acts_for="citizen"),
        Actor("key_predict", "officer", "STA", scopes=frozenset({"analytics.predict"}), acts_for="officer"),
        Actor("key_records", "officer", "STA", scopes=frozenset({"record.read"}), acts_for="officer"),
        Actor("officer", "officer", "STA"),
        Actor("officer_b", "officer", "STB"),
        Actor("officer_c", "officer", "STC"),
        Actor("investigator", "investigator", "STA"),
        Actor("assigned", "investigator", "STB"),
        Actor("supervisor", "supervisor", "STA", may_register=True),
        Actor("undesignated", "supervisor", "STA"),
        Actor("supervisor_b", "supervisor", "STB", may_register=True),
        Actor("district", "district", "NORTH", may_register=True),
        Actor("district_c", "district", "SOUTH", may_register=True),
        Actor("custodian", "custodian", "STA"),
        Actor("analyst", "analyst"),
        Actor("auditor", "auditor"),
        Actor("administrator", "administrator"),
        Actor("disabled", "officer", "STA", disabled=True),
        Actor("former", "officer", "STA", posting_ended=True),
        Actor("unsecured", "supervisor", "STA", may_register=True, lacks_second_step=True),
    ]
}
# People who enter records and never ask for anything here.
BACKGROUND = [Actor("colleague", "officer", "STA"), Actor("stranger", "officer", "FAR")]


@dataclass(frozen=True)
class Record:
    """`grants` hold now: (person, kind). `past` were taken back or ran out, and must have no effect."""

    station: str
    author: str = "colleague"
    status: str = "registered"
    protected: bool = False
    investigator: str = ""
    grants: tuple[tuple[str, str], ...] = field(default=())
    past: tuple[tuple[str, str], ...] = field(default=())


RECORDS = {
    "own": Record("STA", author="officer"),
    "station": Record("STA"),
    "neighbour": Record("STB", author="officer_b"),
    "distant": Record("STC", author="officer_c"),
    "outside": Record("FAR", author="stranger"),
    "left_behind": Record("STB", author="officer"),
    "protected": Record("STA", protected=True),
    "protected_own": Record("STA", author="officer", protected=True),
    "protected_granted": Record(
        "STA",
        protected=True,
        grants=(
            ("officer", "allow"),
            ("supervisor", "allow"),
            ("officer_c", "allow"),
            ("analyst", "allow"),
            ("supervisor_b", "allow"),
        ),
    ),
    "denied": Record("STA", grants=tuple((name, "deny") for name in ("officer", "supervisor", "district"))),
    "denied_own": Record(
        "STA",
        author="officer",
        investigator="investigator",
        grants=(("officer", "deny"), ("investigator", "deny"), ("investigator", "allow")),
    ),
    "denied_returned": Record("STA", author="officer", status="returned", grants=(("officer", "deny"),)),
    "assigned": Record("STA", investigator="assigned"),
    "assigned_protected": Record("STA", protected=True, investigator="investigator"),
    "emergency": Record("STC", protected=True, grants=(("investigator", "emergency"),)),
    "emergency_station": Record("STA", protected=True, grants=(("supervisor", "emergency"),)),
    "lapsed": Record("STB", past=(("officer", "allow"), ("investigator", "emergency"))),
    "lapsed_station": Record("STA", past=(("investigator", "allow"),)),
    "pardoned": Record(
        "STA", grants=(("officer_b", "allow"),), past=(("officer", "deny"), ("supervisor", "deny"))
    ),
    "draft": Record("STA", author="officer", status="draft"),
    "draft_other": Record("STA", status="draft"),
    "returned": Record("STA", author="officer", status="returned"),
    "submitted": Record("STA", author="officer", status="submitted"),
    "submitted_protected": Record("STA", status="submitted", protected=True),
    "submitted_b": Record("STB", author="officer_b", status="submitted"),
    "voided": Record("STA", author="officer", status="voided"),
}
# Enough to tell the rules apart, where asking for every record would take too long.
TELLING = [
    *("own", "neighbour", "protected", "protected_granted", "denied", "assigned", "emergency"),
    *("emergency_station", "draft", "draft_other", "submitted", "submitted_protected", "voided"),
]

# Trainings and models: jurisdiction, and for models the audience and whether they are in use.
RUNS = {"run_here": "TESTCITY", "run_far": "FARTOWN"}
MODELS = {
    "model_here": ("TESTCITY", "staff", "champion"),
    "model_here_public": ("TESTCITY", "public", "champion"),
    "model_far": ("FARTOWN", "staff", "champion"),
    "model_far_public": ("FARTOWN", "public", "champion"),
    "model_candidate": ("TESTCITY", "public", "candidate"),
    "model_retired": ("FARTOWN", "staff", "retired"),
}
# Whose they are.
TOKENS = {"token_officer": "officer", "token_citizen": "citizen"}
KEYS = {"key_officer": "officer", "key_citizen": "citizen"}
SEARCHES = {"search_officer": "officer", "search_supervisor": "supervisor"}
PEOPLE_SEARCHES = {"people_search_officer": "officer", "people_search_supervisor": "supervisor"}
# Decisions in force: on which record, about whom. Emergencies are reviewed.
GRANTS = {
    f"{name}_{kind}_{person}": (name, person)
    for name, record in RECORDS.items()
    for person, kind in record.grants
}
REVIEWS = {f"review_of_{name}": about for name, about in GRANTS.items() if "_emergency_" in name}
# The witness of each record.
PEOPLE = {f"{name}_witness": name for name in RECORDS}
USERS = {
    f"{name}_account": name
    for name in (
        *("officer", "officer_b", "officer_c", "supervisor", "district"),
        *("analyst", "former", "citizen"),
    )
}
# What was done to each record, by its author.
EVENTS = {f"{name}_event": name for name in RECORDS}
CHECKS = {"check": ""}
KINDS: dict[str, dict[str, object]] = {
    "record": RECORDS,
    "run": RUNS,
    "model": MODELS,
    "token": TOKENS,
    "key": KEYS,
    "search": SEARCHES,
    "people_search": PEOPLE_SEARCHES,
    "grant": GRANTS,
    "review": REVIEWS,
    # Records again, as other doors know them: who decides about them, their numbers, their trails.
    "decided": RECORDS,
    "numbered": RECORDS,
    "trail": RECORDS,
    "person": PEOPLE,
    "user": USERS,
    "event": EVENTS,
    "check": CHECKS,
}
# What carries words of its own.
NAMES = [*RECORDS, *RUNS, *MODELS]
KIND_OF = {name: kind for kind in ("record", "run", "model") for name in KINDS[kind]}


def word(name: str, field_name: str) -> str:
    """The word that stands in one field of one thing and nowhere else."""
    return f"Zq{NAMES.index(name):02d}{field_name}qZ"
