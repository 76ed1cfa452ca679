"""The acts on accounts, one noun a module; each is audited in its transaction."""

from .account import sign_up, sign_up_errors
from .posting import post
from .token import issue_token, revoke_token, revoke_tokens, token_digest

__all__ = [
    "issue_token",
    "post",
    "revoke_token",
    "revoke_tokens",
    "sign_up",
    "sign_up_errors",
    "token_digest",
]
