"""Deployment checks beside Django's own, for `manage.py check --deploy`."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "*", "http:", "https:", "data:")
# What mail does that reaches nobody: it is printed, kept in memory or in a file, or dropped.
NOT_SENT = {"console", "locmem", "filebased", "dummy"}
ARGON2 = "django.contrib.auth.hashers.Argon2PasswordHasher"


def _deployment(check: Callable[[], str], hint: str | None = None) -> Callable[..., list[CheckMessage]]:
    """Registers a function that says what is wrong; its name is the id of the warning."""

    def run(app_configs: object, **kwargs: object) -> list[CheckMessage]:
        wrong = check()
        return [Warning(wrong, hint=hint, id=f"crimeportal.{check.__name__}")] if wrong else []

    return register(run, Tags.security, deploy=True)


@_deployment
def content_policy() -> str:
    """Everything is refused that is not allowed, and nothing inline or from anywhere is."""
    directives = settings.CONTENT_SECURITY_POLICY.get("DIRECTIVES", {})
    if list(directives.get("default-src", [])) != ["'none'"]:
        return "The content policy does not begin with default-src 'none'."
    loose = [name for name, sources in directives.items() if set(sources) & set(UNSAFE)]
    return f"The content policy allows inline or foreign content in {', '.join(loose)}." if loose else ""


@_deployment
def middleware_order() -> str:
    first = ["crimeportal.middleware.SecurityHeaders", "csp.middleware.CSPMiddleware"]
    return "" if settings.MIDDLEWARE[:2] == first else f"{' and '.join(first)} do not stand first."


@_deployment
def allowed_hosts() -> str:
    anyone = [host for host in settings.ALLOWED_HOSTS if host == "*" or host.strip(".") in {"", "*"}]
    return "ALLOWED_HOSTS lets anyone name the site." if anyone else ""


@_deployment
def storage_apart() -> str:
    """Stored files are served by views that ask who may see them, never as static files."""
    location = settings.STORAGES["default"].get("OPTIONS", {}).get("location")
    if location is None:
        return ""
    stored, static = Path(location).resolve(), Path(settings.STATIC_ROOT).resolve()
    shared = stored == static or static in stored.parents or stored in static.parents
    return "Stored files and static files lie within one another." if shared else ""


@_deployment
def password_hasher() -> str:
    return "" if settings.PASSWORD_HASHERS[0] == ARGON2 else "Passwords are not hashed with Argon2."


@_deployment
def cookies() -> str:
    """A __Host- cookie cannot be set by another host or over plain HTTP."""
    names = [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME]
    if not all(name.startswith("__Host-") for name in names):
        return "Cookies of the session and of forms have no __Host- prefix."
    return (
        "" if settings.SESSION_COOKIE_HTTPONLY and settings.CSRF_COOKIE_HTTPONLY else "Scripts read cookies."
    )


@_deployment
def messages_in_session() -> str:
    kept = settings.MESSAGE_STORAGE == "django.contrib.messages.storage.session.SessionStorage"
    return "" if kept else "Messages travel in a cookie of their own."


@_deployment
def audit_anchor() -> str:
    """Without anchors nobody sees that the audit chain was cut off or computed anew."""
    known = settings.AUDIT_ANCHOR_KEY or settings.AUDIT_ANCHOR_PUBLIC_KEY
    return "" if known else "Neither AUDIT_ANCHOR_KEY nor AUDIT_ANCHOR_PUBLIC_KEY is set."


@partial(_deployment, hint="Set DATABASE_URL=postgres://user:password@host:5432/name")
def database_url() -> str:
    sqlite = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
    return "The database is a SQLite file: it serves one machine, and one writer at a time." if sqlite else ""


@partial(_deployment, hint="Set CELERY_BROKER_URL=redis://host:6379/1 or amqp://user:password@host:5672//")
def celery_broker_url() -> str:
    embedded = urlsplit(settings.CELERY_BROKER_URL).scheme in {"", "embedded"}
    return "The broker is the embedded one: it serves one machine and loses tasks." if embedded else ""


@partial(_deployment, hint="Set CACHE_URL=redis://host:6379/0")
def cache_url() -> str:
    """Failed log-ins of an address and wrong codes are counted there, by all processes in one place."""
    if settings.CACHES["default"]["BACKEND"].startswith("django.core.cache.backends.redis."):
        return ""
    return "The cache is not Redis: counts of failed log-ins are lost when it is full, or not shared."


@partial(_deployment, hint="Set EMAIL_URL=smtp+tls://user:password@host:587")
def email_url() -> str:
    unsent = NOT_SENT & set(settings.EMAIL_BACKEND.split("."))
    return "No mail leaves the machine: invitations and resets of passwords reach nobody." if unsent else ""
