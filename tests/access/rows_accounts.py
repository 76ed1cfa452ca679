"""Accounts: log-in, one's own tokens and keys, the staff of a station, invitations."""

from .cast import USERS, Actor
from .row import Row

SIGN_UP = {"username": "newcomer", "email": "newcomer@example.org", "password": "correct horse battery"}


def _unlocked(actor: Actor, thing: str) -> int:
    """Nobody lifts a lock of their own."""
    return 403 if USERS[thing] == actor.person else 302


ACCOUNTS = [
    Row("register", "POST", "public", anonymous=True, status=201, body=SIGN_UP),
    Row("login", "POST", "public", anonymous=True, status=401, body={"username": "x", "password": "y"}),
    Row("logout", "POST", "account.own", status=204),
    Row("accounts:keep_alive", "GET", "account.own"),
    Row("accounts:keep_alive", "POST", "account.own", body={}),
    Row("token-list", "GET", "account.own"),
    Row("token-detail", "DELETE", "account.own", on="token", status=204),
    Row("accounts:tokens", "GET", "account.own"),
    Row("accounts:token_revoke", "POST", "account.own", on="token", status=302, body={}),
    Row("accounts:key_collect", "POST", "account.own", on="key", body={}),
    Row("accounts:key_revoke", "POST", "account.own", on="key", status=302, body={}),
    Row("accounts:people", "GET", "account.unlock"),
    Row("accounts:unlock", "POST", "account.unlock", on="user", status=_unlocked, body={}),
    Row("accounts:invitation", "GET", "public", status=404, note="uninvited"),
    Row("accounts:invitation", "POST", "public", status=404, body={"new_password1": "x"}, note="uninvited"),
    Row("accounts:invitation_link", "GET", "public", status=302, args=("no-such-secret",)),
]
