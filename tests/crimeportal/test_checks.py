"""`check --deploy`: clean as shipped, and a warning for each setting that is made worse."""

import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks

from .production import ROOT, environment

SHIPPED = {
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
}


def ours(settings, **changed):
    for name, value in {**SHIPPED, **changed}.items():
        setattr(settings, name, value)
    found = run_checks(tags=["security"], include_deployment_checks=True)
    return [message.id for message in found if message.id.startswith("crimeportal.")]


def test_production_has_no_warning(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**os.environ, **environment(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


def test_shipped_settings_have_no_warning_of_ours(settings):
    assert ours(settings) == []


@pytest.mark.parametrize(
    ("check", "name", "value"),
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
        ("messages_in_session", "MESSAGE_STORAGE", "django.contrib.messages.storage.cookie.CookieStorage"),
    ],
)
def test_worse_setting_is_warned_of(settings, check, name, value):
    assert ours(settings, **{name: value}) == [f"crimeportal.{check}"]


@pytest.mark.parametrize("inside", ["static", "static/uploads", "."])
def test_stored_files_below_static_ones_are_warned_of(settings, tmp_path, inside):
    storages = {**settings.STORAGES, "default": {"OPTIONS": {"location": str(tmp_path / inside)}}}
    assert ours(settings, STATIC_ROOT=tmp_path / "static", STORAGES=storages) == ["crimeportal.storage_apart"]
