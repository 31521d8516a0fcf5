"""What was decided: the whole history, and what counts now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.evidence import AttemptView, attempts_of
from app.people import names_of
from app.review.models import Decision, Review
from app.review.queries.reviews import results_of
from app.review.queries.views import CriterionResult, DecisionView
from app.review.rules import Outcome, recompute


def decisions_of(session: Session, attempt_ids: Sequence[int]) -> tuple[DecisionView, ...]:
    """All decisions on these attempts, superseded ones too, oldest first."""
    later = aliased(Decision)
    rows = session.execute(
        select(Decision, Review, later.id)
        .join(Review, Review.id == Decision.review_id)
        .outerjoin(later, later.supersedes_id == Decision.id)
        .where(Decision.attempt_id.in_(attempt_ids))
        .order_by(Decision.id)
    ).all()
    results = results_of(session, [decision.review_id for decision, _, _ in rows])
    names = names_of(session, [decision.decided_by for decision, _, _ in rows])
    return tuple(
        _view(decision, review, results[review.id], names.get(decision.decided_by, ""), later_id is not None)
        for decision, review, later_id in rows
    )


def decision_for(session: Session, attempt_id: int) -> DecisionView | None:
    """The decision on the attempt that counts now; None while there is none."""
    decisions = decisions_of(session, [attempt_id])
    return decisions[-1] if decisions else None


def latest_decision(session: Session, placement_id: int, person_id: int) -> DecisionView | None:
    """The decision that counts on this person's latest decided attempt at a placement."""
    numbers = {attempt.id: attempt.number for attempt in attempts_of(session, placement_id, person_id)}
    current = [decision for decision in decisions_of(session, list(numbers)) if not decision.superseded]
    return max(current, key=lambda decision: numbers[decision.attempt_id], default=None)


def judges_of(session: Session, attempt: AttemptView, decision: DecisionView) -> int:
    """How many people's judgement the levels of a decision are: whoever decided, and whoever judged in an earlier
    attempt what was met there and stood. A decision that was superseded counts for nothing."""
    numbers = {result.carried_from for result in decision.results.values()} - {None}
    if not numbers:
        return 1
    attempts = attempts_of(session, attempt.placement_id, attempt.person_id)
    earlier = decisions_of(session, [each.id for each in attempts if each.number in numbers])
    return len({each.decided_by for each in earlier if not each.superseded} | {decision.decided_by})


def outcomes_of(session: Session, attempt_ids: Sequence[int]) -> dict[int, Outcome]:
    """The outcome that counts now, by attempt; undecided ones are left out. One statement."""
    later = aliased(Decision)
    rows = session.execute(
        select(Decision.attempt_id, Decision.outcome)
        .outerjoin(later, later.supersedes_id == Decision.id)
        .where(Decision.attempt_id.in_(attempt_ids), later.id.is_(None))
    )
    return {attempt_id: Outcome(outcome) for attempt_id, outcome in rows}


def current_decision_id(session: Session, attempt_id: int) -> int | None:
    """The id of the decision that counts; None while there is none."""
    later = aliased(Decision)
    return session.scalar(
        select(Decision.id)
        .outerjoin(later, later.supersedes_id == Decision.id)
        .where(Decision.attempt_id == attempt_id, later.id.is_(None))
    )


def _view(
    decision: Decision, review: Review, results: Mapping[str, CriterionResult], name: str, superseded: bool
) -> DecisionView:
    verdict = recompute(decision.rule, decision.inputs)
    return DecisionView(
        id=decision.id,
        attempt_id=decision.attempt_id,
        review_id=review.id,
        outcome=verdict.outcome,
        summary=decision.summary,
        note=review.note,
        reason=review.reason,
        results=_released(verdict.outcome, results),
        met=verdict.met,
        points=verdict.points,
        out_of=verdict.out_of,
        criteria_total=verdict.total,
        decided_at=decision.decided_at,
        decided_by=decision.decided_by,
        decided_by_name=name,
        supersedes_id=decision.supersedes_id,
        superseded=superseded,
    )


def _released(outcome: Outcome, results: Mapping[str, CriterionResult]) -> Mapping[str, CriterionResult]:
    """What the earner is told: work that goes back unjudged gets the words, not the levels noted so far."""
    if outcome is not Outcome.INCOMPLETE:
        return results
    said = {key: replace(result, level_key="") for key, result in results.items() if result.carried_from is None}
    return {key: result for key, result in said.items() if result.feedback.strip()}
