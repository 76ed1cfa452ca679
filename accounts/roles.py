"""Role → action → scope, as data. Permission checks, querysets, navigation, docs and tests read it."""

from enum import StrEnum


class Scope(StrEnum):
    """How far a right reaches.

    PUBLIC: needs no log-in. SELF: no station is involved. OWN: what one entered or is assigned to.
    GRANT: only where a grant for the one object says so.
    """

    PUBLIC = "public"
    SELF = "self"
    OWN = "own"
    GRANT = "grant"
    STATION = "station"
    DISTRICT = "district"
    ALL = "all"


class Role(StrEnum):
    CITIZEN = "citizen"
    OFFICER = "officer"
    INVESTIGATOR = "investigator"
    SUPERVISOR = "supervisor"
    DISTRICT = "district"
    CUSTODIAN = "custodian"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @classmethod
    def staff_choices(cls) -> list[tuple[str, str]]:
        return [(role.value, LABELS[role]) for role in cls if role is not cls.CITIZEN]

    @classmethod
    def national(cls) -> list[str]:
        return [cls.ANALYST.value, cls.AUDITOR.value, cls.ADMINISTRATOR.value]


LABELS = {
    Role.CITIZEN: "Citizen",
    Role.OFFICER: "Officer",
    Role.INVESTIGATOR: "Investigator",
    Role.SUPERVISOR: "Supervisor",
    Role.DISTRICT: "District officer",
    Role.CUSTODIAN: "Custodian",
    Role.ANALYST: "Analyst",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator",
}

# Every action that a page or an endpoint can ask for, in plain words.
ACTIONS = {
    "public": "See public statistics and reference data",
    "account.own": "Own account: sessions, tokens, second step, signing out",
    "staff.home": "Staff home",
    "record.read": "Read records",
    "record.narrative": "Read narratives and the people of a record",
    "record.protected": "Read protected records",
    "record.draft": "Enter drafts",
    "record.submit": "Submit own drafts",
    "record.register": "Register records",
    "record.return": "Return records to their author",
    "record.void": "Void records",
    "record.grant": "Give or refuse a person access to one record",
    "record.break_glass": "Open one record in an emergency, for an hour, to be reviewed",
    "access.review": "Review emergency access of others",
    "person.search": "Search people",
    "person.search.masked": "Learn that a record about a person exists elsewhere",
    "analytics.predict": "Ask for a prediction",
    "analytics.hotspots": "See released hotspots",
    "analytics.view": "Analytics pages and API",
    "analytics.retrain": "Retrain models",
    "audit.read": "Read the audit log",
    "audit.terms": "Read search terms in the audit log",
    "audit.verify": "See whether the audit chain holds",
    "account.unlock": "Lift a lock after failed sign-ins",
    "admin.configure": "Administration: people, postings, stations, reference data, keys, jobs",
}

# Open without a log-in.
PUBLIC_ACTIONS = {"public"}
# What a grant, an assignment or an emergency opens on one record; everything else needs the scope.
GRANTED_ACTIONS = {"record.read", "record.narrative", "record.protected"}

_PREDICT = {"analytics.predict": Scope.SELF, "analytics.hotspots": Scope.SELF}
_STATION_ENTRY = {
    "staff.home": Scope.SELF,
    "record.read": Scope.STATION,
    "record.protected": Scope.GRANT,
    "record.draft": Scope.STATION,
    "record.submit": Scope.STATION,
    "person.search": Scope.STATION,
    "analytics.view": Scope.STATION,
    "audit.read": Scope.OWN,
    **_PREDICT,
}
_COMMAND = {
    "record.narrative",
    "record.register",
    "record.return",
    "record.void",
    "record.grant",
    "access.review",
    "account.unlock",
    "audit.read",
}

MATRIX: dict[Role, dict[str, Scope]] = {
    Role.CITIZEN: {**_PREDICT},
    Role.OFFICER: {
        **_STATION_ENTRY,
        "record.narrative": Scope.STATION,
        "person.search.masked": Scope.ALL,
    },
    Role.INVESTIGATOR: {
        **_STATION_ENTRY,
        "record.narrative": Scope.OWN,
        "record.break_glass": Scope.ALL,
        "person.search.masked": Scope.ALL,
    },
    Role.SUPERVISOR: {
        **_STATION_ENTRY,
        **dict.fromkeys(_COMMAND, Scope.STATION),
        "record.break_glass": Scope.ALL,
        "person.search": Scope.DISTRICT,
    },
    Role.DISTRICT: {
        "staff.home": Scope.SELF,
        "record.read": Scope.DISTRICT,
        "record.protected": Scope.GRANT,
        **dict.fromkeys(_COMMAND, Scope.DISTRICT),
        "record.break_glass": Scope.ALL,
        "person.search": Scope.DISTRICT,
        "analytics.view": Scope.DISTRICT,
        **_PREDICT,
    },
    Role.CUSTODIAN: {"staff.home": Scope.SELF},
    Role.ANALYST: {
        "staff.home": Scope.SELF,
        "analytics.view": Scope.ALL,
        "analytics.retrain": Scope.ALL,
        **_PREDICT,
    },
    Role.AUDITOR: {
        "staff.home": Scope.SELF,
        "audit.read": Scope.ALL,
        "audit.terms": Scope.ALL,
        "audit.verify": Scope.ALL,
        "access.review": Scope.ALL,
    },
    Role.ADMINISTRATOR: {
        "staff.home": Scope.SELF,
        "admin.configure": Scope.ALL,
        "account.unlock": Scope.ALL,
        "audit.verify": Scope.ALL,
    },
}

# What everyone with an account may do for themselves.
for _rights in MATRIX.values():
    _rights["account.own"] = Scope.SELF


def scopes(roles: set[str], action: str) -> set[Scope]:
    """The scopes in which any of `roles` may do `action`; empty means refused."""
    return {MATRIX[Role(role)][action] for role in roles if action in MATRIX[Role(role)]}
