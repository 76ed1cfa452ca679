"""Role → action → scope, as data. Permission checks, querysets, navigation and tests read this table."""

from enum import StrEnum


class Scope(StrEnum):
    """How far a right reaches. PUBLIC: needs no log-in. SELF: no station is involved."""

    PUBLIC = "public"
    SELF = "self"
    OWN = "own"
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

# What everyone with an account may do for themselves.
_ACCOUNT = {"account.own": Scope.SELF}
_PREDICT = {"analytics.predict": Scope.SELF, "analytics.hotspots": Scope.SELF}
_STATION_ENTRY = {
    "staff.home": Scope.SELF,
    "record.read": Scope.STATION,
    "record.draft": Scope.STATION,
    "record.submit": Scope.STATION,
    "analytics.view": Scope.STATION,
    "audit.read": Scope.OWN,
    **_PREDICT,
}
_REGISTER = {"record.register", "record.return", "record.void"}

MATRIX: dict[Role, dict[str, Scope]] = {
    Role.CITIZEN: {**_PREDICT},
    Role.OFFICER: {**_STATION_ENTRY, "record.narrative": Scope.STATION},
    Role.INVESTIGATOR: {**_STATION_ENTRY, "record.narrative": Scope.OWN},
    Role.SUPERVISOR: {
        **_STATION_ENTRY,
        "record.narrative": Scope.STATION,
        **dict.fromkeys(_REGISTER, Scope.STATION),
        "audit.read": Scope.STATION,
    },
    Role.DISTRICT: {
        "staff.home": Scope.SELF,
        "record.read": Scope.DISTRICT,
        "record.narrative": Scope.DISTRICT,
        **dict.fromkeys(_REGISTER, Scope.DISTRICT),
        "analytics.view": Scope.DISTRICT,
        "audit.read": Scope.DISTRICT,
        **_PREDICT,
    },
    Role.CUSTODIAN: {"staff.home": Scope.SELF},
    Role.ANALYST: {
        "staff.home": Scope.SELF,
        "analytics.view": Scope.ALL,
        "analytics.retrain": Scope.ALL,
        **_PREDICT,
    },
    Role.AUDITOR: {"staff.home": Scope.SELF, "audit.read": Scope.ALL},
    Role.ADMINISTRATOR: {"staff.home": Scope.SELF, "admin.configure": Scope.ALL},
}

# Open without a log-in.
PUBLIC_ACTIONS = {"public"}


for _rights in MATRIX.values():
    _rights.update(_ACCOUNT)


def scopes(roles: set[str], action: str) -> set[Scope]:
    """The scopes in which any of `roles` may do `action`; empty means refused."""
    return {MATRIX[Role(role)][action] for role in roles if action in MATRIX[Role(role)]}
