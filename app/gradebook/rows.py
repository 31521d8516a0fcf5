"""One row of a score, as the verbs write it: begun, given a wanted score with its time, owed to the LMS."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from app.clock import Clock
from app.gradebook import queries
from app.gradebook.models import TOTAL, Fact, ScoreSync
from app.gradebook.platform import platform_of
from app.gradebook.queries import SCORE
from app.gradebook.rules import next_message, next_timestamp
from app.outbox import mark_all_due, mark_due
from app.placement import PlacementView


def new_row(session: Session, placement: PlacementView, person_id: int, criterion: str = TOTAL) -> ScoreSync:
    """A row for an earner in a column that has none of theirs yet."""
    row = ScoreSync(placement_id=placement.id, person_id=person_id, criterion=criterion)
    row.out_of, row.comment, row.fact = placement.points, "", Fact.SUBMITTED
    row.insists = row.rechecks = False
    row.offered_attempt = row.told_attempt = 0
    row.offers = []
    session.add(row)
    return row


def want(row: ScoreSync, clock: Clock, points: int | None, out_of: int, comment: str) -> None:
    """Note what the gradebook is to show from now on; None leaves what it shows."""
    row.hold, row.insists, row.rechecks = None, False, False
    row.points, row.out_of = points, out_of
    if points is not None:
        row.comment, row.grade_timestamp = comment, stamp(row, clock)


def stamp(row: ScoreSync, clock: Clock) -> datetime:
    """The time of the row's next message: later than any before it."""
    row.last_timestamp = next_timestamp(clock.now(), row.last_timestamp)
    return row.last_timestamp


def owe_what_is_left(session: Session, clock: Clock, row: ScoreSync, placement: PlacementView) -> None:
    """Owe the LMS whatever the row still has to tell, if anything."""
    if next_message(queries.standing_of(row)) is not None:
        owe(session, clock, row, placement)


def owe_all_that_is_left(session: Session, clock: Clock, rows: Iterable[ScoreSync], placement: PlacementView) -> None:
    """The same for many rows of one placement, in as many statements as for one."""
    keys = [str(row.id) for row in rows if next_message(queries.standing_of(row)) is not None]
    mark_all_due(session, clock, kind=SCORE, keys=keys, gate=platform_of(session, placement).gate)


def owe(session: Session, clock: Clock, row: ScoreSync, placement: PlacementView, *, by_hand: bool = False) -> None:
    """Owe the LMS the row's current score."""
    gate = platform_of(session, placement).gate
    mark_due(session, clock, kind=SCORE, key=str(row.id), gate=gate, by_hand=by_hand)
