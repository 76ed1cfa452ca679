"""The acts on accounts, one noun a module; each is audited in its transaction."""

from .account import sign_up, sign_up_errors
from .activity import note_activity
from .anchor import anchor, anchor_if_changed, mail_anchor
from .audit_log import audit_exported, audit_read
from .chain_check import ask_for_check, keep_verdict, run_check
from .invitation import invite
from .log_in import locked_until, may_unlock, unlock
from .posting import post
from .status import disable_idle, end_log_ins, set_status
from .token import issue_token, revoke_token, revoke_tokens, token_digest

__all__ = [
    "anchor",
    "anchor_if_changed",
    "ask_for_check",
    "audit_exported",
    "audit_read",
    "disable_idle",
    "end_log_ins",
    "invite",
    "issue_token",
    "keep_verdict",
    "locked_until",
    "mail_anchor",
    "may_unlock",
    "note_activity",
    "post",
    "revoke_token",
    "revoke_tokens",
    "run_check",
    "set_status",
    "sign_up",
    "sign_up_errors",
    "token_digest",
    "unlock",
]
