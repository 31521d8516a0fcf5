"""The verbs of the gradebook: record what happened, and what a teacher decides about it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.catalog import GradePolicyKind
from app.clock import Clock
from app.errors import Conflict, NotFound
from app.gradebook import queries
from app.gradebook.columns import keep_known
from app.gradebook.criteria import Finding, record_criteria
from app.gradebook.models import TOTAL, Fact, Hold, ScoreSync
from app.gradebook.platform import platform_of
from app.gradebook.queries import RESULTS, SCORE
from app.gradebook.rows import new_row, owe, owe_what_is_left, stamp, want
from app.gradebook.rules import GradeTerms, ReviewOutcome, SyncState, column_key, next_message, wanted_points
from app.outbox import mark_all_due
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
    badge_url: str | None = None,
) -> None:
    """Note a fact about an earner's work, and owe the LMS what the placement's policy makes of it.

    `comment` is for the earner and goes with a score; the message's timestamp is fixed here. An
    incomplete attempt changes nothing in the gradebook; a revoked credential changes the comment only. What was
    found on each criterion goes into the columns of criteria, where a teacher wants them; the page of the badge is
    handed in where a teacher wants that.
    """
    row = queries.sync_row(session, placement.id, person_id) or new_row(session, placement, person_id)
    row.fact, row.recorded_at, row.attempt_number = fact, clock.now(), attempt_number
    row.submitted_at = submitted_at or row.submitted_at
    terms = GradeTerms(placement.points, placement.grade_policy, placement.on_not_yet)
    if fact is Fact.SUBMITTED:
        _note_submitted(row, terms, clock)
    elif fact in {Fact.EARNED, Fact.NOT_YET}:
        row.badge_url = badge_url
        want(row, clock, wanted_points(terms, fact, outcome), terms.points, comment)
    elif fact is Fact.REVOKED and (shown := _shown(row)) is not None:
        row.badge_url = None
        want(row, clock, *shown, comment or row.comment)
    session.flush()
    owe_what_is_left(session, clock, row, placement)
    if outcome is not None and fact in {Fact.EARNED, Fact.NOT_YET}:
        record_criteria(session, clock, placement, {person_id: Finding(fact, outcome, attempt_number)})


def _shown(row: ScoreSync) -> tuple[int, int] | None:
    """The score that a new comment goes with: the one that is wanted, else the one that arrived; in hundredths."""
    if row.points is not None:
        return row.points, row.out_of
    return (row.delivered_points, row.out_of) if row.delivered_points is not None else None


def owe_rest(session: Session, clock: Clock, placement: PlacementView, sync_id: int) -> None:
    """After a delivery: owe what the row still has to tell (a notice behind a grade), if anything."""
    owe_what_is_left(session, clock, _row_of(session, placement, sync_id), placement)


def retry(session: Session, clock: Clock, placement: PlacementView, sync_id: int) -> None:
    """Try a delivery again now, with the message and the timestamp that it had."""
    row = _row_of(session, placement, sync_id)
    if next_message(queries.standing_of(row)) is None:
        raise _nothing_to_send()
    owe(session, clock, row, placement, by_hand=True)


def check_again(session: Session, clock: Clock, placement: PlacementView, sync_id: int) -> None:
    """Compare a delivered score with what the gradebook shows now, and send it again if it isn't there."""
    row = _row_of(session, placement, sync_id)
    if row.points is None:
        raise _nothing_to_send()
    row.rechecks, row.hold = True, None
    row.grade_timestamp = stamp(row, clock)
    session.flush()
    owe(session, clock, row, placement, by_hand=True)


def send_anyway(session: Session, clock: Clock, placement: PlacementView, sync_id: int) -> None:
    """Send our score over whatever the gradebook shows: a teacher's new decision, so it gets a new timestamp."""
    row = _row_of(session, placement, sync_id)
    if row.points is None:
        raise _nothing_to_send()
    row.insists, row.hold = True, None
    row.grade_timestamp = stamp(row, clock)
    session.flush()
    owe(session, clock, row, placement, by_hand=True)


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
    """Try again now whatever stopped or is waiting for its next try, in any column; the number of them."""
    now = clock.now()
    rows = queries.sync_states(session, placement.id, now) + queries.criterion_states(session, placement.id, now)
    chosen = sorted(row.id for row in rows if row.state in {SyncState.STOPPED, SyncState.RETRYING})
    gate = platform_of(session, placement).gate
    mark_all_due(session, clock, kind=SCORE, keys=list(map(str, chosen)), gate=gate, by_hand=True)
    return len(chosen)


def check_all(session: Session, clock: Clock, placement: PlacementView) -> int:
    """Owe a reading of everybody's results in each column of the placement; the number of columns."""
    keep_known(session, clock, placement)
    wanted = [TOTAL, *(row.criterion for row in queries.line_items(session, placement.id) if row.criterion)]
    keys = [column_key(placement.id, criterion) for criterion in wanted]
    gate = platform_of(session, placement).gate
    mark_all_due(session, clock, kind=RESULTS, keys=keys, gate=gate, by_hand=True)
    return len(wanted)


def _note_submitted(row: ScoreSync, terms: GradeTerms, clock: Clock) -> None:
    if terms.points <= 0 or terms.policy is GradePolicyKind.NONE:
        row.told_attempt = row.attempt_number
        return
    row.notice_timestamp = stamp(row, clock)


def _row_of(session: Session, placement: PlacementView, sync_id: int) -> ScoreSync:
    row = queries.sync_by_id(session, sync_id)
    if row is None or row.placement_id != placement.id:
        raise NotFound("score-unknown", "This score isn't part of this activity.", "Go back to the gradebook page.")
    return row


def _nothing_to_send() -> Conflict:
    return Conflict(
        "nothing-to-send",
        "There is no score to send for this learner at the moment.",
        "Look at the gradebook page again.",
    )
