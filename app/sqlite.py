"""SQLite as a server's database: WAL, foreign keys, BEGIN in our own hands, and writers that wait in line.

SQLite lets one writer in at a time and has the others ask again after ever longer pauses, which under
load leaves some of them asking for a second. Here they queue: threads behind a lock, processes
behind a lock of the file system, and whoever is next goes the moment the one before is done.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import finalize

from sqlalchemy import Engine, event

try:
    import fcntl
except ImportError:  # Windows runs one process; the lock between threads is enough there
    fcntl = None  # type: ignore[assignment]

BUSY_SECONDS = 20
LOG_PAGES = 4000
"""After so many pages (16 MB) the log is written back, and somebody's commit waits for the disk. SQLite's own 1000
come four times as often, with hardly less to write each time: in a class that launches, the slowest felt it most."""
WRITES, DURABLE = "cairn_writes", "cairn_durable"


class WriteQueue:
    """The line of writers before one database file."""

    def __init__(self, path: Path | None) -> None:
        """`path` is the lock file beside the database; None for a database in memory."""
        self._path = path
        self._threads = threading.Lock()
        self._file: int | None = None
        self._pid = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until everybody before is done, then hold the others up until the block is left."""
        with self._threads:
            handle = self._handle()
            if handle is None or fcntl is None:
                yield
                return
            fcntl.flock(handle, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(handle, fcntl.LOCK_UN)

    def _handle(self) -> int | None:
        """The lock file, opened once a process: a handle that is inherited by fork would share its lock."""
        if self._path is not None and self._pid != os.getpid():
            self._file, self._pid = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600), os.getpid()
            finalize(self, os.close, self._file)
        return self._file


def prepare(engine: Engine) -> WriteQueue:
    """Set an SQLite engine up; gives the line that its writers wait in."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    name = engine.url.database
    return WriteQueue(Path(name + ".writers") if name and name != ":memory:" else None)


def _on_connect(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    record.info.pop(DURABLE, None)
    busy, log = f"busy_timeout={BUSY_SECONDS * 1000}", f"wal_autocheckpoint={LOG_PAGES}"
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", busy, log):
        connection.execute(f"PRAGMA {pragma}").close()


def _on_begin(connection: Any) -> None:
    """BEGIN as the options say; IMMEDIATE takes the write lock, so that what was read is still true when it is written.

    How sure a commit must be is a setting of the connection, so it is set before a transaction that needs another.
    """
    options = connection.get_execution_options()
    writes = options.get(WRITES, True)
    durable = options.get(DURABLE, True)
    if writes and connection.info.get(DURABLE) is not durable:
        connection.connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}").close()
        connection.info[DURABLE] = durable
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
