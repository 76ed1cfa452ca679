"""What must be allowed, written from the description of roles alone: it asks no code of the portal.

Letters of RIGHTS: O own or assigned, S the posting's station, D its district, N everywhere,
G by a grant only, P for oneself (no place is involved).
"""

from .cast import (
    ACTORS,
    DISTRICT_OF,
    EVENTS,
    GRANTS,
    JURISDICTION_OF,
    KEYS,
    MODELS,
    PEOPLE,
    PEOPLE_SEARCHES,
    RECORDS,
    REVIEWS,
    RUNS,
    SEARCHES,
    TOKENS,
    USERS,
    Actor,
    Record,
)

ROLES = [
    *("citizen", "officer", "investigator", "supervisor", "district"),
    *("custodian", "analyst", "auditor", "administrator"),
]
TABLE = """
account.own           P P P P P P P P P
staff.home            - P P P P P P P P
record.read           - S S S D - - - -
record.narrative      - S O S D - - - -
record.protected      - G G G G - - - -
record.draft          - S S S - - - - -
record.submit         - S S S - - - - -
record.register       - - - S D - - - -
record.return         - - - S D - - - -
record.void           - - - S D - - - -
record.grant          - - - S D - - - -
record.break_glass    - - N N N - - - -
access.review         - - - S D - - N -
person.search         - S S D D - - - -
person.search.masked  - N N - - - - - -
analytics.predict     P P P P P - P - -
analytics.hotspots    P P P P P - P - -
analytics.view        - S S S D - N - -
analytics.retrain     - - - - - - N - -
audit.read            - O O S D - - N -
audit.terms           - - - - - - - N -
audit.verify          - - - - - - - N N
account.unlock        - - - S D - - - N
admin.configure       - - - - - - - - N
"""
RIGHTS = {
    action: dict(zip(ROLES, letters, strict=True))
    for action, *letters in (line.split() for line in TABLE.strip().splitlines())
}
# What being let in to one record opens: reading it, and nothing else.
OPENED_BY_GRANT = {"record.read", "record.narrative", "record.protected"}


def is_known(actor: Actor) -> bool:
    """Whether the portal knows who asks: nobody is known after their account was disabled."""
    return bool(actor.role) and not actor.disabled


def letter(actor: Actor, action: str) -> str:
    """How far `actor` may do `action` at all: "" not, "*" everyone may."""
    if action == "public":
        return "*"
    if not is_known(actor) or (actor.by_key and action not in actor.scopes):
        return ""
    if actor.lacks_second_step and action != "account.own":
        return ""
    role = "citizen" if actor.posting_ended else actor.role
    return RIGHTS[action][role].strip("-")


def stations(actor: Actor, action: str) -> set[str]:
    """Stations that the posting reaches for `action`."""
    reach = letter(actor, action)
    if reach == "N":
        return set(DISTRICT_OF)
    if reach == "S":
        return {actor.station}
    if reach == "D":
        return {
            name
            for name, unit in DISTRICT_OF.items()
            if unit in (actor.station, DISTRICT_OF.get(actor.station))
        }
    return set()


def jurisdictions(actor: Actor, action: str) -> set[str]:
    return {JURISDICTION_OF[DISTRICT_OF[name]] for name in stations(actor, action)}


def reads(actor: Actor, record: Record) -> bool:
    """Whether the record exists for `actor`."""
    return may(actor, "record.read", record)


def may(actor: Actor, action: str, record: Record) -> bool:
    """Whether `actor` may do `action` to a record, its status and designations apart."""
    if not letter(actor, action) or is_denied(actor, record):
        return False
    if action == "record.grant":
        return decides(actor, record)
    if action in OPENED_BY_GRANT and _is_let_in(actor, record):
        return True
    if not _in_scope(actor, action, record):
        return False
    # An emergency opens for reading; whoever was given access for good acts within their scope, too.
    return not _is_closed(actor, record) or _holds(actor, record, "allow") or _is_assigned(actor, record)


def decides(actor: Actor, record: Record) -> bool:
    """Who says who else sees a record need not read it; drafts are nobody's to decide on."""
    if record.status == "draft" or is_denied(actor, record):
        return False
    return record.station in stations(actor, "record.grant")


def is_denied(actor: Actor, record: Record) -> bool:
    return _holds(actor, record, "deny")


def is_own(actor: Actor, record: Record) -> bool:
    return actor.person in (record.author, record.investigator)


def _holds(actor: Actor, record: Record, *kinds: str) -> bool:
    return any(person == actor.person and kind in kinds for person, kind in record.grants)


def _is_let_in(actor: Actor, record: Record) -> bool:
    return _holds(actor, record, "allow", "emergency") or _is_assigned(actor, record)


def _is_assigned(actor: Actor, record: Record) -> bool:
    return record.investigator == actor.person


def _in_scope(actor: Actor, action: str, record: Record) -> bool:
    if letter(actor, action) == "O":
        return is_own(actor, record)
    return record.station in stations(actor, action)


def _is_closed(actor: Actor, record: Record) -> bool:
    """Drafts and protected records are closed to all but their author and who decides on them."""
    if record.author == actor.person:
        return False
    if record.status == "submitted" and record.station in stations(actor, "record.register"):
        return False
    return record.status == "draft" or record.protected


def exists(actor: Actor, kind: str, thing: str) -> bool:
    """Whether there is such a thing as far as `actor` may know."""
    if thing == "missing":
        return False
    return EXISTS[kind](actor, thing)


def _model_exists(actor: Actor, thing: str) -> bool:
    """Models in use for the public are known to who may see hotspots; staff know all of their own place."""
    jurisdiction, audience, stage = MODELS[thing]
    if jurisdiction in jurisdictions(actor, "analytics.view"):
        return True
    published = (audience, stage) == ("public", "champion")
    return published and bool(letter(actor, "analytics.hotspots"))


def _person_exists(actor: Actor, thing: str) -> bool:
    """People are known to who may read the people of a record that names them."""
    record = RECORDS[PEOPLE[thing]]
    return reads(actor, record) and may(actor, "record.narrative", record)


def _account_exists(actor: Actor, thing: str) -> bool:
    """Staff within reach of who lifts locks; citizens and whoever left are nobody's staff."""
    other = ACTORS[USERS[thing]]
    if other.role == "citizen" or other.posting_ended:
        return False
    return letter(actor, "account.unlock") == "N" or _units(other) <= _reach(actor)


def _units(other: Actor) -> set[str]:
    return {other.station or "nowhere"}


def _reach(actor: Actor) -> set[str]:
    """Stations within reach, and for a district the unit itself."""
    units = {actor.station} if letter(actor, "account.unlock") == "D" else set()
    return stations(actor, "account.unlock") | units


def _oversees(actor: Actor, record: Record) -> bool:
    """Whether decisions on access to the record are the actor's to give, or to review."""
    reach = stations(actor, "record.grant") | stations(actor, "access.review")
    return record.station in reach and not is_denied(actor, record)


def _grant_exists(actor: Actor, thing: str) -> bool:
    return _oversees(actor, RECORDS[GRANTS[thing][0]])


def _review_exists(actor: Actor, thing: str) -> bool:
    """Nobody reviews an emergency of their own."""
    record, person = REVIEWS[thing]
    return (
        bool(letter(actor, "access.review")) and person != actor.person and _oversees(actor, RECORDS[record])
    )


def _event_exists(actor: Actor, thing: str) -> bool:
    """One's own acts, and those at the stations in reach but on what is closed to oneself by a denial."""
    record = RECORDS[EVENTS[thing]]
    if not letter(actor, "audit.read"):
        return False
    if letter(actor, "audit.read") == "N" or record.author == actor.person:
        return True
    return record.station in stations(actor, "audit.read") and not is_denied(actor, record)


EXISTS = {
    "record": lambda actor, thing: reads(actor, RECORDS[thing]),
    "run": lambda actor, thing: RUNS[thing] in jurisdictions(actor, "analytics.view"),
    "model": _model_exists,
    "token": lambda actor, thing: TOKENS[thing] == actor.person,
    "key": lambda actor, thing: KEYS[thing] == actor.person,
    "search": lambda actor, thing: SEARCHES[thing] == actor.person,
    "person": _person_exists,
    "user": _account_exists,
    "people_search": lambda actor, thing: PEOPLE_SEARCHES[thing] == actor.person,
    "grant": _grant_exists,
    "review": _review_exists,
    "decided": lambda actor, thing: decides(actor, RECORDS[thing]),
    "numbered": lambda actor, thing: True,
    "trail": lambda actor, thing: letter(actor, "audit.read") == "N" or reads(actor, RECORDS[thing]),
    "event": _event_exists,
    "check": lambda actor, thing: True,
}
# Fields of a record that need the right to narratives beside the right to read it.
BEHIND_NARRATIVE = {"narrative", "method", "person", "property"}


def may_see_word(actor: Actor, kind: str, thing: str, field: str) -> bool:
    if kind == "record" and field in BEHIND_NARRATIVE:
        return exists(actor, "record", thing) and may(actor, "record.narrative", RECORDS[thing])
    if field == "grant":
        own = _holds(actor, RECORDS[thing], "emergency") and reads(actor, RECORDS[thing])
        return own or _oversees(actor, RECORDS[thing])
    return exists(actor, kind, thing)
