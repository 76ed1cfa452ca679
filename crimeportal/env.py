"""Reads settings from the environment and refuses a bad value by its name.

Every variable is documented in `.env.example`; a `.env` file beside `manage.py` is read if it exists.
"""

import base64
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
DATABASE_SCHEMES = {"sqlite", "postgres", "postgresql"}
BROKER_SCHEMES = {"", "embedded", "redis", "rediss", "amqp", "amqps"}
CACHE_SCHEMES = {"dbcache", "locmemcache", "redis", "rediss"}
EMAIL_SCHEMES = {"smtp", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "memorymail"}

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def var_dir() -> Path:
    """Where everything lies that the portal writes."""
    return Path(text("VAR_DIR") or BASE_DIR / "var").resolve()


def flag(name: str, default: bool) -> bool:
    """A yes/no variable; anything but the usual words is an error, not a silent False."""
    value = text(name).lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is not a yes or no: use 1 or 0.")


def number(name: str, default: int, *, low: int, high: int) -> int:
    value = text(name)
    if value == "":
        return default
    try:
        parsed = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None
    if not low <= parsed <= high:
        raise ImproperlyConfigured(f"{name}={parsed} must lie between {low} and {high}.")
    return parsed


def choice(name: str, default: str, allowed: set[str]) -> str:
    value = text(name, default).lower()
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r} must be one of {', '.join(sorted(allowed))}.")
    return value


def url(name: str, default: str, schemes: set[str]) -> str:
    """A URL whose scheme is one of `schemes`, where "" lets it be empty.

    The value itself is never shown, it may hold a password.
    """
    value = text(name) or default
    scheme = urlsplit(value).scheme
    if scheme not in schemes or (value and not scheme):
        known = ", ".join(sorted(s for s in schemes if s))
        raise ImproperlyConfigured(f"{name} starts with {scheme or value[:12]!r}: it must be one of {known}.")
    return value


def origin(address: str) -> str:
    """Scheme, host and port of an address, as Content-Security-Policy wants them."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(address))


def database(name: str, default: str) -> dict:
    """Django's database dictionary, with the options each engine needs to be safe under writers."""
    config = environ.Env.db_url_config(url(name, default, DATABASE_SCHEMES))
    # Opening a connection anew for each request costs more than most queries, on SQLite too (2 ms).
    config["CONN_MAX_AGE"] = 60
    if config["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE: read-then-write transactions queue instead of failing with "database is locked".
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
        path = config["NAME"]
        if path and path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
    else:
        config["CONN_HEALTH_CHECKS"] = True
        config["DISABLE_SERVER_SIDE_CURSORS"] = False
    return config


def secret_key(name: str, production: bool, var_dir: Path) -> str:
    """The key from the environment; outside production one is made once and kept in `var_dir`."""
    value = text(name)
    if value:
        if len(value) < 50:
            raise ImproperlyConfigured(f"{name} is {len(value)} characters long: at least 50 are needed.")
        return value
    if production:
        raise ImproperlyConfigured(f"{name} must be set in production.")
    return _kept(var_dir / name.lower(), secrets.token_urlsafe(64))


def signing_key(name: str, production: bool, var_dir: Path) -> str:
    """An Ed25519 seed in base64, or empty in production: who only verifies needs none."""
    value = text(name)
    if value or production:
        return _thirty_two_bytes(name, value) if value else ""
    return _kept(var_dir / name.lower(), base64.b64encode(secrets.token_bytes(32)).decode())


def public_keys(name: str) -> list[str]:
    """Ed25519 public keys in base64, separated by spaces."""
    return [_thirty_two_bytes(name, value) for value in text(name).split()]


def _thirty_two_bytes(name: str, value: str) -> str:
    try:
        if len(base64.b64decode(value, validate=True)) == 32:
            return value
    except ValueError:
        pass  # refused below, without showing it: it may be a key
    raise ImproperlyConfigured(f"{name} must be 32 bytes in base64.")


def _kept(path: Path, made: str) -> str:
    """What stands in `path`, `made` if nothing did."""
    try:
        return path.read_text()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and linked into place: two processes starting at once end up with one key.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(made)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first; its key is the one to use
    finally:
        draft.unlink()
    return path.read_text()


def oidc_apps(schemes: set[str]) -> list[dict]:
    """The identity provider of OIDC_*, as allauth wants it; empty where none is named."""
    server_url = url("OIDC_SERVER_URL", "", {"", *schemes})
    if not server_url:
        return []
    for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        if not text(name):
            raise ImproperlyConfigured(f"{name} must be set beside OIDC_SERVER_URL.")
    return [
        {
            "provider_id": "staff",
            "name": text("OIDC_NAME", "your organisation’s account"),
            "client_id": text("OIDC_CLIENT_ID"),
            "secret": text("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": server_url},
        }
    ]
