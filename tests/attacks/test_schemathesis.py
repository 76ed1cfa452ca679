"""The API against its own schema, as five callers: no server error, none outside the schema."""

import json
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from crimeportal.demo.staff import PASSWORD
from tests.portal import Portal

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "ignored_auth",
]
EXAMPLES = 5
CALLS_WANTED = 3_000
# What would end the caller's own log-in half-way.
ENDS_THE_LOG_IN = "^/api/(logout|v1/tokens/)"
MAKE_KEY = """
import datetime
from django.utils import timezone
from accounts import services
from accounts.models import User
owner = User.objects.get(username="officer2")
key = services.api_key.issue(
    owner=owner, name="fuzzer", scopes=["record.read", "analytics.predict"], quota=1_000_000,
    expires_at=timezone.now() + datetime.timedelta(days=1), by=User.objects.get(username="administrator1"),
)
print(services.api_key.collect(key=key, by=owner))
"""
calls: Counter[str] = Counter()


@pytest.fixture(scope="module")
def credentials(portal: Portal) -> Iterator[dict[str, list[str]]]:
    """The header that each caller sends."""
    headers = {"anonymous": []}
    for name in ("officer1", "analyst1", "supervisor1"):
        body = json.dumps({"username": name, "password": PASSWORD}).encode()
        request = urllib.request.Request(
            f"{portal.url}/api/login", body, {"Content-Type": "application/json"}
        )
        token = json.load(urllib.request.urlopen(request, timeout=10))["token"]
        headers[name] = ["--header", f"Authorization: Bearer {token}"]
    key = portal.manage("shell", "--verbosity", "0", "-c", MAKE_KEY).strip().splitlines()[-1]
    headers["key"] = ["--header", f"Authorization: Api-Key {key}"]
    return headers


@pytest.mark.parametrize("caller", ["anonymous", "officer1", "analyst1", "key", "supervisor1"])
def test_api_keeps_to_its_schema(caller, portal, credentials, tmp_path):
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("run", f"{portal.url}/api/schema/"),
        *credentials[caller],
        *("--phases", "examples,coverage,fuzzing"),
        *("--checks", ",".join(CHECKS)),
        *("--max-examples", str(EXAMPLES), "--seed", "20261121", "--continue-on-failure", "--no-color"),
        *("--report", "json", "--report-dir", str(tmp_path)),
    ]
    if caller != "anonymous":
        command += ["--exclude-path-regex", ENDS_THE_LOG_IN]
    result = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    report = json.loads(next(tmp_path.glob("*.json")).read_text())
    calls[caller] = report["test_cases"]["generated"]
    assert report["failures"] == [], result.stdout
    assert report["errors"] == [], result.stdout
    assert report["complete"]
    assert report["operations"]["tested"] == report["operations"]["selected"] > 20


def test_calls_were_enough():
    print(f"Schemathesis: {sum(calls.values())} calls, {dict(calls)}")
    assert sum(calls.values()) >= CALLS_WANTED
