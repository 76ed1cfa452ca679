"""One import of a source at a time. The lock dies with its process, so a killed one leaves none behind."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from .errors import ImportRefused


@contextmanager
def exclusive(name: str) -> Iterator[None]:
    """Hold the lock `name`, or raise ImportRefused when another process holds it.

    An advisory lock of the session on PostgreSQL; a locked file beside the database on SQLite.
    """
    busy = ImportRefused(f"Another import into {name} is running. Wait until it ends.")
    if connection.vendor == "postgresql":
        key = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
            if not cursor.fetchone()[0]:
                raise busy
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
        return
    database = Path(str(connection.settings_dict["NAME"]))
    if not database.is_file():
        # A database in memory belongs to this process alone.
        yield
        return
    with database.with_name(f"{database.name}.import.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise busy from None
        yield
