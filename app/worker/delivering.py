"""The loop that pays what is owed: claim and prepare in a short transaction, talk without any, settle in the next."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.clock import Clock
from app.db import reading, transaction
from app.flows.sync_roster import ROSTER
from app.outbox import (
    LEASE,
    Claimed,
    Handler,
    Outcome,
    OutcomeKind,
    Sent,
    claim,
    may_claim,
    next_wake_up,
    note_worker,
    settle,
)

logger = logging.getLogger(__name__)

LONGEST_CALL = timedelta(seconds=50)
"""More than one call to a platform can take: its whole answer within 30 s, looking up and connecting before that."""
PATIENCE_SECONDS = 20.0
"""How long one wake-up may go on, so that a sweep with its sign of life gets its turn between them."""
TROUBLE = Outcome(OutcomeKind.RETRY, "Something went wrong inside Cairn. It will try again.")
LAST = frozenset({ROSTER})
"""What may be long, and hurries nobody: it goes when nothing else may leave, since a platform hears one at a time."""
UNKNOWN = Outcome(OutcomeKind.STOP, "This version of Cairn doesn't know how to send this. Ask its administrator.")


@dataclass(frozen=True, slots=True)
class _Task:
    """One claimed debt with its message; `ended` where there is nothing to send."""

    claimed: Claimed
    message: object
    ended: Sent | None


class Deliverer:
    """Delivers what is due, one thing at a time. Several may run, in threads, processes and on other hosts."""

    def __init__(
        self,
        clock: Clock,
        handlers: Mapping[str, Handler],
        *,
        lease: timedelta = LEASE,
        longest_call: timedelta = LONGEST_CALL,
    ) -> None:
        self._clock = clock
        self._handlers = handlers
        self._lease = lease
        self._longest_call = longest_call

    def drain(self, *, seconds: float = PATIENCE_SECONDS) -> bool:
        """Deliver until nothing is due that may leave now (False) or the time is over (True: there may be more)."""
        with reading() as session:
            if not may_claim(session, self._clock):
                return False
        end = time.monotonic() + seconds
        task = self._taken()
        while task is not None:
            goes_on = time.monotonic() < end
            task = self._delivered(task, takes_next=goes_on)
            if not goes_on:
                return True
        return False

    def deliver_one(self) -> bool:
        """Deliver what has waited longest; False if nothing may leave now."""
        task = self._taken()
        if task is not None:
            self._delivered(task, takes_next=False)
        return task is not None

    def next_due(self) -> datetime | None:
        """When something will be due next, as far as is known now."""
        with reading() as session:
            return next_wake_up(session, self._clock.now())

    def show_alive(self, name: str) -> None:
        """Leave a sign of life under this name."""
        with transaction(durable=False) as session:
            note_worker(session, self._clock, name)

    def _taken(self) -> _Task | None:
        with transaction() as session:
            return self._next(session)

    def _next(self, session: Session) -> _Task | None:
        """What has waited longest (rosters after all else), claimed and made into a message."""
        claimed = claim(session, self._clock, lease=self._lease, last=LAST)
        return None if claimed is None else _Task(claimed, *self._prepared(session, claimed))

    def _prepared(self, session: Session, claimed: Claimed) -> tuple[object, Sent | None]:
        """The message, or how the delivery ends without one. A fault in one item must not hold up the others."""
        handler = self._handlers.get(claimed.kind)
        if handler is None:
            return None, Sent(UNKNOWN)
        try:
            with session.begin_nested():
                message = handler.prepare(session, claimed.key)
        except Exception:
            logger.exception("preparing %s %s failed", claimed.kind, claimed.key)
            return None, Sent(TROUBLE)
        return message, Sent(Outcome(OutcomeKind.DONE)) if message is None else None

    def _sent(self, claimed: Claimed, message: object) -> Sent:
        try:
            return self._handlers[claimed.kind].send(message, lambda: self._has_time(claimed))
        except Exception:
            logger.exception("sending %s %s failed", claimed.kind, claimed.key)
            return Sent(TROUBLE)

    def _delivered(self, task: _Task, *, takes_next: bool) -> _Task | None:
        sent = task.ended or self._sent(task.claimed, task.message)
        return self._settle(task, sent, takes_next)

    def _settle(self, task: _Task, sent: Sent, takes_next: bool) -> _Task | None:
        """Write down what came of it; the next task is taken in the same transaction, which spares a commit each.

        If writing fails, at least give the lease back: a platform waits for it.
        """
        claimed = task.claimed
        try:
            with transaction() as session:
                if settle(session, self._clock, claimed, sent.outcome) and sent.result is not None:
                    self._handlers[claimed.kind].note(session, task.message, sent)
                following = self._next(session) if takes_next else None
        except Exception:
            logger.exception("noting %s %s failed", claimed.kind, claimed.key)
            with transaction() as session:
                settle(session, self._clock, claimed, TROUBLE)
            return self._taken() if takes_next else None
        return following

    def _has_time(self, claimed: Claimed) -> bool:
        return self._clock.now() + self._longest_call <= claimed.until
