"""The database: one base for all tables, and the only two ways to open a session.

`transaction()` writes and commits; `reading()` reads and never commits. A request, a command or a
worker step enters one of them at a time: entering twice raises, so that a fact and what it owes to
the outside are one commit. No other module commits, and nothing talks HTTP while one is open.
"""

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, event, text
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_BUSY_SECONDS = 20

_inside: contextvars.ContextVar[bool] = contextvars.ContextVar("cairn_transaction", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware moments in UTC, in SQLite too, which forgets zones. Naive ones are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone can't be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Mother of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON}


db = SQLAlchemy(metadata=Base.metadata)


class NestedTransactionError(RuntimeError):
    """A transaction was entered inside another one: two facts would no longer be one commit."""


@contextmanager
def transaction(*, durable: bool = True) -> Iterator[Session]:
    """A session that writes; commits when the block is left, rolls back when it raises.

    On SQLite it takes the write lock at once (BEGIN IMMEDIATE), so that what was read is still true
    when it is written. `durable=False` is for what the next click makes again (a login, a launch): a
    power cut may forget it, a killed process does not.
    """
    with _session(cairn_writes=True, cairn_durable=durable) as session:
        if not durable and session.get_bind().dialect.name == "postgresql":
            session.execute(text("SET LOCAL synchronous_commit TO off"))
        yield session
        session.commit()


@contextmanager
def reading() -> Iterator[Session]:
    """A session that sees one consistent state and writes nothing; whatever it changed is dropped."""
    with _session(cairn_writes=False) as session:
        yield session


@contextmanager
def _session(**options: bool) -> Iterator[Session]:
    if _inside.get():
        raise NestedTransactionError("a transaction is open already")
    mark = _inside.set(True)
    session = db.session()
    try:
        session.connection(execution_options=options)
        yield session
    finally:
        session.rollback()
        db.session.remove()
        _inside.reset(mark)


def prepare_engine(engine: Engine) -> None:
    """Set SQLite up for a server: WAL, foreign keys, a patient lock, and BEGIN in our own hands."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)


def _on_sqlite_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_SECONDS * 1000}")
    cursor.close()


def _on_sqlite_begin(connection: Any) -> None:
    """BEGIN as the options say. Safety is a setting of the connection, not of the transaction, so each sets its own."""
    options = connection.get_execution_options()
    writes = options.get("cairn_writes", True)
    if writes:
        level = "FULL" if options.get("cairn_durable", True) else "NORMAL"
        connection.connection.execute(f"PRAGMA synchronous={level}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
