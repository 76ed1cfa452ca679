"""Processes that live and end together, whatever ends them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from pathlib import Path
from crimeportal.management.processes import ProcessGroup
with ProcessGroup() as group:
    group.start("quick", ["sleep", "{seconds}"], Path("{folder}/quick.log"))
    group.start("family", ["sh", "-c", "sleep 300 & wait"], Path("{folder}/family.log"))
    print("started", flush=True)
    ended = group.wait()
print(ended, flush=True)
"""


def running(folder: Path) -> list[int]:
    """Processes that write to a log in the folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(entry / "fd" / "1").startswith(str(folder)):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.fixture
def start(tmp_path):
    def run(seconds: int = 300) -> subprocess.Popen:
        program = PROGRAM.format(folder=tmp_path, seconds=seconds)
        process = subprocess.Popen(
            [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout.readline() == "started\n"
        return process

    return run


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_every_process(start, tmp_path, number):
    process = start()
    time.sleep(0.5)
    assert len(running(tmp_path)) == 3
    process.send_signal(number)
    assert process.communicate(timeout=30)[0] == "None\n"
    assert running(tmp_path) == []


def test_process_that_ends_takes_the_others_with_it(start, tmp_path):
    assert start(seconds=1).communicate(timeout=30)[0] == "quick\n"
    assert running(tmp_path) == []


def test_killed_program_takes_its_processes_with_it(start, tmp_path):
    process = start()
    process.kill()
    process.communicate(timeout=30)
    deadline = time.monotonic() + 10
    leaders = {pid for pid in running(tmp_path) if os.getsid(pid) == pid}
    while leaders and time.monotonic() < deadline:
        time.sleep(0.1)
        leaders &= set(running(tmp_path))
    assert leaders == set()
    for pid in running(tmp_path):  # the shell's own child, which nobody told
        os.kill(pid, signal.SIGKILL)
