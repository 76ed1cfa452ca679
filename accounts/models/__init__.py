from .api_key import ApiKey
from .audit import AuditEvent
from .chain_check import ChainCheck, CheckStatus
from .invitation import Invitation
from .jurisdiction import GRID_STRIDE, Jurisdiction
from .log_in_guard import LogInGuard
from .posting import Posting
from .request_count import RequestCount
from .station import Station, StationKind
from .token import AccessToken
from .user import User, UserStatus

__all__ = [
    "GRID_STRIDE",
    "AccessToken",
    "ApiKey",
    "AuditEvent",
    "ChainCheck",
    "CheckStatus",
    "Invitation",
    "Jurisdiction",
    "LogInGuard",
    "Posting",
    "RequestCount",
    "Station",
    "StationKind",
    "User",
    "UserStatus",
]
