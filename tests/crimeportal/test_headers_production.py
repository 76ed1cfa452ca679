"""Headers and cookies with production's settings, in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

from .headers import wrong
from .production import HOST, ROOT, environment


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    done = subprocess.run(
        [sys.executable, "-m", "tests.crimeportal.production_walk", HOST],
        cwd=ROOT,
        env={**os.environ, **environment(tmp_path_factory.mktemp("production"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_answer_has_the_headers(answers):
    assert {
        answer["path"]: found for answer in answers if (found := wrong(answer["path"], answer["headers"]))
    } == {}
    assert {answer["status"] for answer in answers} == {200, 301, 302, 400, 404}


def test_every_answer_over_tls_asks_for_tls_from_now_on(answers):
    wanted = "max-age=31536000; includeSubDomains; preload"
    found = {answer["headers"].get("Strict-Transport-Security") for answer in answers if answer["secure"]}
    assert found == {wanted}


def test_plain_http_is_sent_to_tls(answers):
    plain = [answer for answer in answers if not answer["secure"]]
    assert [(answer["status"], answer["headers"]["Location"]) for answer in plain] == [
        (301, f"https://{HOST}/")
    ]


def test_every_cookie_is_bound_to_the_host_and_hidden_from_scripts(answers):
    cookies = [(name, cookie) for answer in answers for name, cookie in answer["cookies"].items()]
    assert {name for name, _ in cookies} == {"__Host-sessionid", "__Host-csrftoken"}
    for _, cookie in cookies:
        assert (cookie["path"], cookie["secure"], cookie["httponly"], cookie["samesite"]) == (
            "/",
            True,
            True,
            "Lax",
        )
        assert "domain" not in cookie


def test_log_in_worked_and_its_page_is_not_stored(answers):
    page = next(answer for answer in answers if answer["path"] == "/account/tokens/")
    assert (page["status"], "no-store" in page["headers"]["Cache-Control"]) == (200, True)
