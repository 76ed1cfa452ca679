"""The site, its worker and beat as one program."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from .test_processes import running

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    environment = {
        **os.environ,
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "CELERY_BROKER_URL": "",
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    return environment


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_ctrl_c_ends_the_site_the_worker_and_beat(environment, port, tmp_path):
    command = [sys.executable, "manage.py", "serve_demo", "--port", str(port)]
    served = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert served.stdout.readline().startswith(f"Serving on http://127.0.0.1:{port}/")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as response:
        assert response.read() == b'{"status": "ok"}'
    assert {path.name for path in (tmp_path / "log").iterdir()} == {"site.log", "worker.log", "beat.log"}
    assert (tmp_path / "gunicorn.ctl").is_socket()
    assert len(running(tmp_path)) >= 5
    served.send_signal(signal.SIGINT)
    assert served.communicate(timeout=30)[0] == "Ended.\n"
    assert running(tmp_path) == []


def test_used_port_is_refused_before_any_work(environment, port):
    with socket.create_server(("127.0.0.1", port)):
        command = [sys.executable, "manage.py", "demo", "--port", str(port)]
        refused = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert refused.returncode == 1
    assert f"Port {port} cannot be used" in refused.stderr
    assert refused.stdout == ""
