from .audit import AuditEvent
from .jurisdiction import GRID_STRIDE, Jurisdiction
from .posting import Posting
from .station import Station, StationKind
from .token import AccessToken
from .user import User, UserStatus

__all__ = [
    "GRID_STRIDE",
    "AccessToken",
    "AuditEvent",
    "Jurisdiction",
    "Posting",
    "Station",
    "StationKind",
    "User",
    "UserStatus",
]
