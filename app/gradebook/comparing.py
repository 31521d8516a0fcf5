"""All results of a column read back: whose grade is as it was sent, and whose a person changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.clock import Clock
from app.gradebook import queries
from app.gradebook.columns import ColumnTerms
from app.gradebook.guard import LmsGrade, shows
from app.gradebook.models import Hold, ScoreSync
from app.gradebook.rows import owe_what_is_left
from app.gradebook.rules import MessageKind, next_message
from app.people import people_of_subjects
from app.placement import PlacementView

BATCH = 200
CHANGED = frozenset({Hold.CHANGED_BY_HAND, Hold.OVERRIDDEN, Hold.CONFLICT})


@dataclass(frozen=True, slots=True)
class Comparison:
    """One reading of a column, begun at `since`."""

    terms: ColumnTerms
    placement: PlacementView
    registration_id: int
    since: datetime


def compare(session: Session, clock: Clock, comparison: Comparison, shown: Mapping[str, LmsGrade]) -> None:
    """Note what the LMS shows for some people, by their ids there; whoever else has a row is left for later."""
    people = people_of_subjects(session, comparison.registration_id, shown)
    grades = {person_id: shown[subject] for subject, person_id in people.items()}
    terms = comparison.terms
    for row in queries.rows_of_people(session, terms.placement_id, terms.criterion, list(grades)):
        _compare(session, clock, comparison, row, grades[row.person_id])
    session.flush()


def compare_the_rest(session: Session, clock: Clock, comparison: Comparison, after: int = 0) -> int | None:
    """Note for the next few whose score had arrived, but whom the LMS did not list, that it shows no grade for them.

    The id to go on after; None when there is nobody left.
    """
    terms = comparison.terms
    rows = queries.rows_not_seen(session, terms.placement_id, terms.criterion, comparison.since, after, BATCH)
    for row in rows:
        _compare(session, clock, comparison, row, LmsGrade())
    session.flush()
    return rows[-1].id if len(rows) == BATCH else None


def note_compared(session: Session, comparison: Comparison) -> None:
    """Keep that all results of a column have been read."""
    row = queries.line_item(session, comparison.terms.placement_id, comparison.terms.criterion)
    if row is not None:
        row.compared_at = comparison.since
        session.flush()


def _compare(session: Session, clock: Clock, comparison: Comparison, row: ScoreSync, shown: LmsGrade) -> None:
    row.seen_score, row.seen_maximum, row.seen_at = shown.score, shown.maximum or row.seen_maximum, comparison.since
    # What is on its way looks for itself before it is sent.
    if row.delivered_points is None or next_message(queries.standing_of(row)) is MessageKind.GRADE:
        return
    if shows(shown, row.delivered_points, row.out_of):
        row.hold = None if row.hold in CHANGED else row.hold
        owe_what_is_left(session, clock, row, comparison.placement)
    elif row.hold is None:
        row.hold = Hold.CHANGED_BY_HAND
