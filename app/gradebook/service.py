"""The verbs of the gradebook: record what happened, and what a teacher decides about it."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.catalog import GradePolicyKind
from app.clock import Clock
from app.errors import Conflict, NotFound
from app.gradebook import queries
from app.gradebook.models import Fact, Hold, ScoreSync
from app.gradebook.platform import platform_of
from app.gradebook.queries import SCORE
from app.gradebook.rules import (
    GradeTerms,
    ReviewOutcome,
    SyncState,
    next_message,
    next_timestamp,
    wanted_points,
)
from app.outbox import mark_due
from app.placement import PlacementView

LOOK_AGAIN = "Look at the gradebook page again."


def record(
    session: Session,
    clock: Clock,
    *,
    placement: PlacementView,
    person_id: int,
    fact: Fact,
    outcome: ReviewOutcome | None = None,
    comment: str = "",
    submitted_at: datetime | None = None,
    attempt_number: int,
) -> None:
    """Note a fact about an earner's work, and owe the LMS what the placement's policy makes of it.

    `comment` is for the earner and goes with a score; the message's timestamp is fixed here. An
    incomplete attempt changes nothing in the gradebook; a revoked credential changes the comment only.
    """
    row = queries.sync_row(session, placement.id, person_id) or _new_row(session, placement, person_id)
    row.fact, row.recorded_at, row.attempt_number = fact, clock.now(), attempt_number
    row.submitted_at = submitted_at or row.submitted_at
    terms = GradeTerms(placement.points, placement.grade_policy, placement.on_not_yet)
    if fact is Fact.SUBMITTED:
        _note_submitted(row, terms, clock)
    elif fact in {Fact.EARNED, Fact.NOT_YET}:
        _note_decision(row, clock, wanted_points(terms, fact, outcome), terms.points, comment)
    elif fact is Fact.REVOKED and row.points is not None:
        _note_decision(row, clock, row.points, row.out_of, comment or row.comment)
    session.flush()
    _owe_what_is_left(session, clock, row, placement)


def owe_rest(session: Session, clock: Clock, placement: PlacementView, sync_id: int) -> None:
    """After a delivery: owe what the row still has to tell (a notice behind a grade), if anything."""
    _owe_what_is_left(session, clock, _row_of(session, placement, sync_id), placement)


def retry(session: Session, clock: Clock, placement: PlacementView, sync_id: int) -> None:
    """Try a delivery again now, with the message and the timestamp that it had."""
    row = _row_of(session, placement, sync_id)
    if next_message(queries.standing_of(row)) is None:
        raise _nothing_to_send()
    _owe(session, clock, row, placement, by_hand=True)


def check_again(session: Session, clock: Clock, placement: PlacementView, sync_id: int) -> None:
    """Compare a delivered score with what the gradebook shows now, and send it again if it isn't there."""
    row = _row_of(session, placement, sync_id)
    if row.points is None:
        raise _nothing_to_send()
    row.rechecks, row.hold = True, None
    row.grade_timestamp = _stamp(row, clock)
    session.flush()
    _owe(session, clock, row, placement, by_hand=True)


def send_anyway(session: Session, clock: Clock, placement: PlacementView, sync_id: int) -> None:
    """Send our score over whatever the gradebook shows: a teacher's new decision, so it gets a new timestamp."""
    row = _row_of(session, placement, sync_id)
    if row.points is None:
        raise _nothing_to_send()
    row.insists, row.hold = True, None
    row.grade_timestamp = _stamp(row, clock)
    session.flush()
    _owe(session, clock, row, placement, by_hand=True)


def keep_theirs(session: Session, _clock: Clock, placement: PlacementView, sync_id: int) -> None:
    """Leave the gradebook as it is and stop asking, until a new decision about the work."""
    row = _row_of(session, placement, sync_id)
    if row.hold is None:
        raise Conflict(
            "nothing-held", "This score isn't being held back any more.", "Look at the gradebook page again."
        )
    row.hold = Hold.KEPT
    session.flush()


def retry_all(session: Session, clock: Clock, placement: PlacementView) -> int:
    """Try again now whatever stopped or is waiting for its next try; the number of them."""
    return _for_each(session, clock, placement, {SyncState.STOPPED, SyncState.RETRYING}, retry)


def check_all(session: Session, clock: Clock, placement: PlacementView) -> int:
    """Compare every delivered score with the gradebook; the number of them."""
    return _for_each(session, clock, placement, {SyncState.DELIVERED}, check_again)


Verb = Callable[[Session, Clock, PlacementView, int], None]


def _for_each(session: Session, clock: Clock, placement: PlacementView, states: set[SyncState], verb: Verb) -> int:
    rows = [row for row in queries.sync_states(session, placement.id, clock.now()) if row.state in states]
    chosen = sorted(row.id for row in rows if row.points is not None or verb is retry)
    for sync_id in chosen:
        verb(session, clock, placement, sync_id)
    return len(chosen)


def _note_submitted(row: ScoreSync, terms: GradeTerms, clock: Clock) -> None:
    if terms.points <= 0 or terms.policy is GradePolicyKind.NONE:
        row.told_attempt = row.attempt_number
        return
    row.notice_timestamp = _stamp(row, clock)


def _note_decision(row: ScoreSync, clock: Clock, points: int | None, out_of: int, comment: str) -> None:
    row.hold, row.insists, row.rechecks = None, False, False
    row.points, row.out_of = points, out_of
    if points is not None:
        row.comment, row.grade_timestamp = comment, _stamp(row, clock)


def _stamp(row: ScoreSync, clock: Clock) -> datetime:
    row.last_timestamp = next_timestamp(clock.now(), row.last_timestamp)
    return row.last_timestamp


def _new_row(session: Session, placement: PlacementView, person_id: int) -> ScoreSync:
    row = ScoreSync(placement_id=placement.id, person_id=person_id, out_of=placement.points, comment="")
    row.insists = row.rechecks = False
    row.offered_attempt = row.told_attempt = 0
    row.offers = []
    session.add(row)
    return row


def _row_of(session: Session, placement: PlacementView, sync_id: int) -> ScoreSync:
    row = queries.sync_by_id(session, sync_id)
    if row is None or row.placement_id != placement.id:
        raise NotFound("score-unknown", "This score isn't part of this activity.", "Go back to the gradebook page.")
    return row


def _owe_what_is_left(session: Session, clock: Clock, row: ScoreSync, placement: PlacementView) -> None:
    if next_message(queries.standing_of(row)) is not None:
        _owe(session, clock, row, placement)


def _owe(session: Session, clock: Clock, row: ScoreSync, placement: PlacementView, *, by_hand: bool = False) -> None:
    gate = platform_of(session, placement).gate
    mark_due(session, clock, kind=SCORE, key=str(row.id), gate=gate, by_hand=by_hand)


def _nothing_to_send() -> Conflict:
    return Conflict(
        "nothing-to-send",
        "There is no score to send for this learner at the moment.",
        "Look at the gradebook page again.",
    )
