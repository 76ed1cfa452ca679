"""From `git clone` to the first page, and once more with everything there."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import site
from benchmarks.run import Row

FIRST_SECONDS, AGAIN_SECONDS = 300, 30
KEPT_OUT = {
    "VAR_DIR",
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "VIRTUAL_ENV",
    "MAKEFLAGS",
    "MAKELEVEL",
}


def seconds_to_first_page(clone: Path) -> float:
    """Run `make demo` until the public home answers, then end it as Ctrl-C does."""
    environment = {name: value for name, value in os.environ.items() if name not in KEPT_OUT}
    # Plain pip with nothing cached, as on a new machine.
    environment |= {"USE_UV": "0", "PIP_NO_CACHE_DIR": "1"}
    port = site.free_port()
    start = time.monotonic()
    log_path = clone.parent / "demo.log"
    with log_path.open("ab") as log:
        made = subprocess.Popen(
            ["make", "demo", f"PORT={port}"],
            cwd=clone,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    client = site.Client(port)
    try:
        while made.poll() is None:
            if client.answers("/"):
                return time.monotonic() - start
            time.sleep(0.2)
        raise RuntimeError(f"make demo ended with {made.returncode}:\n{log_path.read_text()[-2000:]}")
    finally:
        if made.poll() is None:
            os.killpg(made.pid, signal.SIGINT)
            made.wait(60)


def rows(size: str) -> Iterator[Row]:
    if size == "small":
        return  # it installs everything anew, which takes longer than all small benchmarks together
    with tempfile.TemporaryDirectory(prefix="crimeportal-clone-") as folder:
        clone = Path(folder, "clone")
        start = time.monotonic()
        subprocess.run(["git", "clone", "--quiet", str(site.ROOT), str(clone)], check=True)
        cloned = time.monotonic() - start
        first = cloned + seconds_to_first_page(clone)
        target = f"at most {FIRST_SECONDS} s"
        yield Row("clone to first page", first, "s", target, first <= FIRST_SECONDS)
        again = seconds_to_first_page(clone)
        target = f"at most {AGAIN_SECONDS} s"
        yield Row("make demo again to first page", again, "s", target, again <= AGAIN_SECONDS)
