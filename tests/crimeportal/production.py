"""An installation with production's settings, on a database in memory."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = "portal.example.org"


def environment(folder: Path) -> dict[str, str]:
    keys = {name: name.lower().ljust(64, "x") for name in ("ARTEFACT_HMAC_KEY", "IDENTIFIER_KEY")}
    return {
        **keys,
        "PRODUCTION": "1",
        "SECRET_KEY": "9Zk-Tq3vX0bLw7RjYc5HnE2mUoPs8GdAfKi1Wy6Vt4BzQxNhJrCeMlDuSgIaFp",
        "AUDIT_ANCHOR_PUBLIC_KEY": "CrimePortalCrimePortalCrimePortalCrimePortA=",
        "ALLOWED_HOSTS": HOST,
        "VAR_DIR": str(folder),
        "DATABASE_URL": "sqlite:///:memory:",
        "CACHE_URL": "locmemcache://",
        "CELERY_BROKER_URL": "redis://broker.example.org/1",
        "EMAIL_URL": "memorymail://",
        # Tests with a browser set it for their own process.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "",
    }
