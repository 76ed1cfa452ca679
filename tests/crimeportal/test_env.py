import base64
import os
import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from crimeportal import env


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("yes", True), ("0", False), ("off", False), ("", True)]
)
def test_flag_reads_the_usual_words(monkeypatch, value, expected):
    monkeypatch.setenv("SOME_FLAG", value)
    assert env.flag("SOME_FLAG", default=True) is expected


def test_flag_refuses_anything_else_by_name(monkeypatch):
    monkeypatch.setenv("SOME_FLAG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="SOME_FLAG='maybe'"):
        env.flag("SOME_FLAG", default=True)


@pytest.mark.parametrize(("value", "message"), [("many", "not a whole number"), ("29", "between 30 and 365")])
def test_number_refuses_by_name(monkeypatch, value, message):
    monkeypatch.setenv("PUBLIC_DELAY_DAYS", value)
    with pytest.raises(ImproperlyConfigured, match=f"PUBLIC_DELAY_DAYS.*{message}"):
        env.number("PUBLIC_DELAY_DAYS", 30, low=30, high=365)


def test_url_refusal_shows_the_scheme_and_no_password(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mongodb://user:hunter2@host/db")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL starts with 'mongodb'") as caught:
        env.url("DATABASE_URL", "", env.DATABASE_SCHEMES)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("value", ["portal.example.org", "//portal.example.org", "?"])
def test_url_without_a_scheme_is_refused_also_where_it_may_be_empty(monkeypatch, value):
    monkeypatch.setenv("SITE_URL", value)
    with pytest.raises(ImproperlyConfigured, match="SITE_URL starts with"):
        env.url("SITE_URL", "", {"", "https"})
    monkeypatch.setenv("SITE_URL", "")
    assert env.url("SITE_URL", "", {"", "https"}) == ""


def test_secret_key_is_made_once_and_readable_by_its_owner_alone(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = env.secret_key("SECRET_KEY", False, tmp_path)
    assert env.secret_key("SECRET_KEY", False, tmp_path) == first
    assert len(first) >= 50
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_secret_key_is_not_invented_in_production(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY must be set in production"):
        env.secret_key("SECRET_KEY", True, tmp_path)
    assert not list(tmp_path.iterdir())


def test_signing_key_is_made_once_and_is_a_seed(monkeypatch, tmp_path):
    monkeypatch.delenv("AUDIT_ANCHOR_KEY", raising=False)
    first = env.signing_key("AUDIT_ANCHOR_KEY", False, tmp_path)
    assert env.signing_key("AUDIT_ANCHOR_KEY", False, tmp_path) == first
    assert len(base64.b64decode(first)) == 32
    assert stat.S_IMODE((tmp_path / "audit_anchor_key").stat().st_mode) == 0o600


def test_signing_key_may_be_missing_in_production(monkeypatch, tmp_path):
    monkeypatch.delenv("AUDIT_ANCHOR_KEY", raising=False)
    assert env.signing_key("AUDIT_ANCHOR_KEY", True, tmp_path) == ""
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("value", ["short", "?" * 44, base64.b64encode(b"x" * 31).decode()])
def test_key_that_is_not_32_bytes_is_refused_and_not_shown(monkeypatch, tmp_path, value):
    monkeypatch.setenv("AUDIT_ANCHOR_KEY", value)
    with pytest.raises(ImproperlyConfigured, match="AUDIT_ANCHOR_KEY must be 32 bytes in base64") as caught:
        env.signing_key("AUDIT_ANCHOR_KEY", False, tmp_path)
    assert value not in str(caught.value)


def test_public_keys_are_separated_by_spaces(monkeypatch):
    keys = [base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2)]
    monkeypatch.setenv("AUDIT_ANCHOR_PUBLIC_KEY", " ".join(keys))
    assert env.public_keys("AUDIT_ANCHOR_PUBLIC_KEY") == keys


@pytest.mark.parametrize(
    "name", ["CELERY_BROKER_URL", "CACHE_URL", "DATABASE_URL", "EMAIL_URL", "SITE_URL", "MAP_TILE_URL"]
)
def test_start_is_refused_with_the_name_of_the_bad_setting(name, tmp_path):
    command = [sys.executable, "manage.py", "check"]
    environ = {**os.environ, name: "gopher://nowhere", "VAR_DIR": str(tmp_path)}
    result = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    assert result.returncode != 0
    assert f"{name} starts with 'gopher'" in result.stderr
