"""The sandbox's memory: one SQLite file of its own, or nothing but memory for tests.

One connection behind one lock: a sandbox has few users, and so no statement ever meets a busy database.
"""

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).with_name("schema.sql")
SCHEMA_VERSION = 3


class OldStoreError(Exception):
    """The file was written by a sandbox with other tables; it holds play data, so it is to be deleted."""


class Store:
    """Runs SQL from any thread. Outside `transaction()` every statement stands alone."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self.in_memory = path is None
        self._connection = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self.close = weakref.finalize(self, self._connection.close)
        self._prepare(path)

    def _prepare(self, path: Path | None) -> None:
        version = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
        if version not in {0, SCHEMA_VERSION}:
            raise OldStoreError(f"{path} belongs to another version of the sandbox. Delete it and start again.")
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "foreign_keys=ON", f"user_version={SCHEMA_VERSION}"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(SCHEMA.read_text(encoding="utf-8"))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements of the block together or not at all; a block inside a block joins the outer one."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._leave("ROLLBACK")
                raise
            self._leave("COMMIT")

    def _leave(self, ending: str) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._connection.execute(ending)

    def all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row, or None."""
        rows = self.all(sql, *values)
        return rows[0] if rows else None

    def add(self, sql: str, *values: object) -> int:
        """Runs an INSERT; the new row's id."""
        with self._lock:
            return self._connection.execute(sql, values).lastrowid or 0

    def change(self, sql: str, *values: object) -> int:
        """Runs an UPDATE or DELETE; how many rows it touched."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def remembered(self, name: str) -> str | None:
        """A single value of the whole site, such as its session key."""
        row = self.one("SELECT value FROM site WHERE name = ?", name)
        return str(row["value"]) if row else None

    def remember(self, name: str, value: str) -> None:
        self.change("INSERT OR REPLACE INTO site (name, value) VALUES (?, ?)", name, value)


def to_json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False)


def from_json(text: str | None) -> Any:
    return json.loads(text) if text else None
