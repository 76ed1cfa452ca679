"""The acts on accounts, one noun a module; each is audited in its transaction."""

from .account import sign_up, sign_up_errors
from .invitation import invite
from .posting import post
from .status import disable_idle, end_log_ins, set_status
from .token import issue_token, revoke_token, revoke_tokens, token_digest

__all__ = [
    "disable_idle",
    "end_log_ins",
    "invite",
    "issue_token",
    "post",
    "revoke_token",
    "revoke_tokens",
    "set_status",
    "sign_up",
    "sign_up_errors",
    "token_digest",
]
