"""The verbs of the outbox: owe, claim, settle. Each runs in its caller's transaction."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Update, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import NotFound
from app.outbox import queries
from app.outbox.models import OutboxAttempt, OutboxGate, OutboxItem, OutboxState, WorkerHeartbeat
from app.outbox.rules import KEPT_ATTEMPTS, LEASE, Outcome, OutcomeKind, breaks, gives_up, next_try, scrub

_items = OutboxItem.metadata.tables[OutboxItem.__tablename__]
MARKED = "outbox_marked"
"""Key in `Session.info` that tells an after-commit hook to wake the worker."""
_random = secrets.SystemRandom()
_ROW_ONLY = {"key_share": True}
"""Lock a row (PostgreSQL) without hindering others from pointing to it."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One debt, ours alone until `until`."""

    item_id: int
    kind: str
    key: str
    gate: str
    version: int
    """The `wanted` that the claim saw; the message must be made of the fact as it is in this very transaction."""
    token: str
    until: datetime
    attempts: int


def mark_due(
    session: Session, clock: Clock, *, kind: str, key: str, gate: str, by_hand: bool = False,
    at: datetime | None = None,
) -> None:  # fmt: skip
    """Owe the current fact behind (kind, key) from now on, or from the later moment `at` on.

    Facts coalesce: however many come before a delivery, the last one is sent once. A debt that had
    stopped starts afresh. `gate` names what is shared with others, as in `lms:3` for a registration.
    What a person asks for `by_hand` doesn't wait until we would have tried again ourselves, only as long
    as the platform asked.
    """
    mark_all_due(session, clock, kind=kind, keys=[key], gate=gate, by_hand=by_hand, at=at)


def mark_all_due(
    session: Session, clock: Clock, *, kind: str, keys: Sequence[str], gate: str, by_hand: bool = False,
    at: datetime | None = None,
) -> None:  # fmt: skip
    """As `mark_due` for many facts of one kind and one gate, in as many statements as for one."""
    if not keys:
        return
    insert = _insert(session)
    session.execute(insert(OutboxGate).values(name=gate, failures=0).on_conflict_do_nothing())
    fresh = {"state": OutboxState.DUE, "due_at": at or clock.now(), "attempts": 0, "failing_since": None, "gate": gate}
    new = {"kind": kind, "wanted": 1, "sent": 0, "tries": 0, "last_answer": "", **fresh}
    again = {"wanted": _items.c.wanted + 1, **fresh}
    owe = insert(_items).on_conflict_do_update(index_elements=["kind", "key"], set_=again)
    session.connection().execute(owe, [{"key": key, **new} for key in keys])
    if by_hand:
        session.execute(update(OutboxGate).where(OutboxGate.name == gate).values(closed_until=OutboxGate.asked_until))
    session.info[MARKED] = True


def reopen(session: Session, clock: Clock, name: str) -> None:
    """Try now what waits behind a closed gate, except while the platform itself asked for patience.

    What had stopped stays stopped: its reason was told to a teacher. Raises NotFound.
    """
    opened = update(OutboxGate).where(OutboxGate.name == name).values(closed_until=OutboxGate.asked_until)
    if not _changes_one(session, opened):
        raise NotFound("gate-unknown", "Nothing was ever sent this way.", "Look at the list of connections again.")
    later = update(OutboxItem).where(OutboxItem.gate == name, OutboxItem.due_at > clock.now())
    session.execute(later.values(due_at=clock.now()), execution_options={"synchronize_session": False})
    session.info[MARKED] = True


def may_claim(session: Session, clock: Clock) -> bool:
    """Whether something may leave now: a look that takes no lock, so that an idle worker hinders nobody."""
    return queries.next_candidate(session, clock.now(), ()) is not None


def claim(session: Session, clock: Clock, *, lease: timedelta = LEASE, last: Collection[str] = ()) -> Claimed | None:
    """Take the debt that has waited longest and may leave now; None if there is none.

    What is of one of the kinds `last` is taken only when nothing else may leave.
    A conditional UPDATE decides, first on the gate, then on the item: one row changed means it is ours,
    on SQLite and PostgreSQL alike. A gate lets one delivery through at a time.
    """
    now = clock.now()
    passed_over: set[int] = set()
    while (candidate := queries.next_candidate(session, now, passed_over, last=last)) is not None:
        item_id, gate = candidate
        token, until = secrets.token_hex(12), now + lease
        if _take(session, item_id, gate, token=token, until=until, now=now):
            item = session.get_one(OutboxItem, item_id, populate_existing=True)
            return Claimed(item_id, item.kind, item.key, gate, item.wanted, token, until, item.attempts)
        passed_over.add(item_id)
    return None


def settle(session: Session, clock: Clock, claimed: Claimed, outcome: Outcome) -> bool:
    """Write down how the delivery ended and give the lease back.

    False, and nothing changed, if the lease had run out and somebody else took over. If the fact
    changed while it was being sent, the debt stays due whatever the outcome.
    """
    now = clock.now()
    _release_gate(session, claimed, outcome, now)
    item = session.get(OutboxItem, claimed.item_id, populate_existing=True, with_for_update=_ROW_ONLY)
    if item is None or item.lease_token != claimed.token:
        return False
    item.lease_token = item.lease_until = None
    item.tries += 1
    item.last_tried_at, item.last_answer = now, outcome.words
    if outcome.kind is OutcomeKind.DONE:
        item.sent, item.delivered_at = claimed.version, now
    if item.wanted == claimed.version:
        _SETTLERS[outcome.kind](item, outcome, now)
    _log(session, item, claimed, outcome, now)
    return True


def note_worker(session: Session, clock: Clock, name: str) -> None:
    """A sign of life of the worker called `name`; older names are forgotten after a day."""
    now = clock.now()
    session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.seen_at < now - timedelta(days=1)))
    statement = _insert(session)(WorkerHeartbeat).values(name=name, seen_at=now)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"seen_at": now}))


def _take(session: Session, item_id: int, gate: str, *, token: str, until: datetime, now: datetime) -> bool:
    lease = {"lease_token": token, "lease_until": until}
    at_gate = update(OutboxGate).where(
        OutboxGate.name == gate,
        queries.has_passed(OutboxGate.lease_until, now),
        queries.has_passed(OutboxGate.closed_until, now),
    )
    if not _changes_one(session, at_gate.values(lease)):
        return False
    at_item = update(OutboxItem).where(
        OutboxItem.id == item_id, OutboxItem.due_at <= now, queries.has_passed(OutboxItem.lease_until, now)
    )
    if _changes_one(session, at_item.values(lease)):
        return True
    ours = update(OutboxGate).where(OutboxGate.name == gate, OutboxGate.lease_token == token)
    session.execute(ours.values(lease_token=None, lease_until=None))
    return False


def _changes_one(session: Session, statement: Update) -> bool:
    result = session.execute(statement.execution_options(synchronize_session=False))
    return isinstance(result, CursorResult) and result.rowcount == 1


def _release_gate(session: Session, claimed: Claimed, outcome: Outcome, now: datetime) -> None:
    """Give the gate back (if it is still ours) and close or open it (whoever holds it: the platform has spoken)."""
    gate = session.get_one(OutboxGate, claimed.gate, populate_existing=True, with_for_update=_ROW_ONLY)
    if gate.lease_token == claimed.token:
        gate.lease_token = gate.lease_until = None
    if outcome.closes_gate or outcome.strains_gate:
        gate.failures += 1
        _close(gate, outcome, now)
    elif outcome.kind is not OutcomeKind.RETRY:
        gate.failures = 0


def _close(gate: OutboxGate, outcome: Outcome, now: datetime) -> None:
    if breaks(outcome, gate.failures):
        reopens = next_try(outcome, gate.failures, _random.random(), now)
        gate.closed_until = max(gate.closed_until or reopens, reopens)
        if outcome.retry_after is not None:
            gate.asked_until = max(gate.asked_until or reopens, reopens)


def _settle_done(item: OutboxItem, _outcome: Outcome, _now: datetime) -> None:
    item.state, item.due_at, item.attempts, item.failing_since = OutboxState.DONE, None, 0, None


def _settle_retry(item: OutboxItem, outcome: Outcome, now: datetime) -> None:
    item.attempts += 1
    item.failing_since = item.failing_since or now
    if gives_up(item.failing_since, now):
        item.state, item.due_at = OutboxState.STOPPED, None
        return
    item.due_at = next_try(outcome, item.attempts, _random.random(), now)


def _settle_stop(item: OutboxItem, _outcome: Outcome, now: datetime) -> None:
    item.attempts += 1
    item.failing_since = item.failing_since or now
    item.state, item.due_at = OutboxState.STOPPED, None


_SETTLERS = {OutcomeKind.DONE: _settle_done, OutcomeKind.RETRY: _settle_retry, OutcomeKind.STOP: _settle_stop}


def _log(session: Session, item: OutboxItem, claimed: Claimed, outcome: Outcome, now: datetime) -> None:
    session.add(
        OutboxAttempt(
            item_id=item.id,
            number=item.tries,
            version=claimed.version,
            at=now,
            outcome=outcome.kind,
            words=outcome.words,
            detail=scrub(outcome.detail),
        )
    )
    if item.tries > KEPT_ATTEMPTS:
        old = (OutboxAttempt.item_id == item.id, OutboxAttempt.number <= item.tries - KEPT_ATTEMPTS)
        session.execute(delete(OutboxAttempt).where(*old))


def _insert(session: Session) -> Any:
    """The INSERT of this database that knows ON CONFLICT."""
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
