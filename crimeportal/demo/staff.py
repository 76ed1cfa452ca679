"""Who works in Port Ellery: the demo's log-ins. Their password is public; production refuses to make them."""

from typing import NamedTuple

PASSWORD = "port-ellery-lighthouse"  # noqa: S105  documented, and refused in production
DOMAIN = "portellery.example"


class Member(NamedTuple):
    """A user with postings at ``units`` (none: national, or a citizen)."""

    username: str
    name: str
    role: str
    units: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.username}@{DOMAIN}"


STAFF = (
    Member("officer1", "Ines Corrigan", "officer", ("CENT",)),
    Member("officer2", "Rhys Tolland", "officer", ("MILL",)),
    Member("officer3", "Sunniva Brandt", "officer", ("HARB",)),
    Member("officer4", "Owen Lacey", "officer", ("ABBY", "LIND")),
    Member("investigator1", "Farah Nwosu", "investigator", ("CENT",)),
    Member("investigator2", "Gareth Pryor", "investigator", ("MILL", "LIND")),
    Member("investigator3", "Mirela Stoyan", "investigator", ("HARB", "ABBY")),
    Member("supervisor1", "Priya Malik", "supervisor", ("CENT",)),
    Member("supervisor2", "Edwin Harker", "supervisor", ("MILL",)),
    Member("supervisor3", "Lotte Vermeer", "supervisor", ("HARB",)),
    Member("supervisor4", "Brendan Shaw", "supervisor", ("ABBY", "LIND")),
    Member("district1", "Agnes Calloway", "district", ("DCEN", "DNOR")),
    Member("district2", "Tomas Elden", "district", ("DHAR", "DWES")),
    Member("custodian1", "Nadia Frost", "custodian", ("CENT",)),
    Member("custodian2", "Peter Lowe", "custodian", ("HARB",)),
    Member("analyst1", "Hana Okafor", "analyst"),
    Member("analyst2", "Julian Reeve", "analyst"),
    Member("auditor1", "Miriam Stead", "auditor"),
    Member("auditor2", "Colm Devlin", "auditor"),
    Member("administrator1", "Sacha Beaumont", "administrator"),
    Member("administrator2", "Wendy Archer", "administrator"),
    Member("citizen1", "Robin Ashby", "citizen"),
    Member("citizen2", "Dana Whitlow", "citizen"),
)

# The first of each role, as printed after seeding.
LOG_INS = tuple(member for member in STAFF if member.username.endswith("1"))
