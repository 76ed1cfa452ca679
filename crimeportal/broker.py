"""The message broker: Redis or RabbitMQ by URL, else an embedded one made of files.

Kombu's filesystem transport writes a message after opening its file, so that a reader can find it empty:
under concurrency it loses messages and stops workers. Here every file appears whole, by rename, and is
claimed by rename, so that of several readers exactly one gets it.
"""

import fcntl
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from celery import Celery
from kombu import Connection
from kombu.transport import TRANSPORT_ALIASES, filesystem, virtual
from kombu.utils.json import dumps, loads

POLL_SECONDS = 0.1
# Longer than any training: Redis hands a task out again when this has passed.
VISIBILITY_TIMEOUT_SECONDS = 6 * 3600


class Channel(filesystem.Channel):
    """Messages as files `<nanoseconds>_<uuid>.<queue>.msg`, exchange tables as files beside them."""

    def _put(self, queue: str, payload: dict, **kwargs: Any) -> None:
        name = f"{time.time_ns():020}_{uuid.uuid4().hex}.{queue}.msg"
        self._replace(Path(self.data_folder_out, name), dumps(payload))

    def _get(self, queue: str) -> dict:
        for name in self._waiting(queue):
            claimed = Path(self.processed_folder, name)
            try:
                os.rename(Path(self.data_folder_in, name), claimed)
            except FileNotFoundError:
                continue  # another reader was first
            payload = loads(claimed.read_text())
            claimed.unlink()
            return payload
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        waiting = self._waiting(queue)
        for name in waiting:
            Path(self.data_folder_in, name).unlink(missing_ok=True)
        return len(waiting)

    def _waiting(self, queue: str) -> list[str]:
        """Names of the queue's messages, oldest first."""
        ending = f"{queue}.msg"
        return sorted(name for name in os.listdir(self.data_folder_in) if name.partition(".")[2] == ending)

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:
        try:
            rows = loads(self._exchange_file(exchange).read_text())
        except FileNotFoundError:
            return []
        return [filesystem.exchange_queue_t(*row) for row in rows]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._control_lock():
            table = self.get_table(exchange)
            if row not in table:
                self._replace(self._exchange_file(exchange), dumps([row, *table]))

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **kw: Any
    ) -> None:
        self._purge(queue)
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._control_lock():
            table = [other for other in self.get_table(exchange) if other != row]
            self._replace(self._exchange_file(exchange), dumps(table))

    @contextmanager
    def _control_lock(self) -> Iterator[None]:
        with open(self.control_folder / "lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @staticmethod
    def _replace(path: Path, text: str) -> None:
        draft = path.with_name(f"{uuid.uuid4().hex}.draft")
        draft.write_text(text)
        os.replace(draft, path)


class Transport(filesystem.Transport):
    Channel = Channel

    def __init__(self, client: Connection, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        # Kombu's own is one for all connections of the process, whatever their folders.
        self.state = virtual.BrokerState()


TRANSPORT_ALIASES["embedded"] = f"{__name__}:Transport"


def configure(app: Celery, *, url: str, folder: Path) -> None:
    """Point `app` at the broker behind `url`; an empty URL or `embedded://` means files under `folder`."""
    if url and not url.startswith("embedded:"):
        app.conf.broker_url = url
        if url.startswith("redis"):
            # Without the last two a killed worker's task comes back only some 100 s after the timeout.
            app.conf.broker_transport_options = {
                "visibility_timeout": VISIBILITY_TIMEOUT_SECONDS,
                "unacked_restore_interval": 2,
                "unacked_restore_throttle": 1,
            }
        return
    folders = {"data_folder_in": "queue", "data_folder_out": "queue", "processed_folder": "claimed"}
    options = {option: str(folder / name) for option, name in folders.items()}
    options["control_folder"] = str(folder / "control")
    for path in options.values():
        Path(path).mkdir(parents=True, exist_ok=True, mode=0o700)
    app.conf.update(
        broker_url="embedded://localhost",
        broker_transport_options={**options, "polling_interval": POLL_SECONDS},
        # Remote control would leave a queue behind for every worker that ever ran.
        worker_enable_remote_control=False,
    )
