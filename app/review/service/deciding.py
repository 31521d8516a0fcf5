"""From a draft to a decision, and to a later one that supersedes it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.catalog import Definition, definition_of
from app.clock import Clock
from app.errors import Conflict, Invalid
from app.evidence import AttemptView, latest_attempt
from app.review.models import Decision, Review
from app.review.queries import (
    DecisionView,
    current_decision_id,
    decision_for,
    draft_of,
    draft_row,
    review_rounds,
)
from app.review.rules import (
    Gap,
    Outcome,
    Rating,
    ReviewState,
    inputs_to_json,
    rule_of,
    rule_to_json,
)
from app.review.service.drafts import ensure_draft, write_result
from app.review.service.leases import release, require_foreign, take
from app.review.service.previewing import Preview, preview_of, ratings_of

LONGEST_REASON = 1000
"""What the page of a badge that is taken back for it has room for."""


def decide(
    session: Session, clock: Clock, attempt_id: int, reviewer_id: int, *, incomplete: bool = False
) -> DecisionView:
    """Turn the reviewer's draft into the decision on the attempt, superseding an earlier one, and free the lease.

    The pass rule decides between earned and not yet; `incomplete` is the reviewer's own choice and returns the
    work unjudged. Rule and inputs are stored with it. Raises Invalid naming each missing level or feedback,
    Conflict when somebody else holds or has decided the attempt, or a newer attempt exists, NotFound, NotAllowed.
    """
    attempt = require_foreign(session, attempt_id, reviewer_id)
    definition = definition_of(session, attempt.version_id)
    now = clock.now()
    take(session, now, attempt_id, reviewer_id)
    review = _releasable(session, attempt, reviewer_id)
    shown = preview_of(session, attempt, definition, reviewer_id, incomplete)
    if shown.verdict is None:
        raise _not_ready(definition, shown.gaps)
    for result in shown.results.values():
        write_result(session, review.id, result)
    review.state, review.submitted_at = ReviewState.SUBMITTED, now
    ratings = () if incomplete else ratings_of(definition, shown.results)
    session.add(_decision(session, review, definition, shown, ratings, now))
    release(session, attempt_id, reviewer_id)
    session.flush()
    decided = decision_for(session, attempt_id)
    assert decided is not None  # noqa: S101 - written just above
    return decided


def reopen(session: Session, clock: Clock, attempt_id: int, reviewer_id: int, reason: str) -> None:
    """Begin to change the decision on a person's latest attempt: a new draft that starts from what was found.

    The decision stands until the new one is released. Raises Invalid without a reason, Conflict when there is no
    decision, the work was returned as incomplete, a newer attempt exists or somebody else holds the attempt,
    NotFound, NotAllowed (own work).
    """
    attempt = require_foreign(session, attempt_id, reviewer_id)
    former = decision_for(session, attempt_id)
    if former is None:
        raise Conflict("not-decided", "This work has not been decided yet.", "Review it first.")
    if former.outcome is Outcome.INCOMPLETE:
        raise Conflict(
            "returned-to-earner",
            "This work went back to the earner as incomplete; it will come in again as a new submission.",
            "Wait for it, or talk with the earner.",
        )
    if not reason.strip() or len(reason.strip()) > LONGEST_REASON:
        raise Invalid(
            "no-reason",
            "Say why the decision is changed; it is kept with the new one.",
            f"Write a reason of at most {LONGEST_REASON} characters.",
        )
    _require_latest(session, attempt)
    now = clock.now()
    take(session, now, attempt_id, reviewer_id)
    draft = ensure_draft(session, now, attempt_id, reviewer_id)
    draft.round, draft.reason = review_rounds(session, attempt_id) + 1, reason.strip()
    draft.note = draft.note or former.note
    begun = draft_of(session, attempt_id, reviewer_id)
    if begun is not None and not begun.results:
        for result in former.results.values():
            if result.carried_from is None:
                write_result(session, draft.id, result)
    session.flush()


def _releasable(session: Session, attempt: AttemptView, reviewer_id: int) -> Review:
    """The reviewer's draft, when it may become the decision. Raises Conflict."""
    review = draft_row(session, attempt.id, reviewer_id)
    decided = current_decision_id(session, attempt.id) is not None
    if review is None and decided:
        raise Conflict("already-decided", "This decision has been released already.", "Go on with the next one.")
    if review is None:
        raise Conflict("nothing-rated", "Nothing has been put down for this work yet.", "Choose levels first.")
    if decided and not review.reason:
        raise Conflict(
            "decided-by-another",
            "Somebody else has decided this work meanwhile; your notes are kept.",
            "Read their decision; you can change it there and say why.",
        )
    if decided:
        _require_latest(session, attempt)
    return review


def _require_latest(session: Session, attempt: AttemptView) -> None:
    latest = latest_attempt(session, attempt.placement_id, attempt.person_id)
    if latest is not None and latest.id != attempt.id:
        raise Conflict(
            "newer-attempt",
            "The earner has handed in the work again since; this decision is history now.",
            "Review the newer attempt instead.",
        )


def _decision(
    session: Session,
    review: Review,
    definition: Definition,
    shown: Preview,
    ratings: tuple[Rating, ...],
    now: datetime,
) -> Decision:
    assert shown.verdict is not None  # noqa: S101 - the caller has refused otherwise
    outcome = shown.verdict.outcome
    return Decision(
        attempt_id=review.attempt_id,
        review_id=review.id,
        outcome=outcome,
        rule=rule_to_json(rule_of(definition)),
        inputs=inputs_to_json(ratings, incomplete=outcome is Outcome.INCOMPLETE),
        summary=shown.summary,
        decided_at=now,
        decided_by=review.reviewer_id,
        supersedes_id=current_decision_id(session, review.attempt_id),
    )


def _not_ready(definition: Definition, missing: tuple[Gap, ...]) -> Invalid:
    titles = {criterion.id: criterion.title for criterion in definition.rubric.criteria}
    lines = [f"{titles[gap.criterion_id]}: {gap.words}" if gap.criterion_id else gap.words for gap in missing]
    return Invalid("review-not-ready", " ".join(lines), "Go back to the review; nothing you wrote is lost.")
