"""What a reviewer has put down so far: saved with every pause in typing, and never lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.catalog import Rubric, definition_of
from app.clock import Clock
from app.errors import Invalid
from app.review.models import CriterionScore, Review
from app.review.queries import (
    CriterionResult,
    current_decision_id,
    draft_row,
    lease_of,
    met_before,
    results_of,
    review_rounds,
)
from app.review.rules import ReviewState
from app.review.service.leases import require_foreign, try_take

MAX_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True)
class Note:
    """What the form holds for one criterion; an empty `level_key` means that none is chosen yet."""

    level_key: str
    feedback: str


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """Receipt of a save. `warning` says why it can't be released any more (it is kept all the same), or is empty."""

    saved_at: datetime
    rated: int
    total: int
    warning: str


def save_draft(
    session: Session, clock: Clock, attempt_id: int, reviewer_id: int, notes: Mapping[str, Note], note: str
) -> SavedDraft:
    """Keep what the reviewer put down, and renew the lease.

    The words are kept even when the lease ran out and somebody else took over: the receipt says so, and only
    releasing is refused. Criteria that are not in `notes` stay as they were. Raises Invalid for a criterion that
    isn't open in this attempt, an unknown level or more than 10,000 characters, NotFound, NotAllowed (own work).
    """
    attempt = require_foreign(session, attempt_id, reviewer_id)
    rubric = definition_of(session, attempt.version_id).rubric
    carried = met_before(session, attempt)
    expected = [criterion.id for criterion in rubric.criteria if criterion.id not in carried]
    _check(rubric, expected, notes, note)
    now = clock.now()
    draft = ensure_draft(session, now, attempt_id, reviewer_id)
    draft.note, draft.saved_at = note, now
    for criterion_id, entry in notes.items():
        write_result(session, draft.id, CriterionResult(criterion_id, entry.level_key, entry.feedback))
    session.flush()
    found = results_of(session, [draft.id])[draft.id]
    rated = sum(1 for key in expected if key in found and found[key].level_key)
    return SavedDraft(now, rated, len(expected), _warning(session, now, draft))


def ensure_draft(session: Session, now: datetime, attempt_id: int, reviewer_id: int) -> Review:
    """The reviewer's open draft, begun if there is none."""
    draft = draft_row(session, attempt_id, reviewer_id)
    if draft is None:
        turn = review_rounds(session, attempt_id) + 1
        draft = Review(
            attempt_id=attempt_id,
            reviewer_id=reviewer_id,
            round=turn,
            state=ReviewState.DRAFT,
            note="",
            reason="",
            started_at=now,
            saved_at=now,
        )
        session.add(draft)
        session.flush()
    return draft


def write_result(session: Session, review_id: int, result: CriterionResult) -> None:
    """Put down one criterion of a draft, over what was there."""
    row = CriterionScore(
        review_id=review_id,
        criterion_id=result.criterion_id,
        level_key=result.level_key,
        feedback=result.feedback,
        carried_from=result.carried_from,
    )
    session.merge(row)


def _check(rubric: Rubric, expected: Sequence[str], notes: Mapping[str, Note], note: str) -> None:
    levels = {"", *(level.key for level in rubric.levels)}
    if set(notes) - set(expected) or any(entry.level_key not in levels for entry in notes.values()):
        raise Invalid(
            "not-in-rubric",
            "The form doesn't fit this rubric.",
            "Reload the page; what was saved before is still there.",
        )
    if any(len(text) > MAX_CHARACTERS for text in (note, *(entry.feedback for entry in notes.values()))):
        raise Invalid("feedback-too-long", "A text is longer than 10,000 characters.", "Shorten it and save again.")


def _warning(session: Session, now: datetime, draft: Review) -> str:
    """Renew the lease; words for the reviewer when that is no longer possible."""
    if not draft.reason and current_decision_id(session, draft.attempt_id) is not None:
        return "This work has been decided by somebody else meanwhile. Your notes are kept, but can't be released."
    if try_take(session, now, draft.attempt_id, draft.reviewer_id):
        return ""
    lease = lease_of(session, draft.attempt_id, now)
    who = lease.reviewer_name if lease else "Another reviewer"
    return f"{who} has taken this work over meanwhile. Your notes are kept, but can't be released."
