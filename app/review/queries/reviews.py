"""What reviewers have put down."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.review.models import CriterionScore, Decision, Review
from app.review.queries.views import CriterionResult, Draft
from app.review.rules import ReviewState


def draft_row(session: Session, attempt_id: int, reviewer_id: int) -> Review | None:
    """The reviewer's open draft as a row, for the service to write."""
    return session.scalar(
        select(Review).where(
            Review.attempt_id == attempt_id, Review.reviewer_id == reviewer_id, Review.state == ReviewState.DRAFT
        )
    )


def draft_of(session: Session, attempt_id: int, reviewer_id: int) -> Draft | None:
    """What this reviewer has put down for the attempt and not yet released."""
    row = draft_row(session, attempt_id, reviewer_id)
    if row is None:
        return None
    results = results_of(session, [row.id])[row.id]
    return Draft(row.id, attempt_id, reviewer_id, row.round, row.note, row.reason, row.saved_at, results)


def results_of(session: Session, review_ids: Sequence[int]) -> dict[int, dict[str, CriterionResult]]:
    """Criterion results by review and criterion; each asked-for review is a key."""
    found: dict[int, dict[str, CriterionResult]] = {review_id: {} for review_id in review_ids}
    for row in session.scalars(select(CriterionScore).where(CriterionScore.review_id.in_(review_ids))):
        found[row.review_id][row.criterion_id] = CriterionResult(
            row.criterion_id, row.level_key, row.feedback, row.carried_from
        )
    return found


def review_rounds(session: Session, attempt_id: int) -> int:
    """How many decisions there are on the attempt."""
    return len(session.scalars(select(Decision.id).where(Decision.attempt_id == attempt_id)).all())
