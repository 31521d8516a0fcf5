"""The database: one base for all tables, and the only two ways to open a session.

`transaction()` writes and commits; `reading()` reads and never commits. A request, a command or a
worker step enters one of them at a time: entering twice raises, so that a fact and what it owes to
the outside are one commit. No other module commits, and nothing talks HTTP while one is open.
"""

import contextvars
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, Row, Select, text
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from app import sqlite

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

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

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
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


class CairnSession(Session):
    """The only session there is; a class of its own so that what follows a commit can listen to it."""


@contextmanager
def transaction(*, durable: bool = True) -> Iterator[Session]:
    """A session that writes; commits when the block is left, rolls back when it raises.

    `durable=False` is for what the next click makes again (a login, a launch): a power cut may forget
    it, a killed process does not (decision 2).
    """
    engine = _engines(db.engine)
    with _entered(), engine.turn(), CairnSession(engine.sure if durable else engine.quick) as session:
        if not durable and engine.is_postgresql:
            session.execute(text("SET LOCAL synchronous_commit TO off"))
        session.connection()
        yield session
        session.commit()


@contextmanager
def reading() -> Iterator[Session]:
    """A session that sees one consistent state and writes nothing; whatever it changed is dropped."""
    with _entered(), CairnSession(_engines(db.engine).reading) as session:
        session.connection()
        yield session


def find_row(session: Session, statement: Select[Any], parameters: Mapping[str, Any]) -> Row[Any] | None:
    """The one row of a SELECT on tables that was built once, for what each page asks; sees unsent changes too."""
    session.flush()
    return session.connection().execute(statement, parameters).one_or_none()


@contextmanager
def _entered() -> Iterator[None]:
    if _inside.get():
        raise NestedTransactionError("a transaction is open already")
    mark = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(mark)


@dataclass(frozen=True, slots=True)
class Engines:
    """One engine in its three uses, and the line before its writers."""

    sure: Engine
    quick: Engine
    reading: Engine
    queue: sqlite.WriteQueue | None
    """None where the database lets several write at once."""
    is_postgresql: bool

    def turn(self) -> AbstractContextManager[None]:
        return self.queue.turn() if self.queue else nullcontext()


_prepared: WeakKeyDictionary[Engine, Engines] = WeakKeyDictionary()


def prepare_engine(engine: Engine) -> None:
    """Make an engine ready for `transaction()` and `reading()`; done once, when the application is composed."""
    is_sqlite = engine.dialect.name == "sqlite"
    _prepared[engine] = Engines(
        sure=engine.execution_options(**{sqlite.WRITES: True, sqlite.DURABLE: True}),
        quick=engine.execution_options(**{sqlite.WRITES: True, sqlite.DURABLE: False}),
        reading=engine.execution_options(**{sqlite.WRITES: False}),
        queue=sqlite.prepare(engine) if is_sqlite else None,
        is_postgresql=engine.dialect.name == "postgresql",
    )


def _engines(engine: Engine) -> Engines:
    return _prepared[engine]
