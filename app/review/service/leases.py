"""Who may write the review of an attempt: one conditional UPDATE decides, whatever the database."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Update, case, or_, update
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Conflict, NotAllowed, NotFound
from app.evidence import AttemptView, attempt_view
from app.review.models import ReviewLease
from app.review.queries import Lease, current_decision_id, is_open, lease_of
from app.review.rules import LEASE


def open_for_review(session: Session, clock: Clock, attempt: AttemptView) -> None:
    """Hand a submitted attempt to the reviewers. Doing it twice changes nothing."""
    if not is_open(session, attempt.id):
        session.add(ReviewLease(attempt_id=attempt.id, opened_at=clock.now()))
        session.flush()


def claim(session: Session, clock: Clock, attempt_id: int, reviewer_id: int) -> Lease:
    """Take an undecided attempt for eight hours, or renew one's own hold.

    Raises NotFound for what was never handed in, NotAllowed for the reviewer's own work, Conflict when it is
    decided already or when somebody else holds it (the words say who, and until when).
    """
    require_foreign(session, attempt_id, reviewer_id)
    if current_decision_id(session, attempt_id) is not None:
        raise Conflict(
            "already-decided",
            "This work has been decided already.",
            "Open the decision to read it; there you can also change it and say why.",
        )
    return take(session, clock.now(), attempt_id, reviewer_id)


def release(session: Session, attempt_id: int, reviewer_id: int) -> bool:
    """Give the attempt back to the queue; the draft stays. False when this reviewer didn't hold it."""
    mine = (ReviewLease.attempt_id == attempt_id, ReviewLease.reviewer_id == reviewer_id)
    return _touch(session, update(ReviewLease).where(*mine).values(reviewer_id=None, claimed_at=None, expires_at=None))


def take(session: Session, now: datetime, attempt_id: int, reviewer_id: int) -> Lease:
    """Hold the attempt from `now` on. Raises Conflict while somebody else does.

    The row is free, mine, or run out: the database checks it in the very statement that takes it, so of two
    reviewers one changes a row and the other changes none.
    """
    if not try_take(session, now, attempt_id, reviewer_id):
        raise _held(session, attempt_id, now)
    lease = lease_of(session, attempt_id, now)
    assert lease is not None  # noqa: S101 - just taken in this transaction
    return lease


def try_take(session: Session, now: datetime, attempt_id: int, reviewer_id: int) -> bool:
    """As `take`, but says False instead of raising."""
    mine = ReviewLease.reviewer_id == reviewer_id
    free = or_(ReviewLease.reviewer_id.is_(None), mine, ReviewLease.expires_at <= now)
    statement = (
        update(ReviewLease)
        .where(ReviewLease.attempt_id == attempt_id, free)
        .values(
            reviewer_id=reviewer_id,
            claimed_at=case((mine, ReviewLease.claimed_at), else_=now),
            expires_at=now + LEASE,
        )
    )
    return _touch(session, statement)


def require_foreign(session: Session, attempt_id: int, reviewer_id: int) -> AttemptView:
    """The attempt, when it is handed in and not the reviewer's own. Raises NotFound, NotAllowed."""
    if not is_open(session, attempt_id):
        raise NotFound("not-in-review", "This work was not handed in for review.", "Choose one from the queue.")
    attempt = attempt_view(session, attempt_id)
    if attempt.person_id == reviewer_id:
        raise NotAllowed(
            "own-work", "Nobody reviews their own work.", "Ask another teacher or assistant of the course to do it."
        )
    return attempt


def _touch(session: Session, statement: Update) -> bool:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount == 1


def _held(session: Session, attempt_id: int, now: datetime) -> Conflict:
    lease = lease_of(session, attempt_id, now)
    who = lease.reviewer_name if lease else "Another reviewer"
    until = f" until {lease.expires_at:%d %B, %H:%M} UTC" if lease else ""
    return Conflict(
        "held-by-another",
        f"{who} is reviewing this work and holds it{until}.",
        "Choose another from the queue, or ask them to give it back.",
    )
