"""Every SELECT of the outbox."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.outbox.models import OutboxAttempt, OutboxGate, OutboxItem, OutboxState, WorkerHeartbeat


@dataclass(frozen=True, slots=True)
class Status:
    """How one debt stands, for a page."""

    key: str
    state: OutboxState
    wanted: int
    sent: int
    next_try_at: datetime | None
    """When it will be tried (again), the platform's own gate considered; None if it won't be."""
    in_flight: bool
    attempts: int
    last_answer: str
    last_tried_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One try in the log."""

    at: datetime
    version: int
    outcome: str
    words: str
    detail: str


@dataclass(frozen=True, slots=True)
class GateView:
    """One way out, for an administrator: whether it is closed, and what waits behind it.

    `failures` counts the platform's troubles in a row; once `closed_until` is over, one delivery goes first to see
    whether it is back. `asked_until` is as long as the platform itself wants to be left in peace. `waiting` are
    deliveries that will be tried, the first of them at `oldest_due`; `stopped` wait for a person.
    """

    name: str
    closed_until: datetime | None
    asked_until: datetime | None
    failures: int
    waiting: int
    stopped: int
    oldest_due: datetime | None

    @property
    def may_reopen(self) -> bool:
        """Whether a person may have it tried sooner: it is closed for longer than the platform itself asked."""
        return self.closed_until != self.asked_until


def has_passed(column: InstrumentedAttribute[datetime | None], now: datetime) -> ColumnElement[bool]:
    """Whether the moment in `column` is unset or over."""
    return or_(column.is_(None), column <= now)


def next_candidate(
    session: Session, now: datetime, passed_over: Collection[int], *, last: Collection[str] = ()
) -> tuple[int, str] | None:
    """Id and gate of the item that has waited longest and could leave now, one of the kinds `last` after all others."""
    found = _longest_waiting(session, now, passed_over, last)
    return _longest_waiting(session, now, passed_over, ()) if found is None and last else found


def _longest_waiting(
    session: Session, now: datetime, passed_over: Collection[int], without: Collection[str]
) -> tuple[int, str] | None:
    found = session.execute(
        select(OutboxItem.id, OutboxItem.gate)
        .join(OutboxGate, OutboxGate.name == OutboxItem.gate)
        .where(
            OutboxItem.due_at <= now,
            OutboxItem.id.not_in(passed_over),
            *([OutboxItem.kind.not_in(without)] if without else []),
            has_passed(OutboxItem.lease_until, now),
            has_passed(OutboxGate.closed_until, now),
            has_passed(OutboxGate.lease_until, now),
        )
        .order_by(OutboxItem.due_at, OutboxItem.id)
        .limit(1)
    ).one_or_none()
    return None if found is None else (found.id, found.gate)


def statuses(session: Session, kind: str, keys: Collection[str], now: datetime) -> dict[str, Status]:
    """Status of each of `keys` that was ever owed, in one statement."""
    rows = session.execute(
        select(OutboxItem, OutboxGate.closed_until)
        .join(OutboxGate, OutboxGate.name == OutboxItem.gate)
        .where(OutboxItem.kind == kind, OutboxItem.key.in_(keys))
    )
    return {item.key: _status(item, closed_until, now) for item, closed_until in rows}


def troubled(session: Session, kind: str, now: datetime) -> tuple[Status, ...]:
    """Every debt of this kind that stopped or whose last tries failed, the longest failing first; one statement."""
    failing = and_(OutboxItem.state == OutboxState.DUE, OutboxItem.attempts > 0)
    rows = session.execute(
        select(OutboxItem, OutboxGate.closed_until)
        .join(OutboxGate, OutboxGate.name == OutboxItem.gate)
        .where(OutboxItem.kind == kind, or_(OutboxItem.state == OutboxState.STOPPED, failing))
        .order_by(OutboxItem.failing_since, OutboxItem.id)
    )
    return tuple(_status(item, closed_until, now) for item, closed_until in rows)


def _status(item: OutboxItem, closed_until: datetime | None, now: datetime) -> Status:
    opens = None if item.due_at is None else max(item.due_at, closed_until or item.due_at)
    return Status(
        key=item.key,
        state=item.state,
        wanted=item.wanted,
        sent=item.sent,
        next_try_at=opens,
        in_flight=item.lease_until is not None and item.lease_until > now,
        attempts=item.attempts,
        last_answer=item.last_answer,
        last_tried_at=item.last_tried_at,
        delivered_at=item.delivered_at,
    )


def gates(session: Session, now: datetime) -> tuple[GateView, ...]:
    """Every gate by name, in one statement. Moments that are over are left out of a view."""
    waits, stopped = OutboxItem.state == OutboxState.DUE, OutboxItem.state == OutboxState.STOPPED
    rows = session.execute(
        select(
            OutboxGate,
            func.count(case((waits, OutboxItem.id))),
            func.count(case((stopped, OutboxItem.id))),
            func.min(OutboxItem.due_at),
        )
        .outerjoin(OutboxItem, OutboxItem.gate == OutboxGate.name)
        .group_by(OutboxGate.name)
        .order_by(OutboxGate.name)
    )
    return tuple(
        GateView(
            name=gate.name,
            closed_until=_ahead(gate.closed_until, now),
            asked_until=_ahead(gate.asked_until, now),
            failures=gate.failures,
            waiting=waiting,
            stopped=count,
            oldest_due=oldest,
        )
        for gate, waiting, count, oldest in rows
    )


def _ahead(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and moment > now else None


def attempts_of(session: Session, kind: str, key: str) -> list[AttemptLine]:
    """The kept tries of one debt, newest first."""
    rows = session.scalars(
        select(OutboxAttempt)
        .join(OutboxItem, OutboxItem.id == OutboxAttempt.item_id)
        .where(OutboxItem.kind == kind, OutboxItem.key == key)
        .order_by(OutboxAttempt.number.desc())
    )
    return [AttemptLine(row.at, row.version, row.outcome, row.words, row.detail) for row in rows]


def next_wake_up(session: Session, now: datetime) -> datetime | None:
    """The earliest moment after `now` at which something may leave, its gate considered; None if nothing waits."""
    moment = case((OutboxGate.closed_until > OutboxItem.due_at, OutboxGate.closed_until), else_=OutboxItem.due_at)
    statement = (
        select(func.min(moment))
        .select_from(OutboxItem)
        .join(OutboxGate, OutboxGate.name == OutboxItem.gate)
        .where(moment > now)
    )
    found: datetime | None = session.scalar(statement)
    return found


def worker_seen_at(session: Session) -> datetime | None:
    """When any worker last showed a sign of life."""
    return session.scalar(select(func.max(WorkerHeartbeat.seen_at)))


def owed_kinds(session: Session) -> set[str]:
    """The kinds of everything that was ever owed."""
    return set(session.scalars(select(OutboxItem.kind).distinct()))
