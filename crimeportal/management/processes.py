"""Several processes that live and end together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Self

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 10
PR_SET_PDEATHSIG = 1


class ProcessGroup:
    """Starts processes, waits until one ends or a stop signal comes, then ends them all.

    Each has a session of its own, so that Ctrl-C in the terminal reaches this process alone, and it decides.
    """

    def __init__(self) -> None:
        self._processes: dict[str, subprocess.Popen] = {}
        self._stopping = False

    def __enter__(self) -> Self:
        for number in STOP_SIGNALS:
            signal.signal(number, self._stop)
        return self

    def __exit__(self, *error: object) -> None:
        self.end()

    def start(self, name: str, command: list[str], log: Path) -> None:
        """Run `command`; what it prints is appended to `log`."""
        with log.open("ab") as output:
            self._processes[name] = subprocess.Popen(  # noqa: S603  our own commands
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    def wait(self) -> str | None:
        """Block until one process has ended, and return its name; None after a stop signal."""
        while not self._stopping:
            for name, process in self._processes.items():
                if process.poll() is not None:
                    return name
            time.sleep(0.2)
        return None

    @property
    def stopping(self) -> bool:
        return self._stopping

    def end(self) -> None:
        """Ask every process to end, then make it: nothing that was started here outlives this call."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self._processes.values():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                break
        self._signal(signal.SIGKILL, whole_session=True)
        for process in self._processes.values():
            process.wait()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _signal(self, number: int, *, whole_session: bool = False) -> None:
        for process in self._processes.values():
            try:
                if whole_session:
                    os.killpg(process.pid, number)
                elif process.poll() is None:
                    process.send_signal(number)
            except ProcessLookupError:
                continue  # it has ended, and so have its children


def _end_with_parent() -> None:
    """Linux: be ended when the parent is killed in a way that leaves it no time to say so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
