"""`check --deploy`: clean as shipped, and a warning for each setting that is made worse."""

import os
import re
import subprocess
import sys

import pytest
from django.core.checks import run_checks

from .production import ROOT, environment

SHIPPED = {
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
    "CELERY_BROKER_URL": "redis://broker.example.org/1",
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://"}},
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}
# What a real installation sets beside the keys.
SERVICES = {
    "DATABASE_URL": "postgres://portal:pass@db.example.org:5432/portal",
    "CELERY_BROKER_URL": "amqp://portal:pass@broker.example.org:5672//",
    "CACHE_URL": "rediss://cache.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://portal:pass@mail.example.org:587",
}


@pytest.fixture(autouse=True)
def _served_by_postgresql(settings, monkeypatch):
    # In its place: Django warns of a test that puts another dictionary there.
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")


def ours(settings, **changed):
    for name, value in {**SHIPPED, **changed}.items():
        setattr(settings, name, value)
    found = run_checks(tags=["security"], include_deployment_checks=True)
    return [message.id for message in found if message.id.startswith("crimeportal.")]


def check(folder, **services):
    """`check --deploy` of a production that is complete but for `services`."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**os.environ, **environment(folder), **SERVICES, **services},
        capture_output=True,
        text=True,
        check=False,
    )


def test_complete_production_has_no_warning(tmp_path):
    done = check(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


@pytest.mark.parametrize("name", SERVICES)
def test_service_left_at_its_default_in_production_is_warned_of(tmp_path, name):
    done = check(tmp_path, **{name: ""})
    assert done.returncode == 1
    assert re.findall(r"\((\w+\.\w+)\)", done.stderr) == [f"crimeportal.{name.lower()}"]
    assert f"HINT: Set {name}=" in done.stderr


def test_shipped_settings_have_no_warning_of_ours(settings):
    assert ours(settings) == []


@pytest.mark.parametrize(
    ("warning", "name", "value"),
    [
        ("content_policy", "CONTENT_SECURITY_POLICY", {"DIRECTIVES": {}}),
        (
            "content_policy",
            "CONTENT_SECURITY_POLICY",
            {"DIRECTIVES": {"default-src": ["'none'"], "style-src": ["'self'", "'unsafe-inline'"]}},
        ),
        ("middleware_order", "MIDDLEWARE", ["whitenoise.middleware.WhiteNoiseMiddleware"]),
        ("allowed_hosts", "ALLOWED_HOSTS", ["portal.example.org", "*"]),
        ("password_hasher", "PASSWORD_HASHERS", ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]),
        ("cookies", "CSRF_COOKIE_NAME", "csrftoken"),
        ("cookies", "SESSION_COOKIE_HTTPONLY", False),
        ("audit_anchor", "AUDIT_ANCHOR_KEY", ""),
        ("celery_broker_url", "CELERY_BROKER_URL", ""),
        ("celery_broker_url", "CELERY_BROKER_URL", "embedded://"),
        (
            "cache_url",
            "CACHES",
            {
                "default": {
                    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
                    "LOCATION": "portal_cache",
                }
            },
        ),
        (
            "cache_url",
            "CACHES",
            {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        ),
        ("email_url", "EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend"),
        ("email_url", "EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend"),
        ("messages_in_session", "MESSAGE_STORAGE", "django.contrib.messages.storage.cookie.CookieStorage"),
    ],
)
def test_worse_setting_is_warned_of(settings, warning, name, value):
    assert ours(settings, **{name: value}) == [f"crimeportal.{warning}"]


def test_sqlite_file_is_warned_of(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    assert ours(settings) == ["crimeportal.database_url"]


@pytest.mark.parametrize("inside", ["static", "static/uploads", "."])
def test_stored_files_below_static_ones_are_warned_of(settings, tmp_path, inside):
    storages = {**settings.STORAGES, "default": {"OPTIONS": {"location": str(tmp_path / inside)}}}
    assert ours(settings, STATIC_ROOT=tmp_path / "static", STORAGES=storages) == ["crimeportal.storage_apart"]
