"""What stands from earlier attempts while a later one is worked on or judged."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.catalog import definition_of
from app.evidence import AttemptView, attempts_of
from app.review.models import Decision
from app.review.queries.reviews import results_of
from app.review.queries.views import CriterionResult
from app.review.rules import Outcome, Rating, carried_forward, ratings_from_json, rescored, rule_from_json


def met_before(session: Session, attempt: AttemptView) -> dict[str, CriterionResult]:
    """What stands from earlier attempts while this one is judged, by criterion."""
    earlier = [
        each for each in attempts_of(session, attempt.placement_id, attempt.person_id) if each.number < attempt.number
    ]
    return _standing(session, earlier)


def met_criteria(session: Session, placement_id: int, person_id: int) -> dict[str, CriterionResult]:
    """What stands for this person's next attempt, by criterion: the earner needn't show it again.

    `carried_from` is the number of the attempt in which the criterion was judged.
    """
    return _standing(session, attempts_of(session, placement_id, person_id))


def open_criteria(session: Session, placement_id: int, person_id: int, version_id: int) -> tuple[str, ...]:
    """Criteria that the next attempt is judged on, in the rubric's order; all of them before a first decision."""
    standing = met_criteria(session, placement_id, person_id)
    return tuple(c.id for c in definition_of(session, version_id).rubric.criteria if c.id not in standing)


def _standing(session: Session, attempts: Sequence[AttemptView]) -> dict[str, CriterionResult]:
    """Ratings carried forward out of the last judged attempt of `attempts` (a returned one was not judged)."""
    by_id = {attempt.id: attempt for attempt in attempts}
    later = aliased(Decision)
    rows = session.scalars(
        select(Decision)
        .outerjoin(later, later.supersedes_id == Decision.id)
        .where(
            Decision.attempt_id.in_(by_id),
            Decision.outcome.in_((Outcome.EARNED, Outcome.NOT_YET)),
            later.id.is_(None),
        )
    ).all()
    if not rows:
        return {}
    decision = max(rows, key=lambda row: by_id[row.attempt_id].number)
    attempt = by_id[decision.attempt_id]
    always = rescored(definition_of(session, attempt.version_id).rubric)
    ratings = ratings_from_json(decision.inputs)
    standing = carried_forward(rule_from_json(decision.rule), ratings, always)
    feedback = results_of(session, [decision.review_id])[decision.review_id]
    return {rating.criterion_id: _carried(rating, feedback, attempt.number) for rating in standing}


def _carried(rating: Rating, results: Mapping[str, CriterionResult], number: int) -> CriterionResult:
    said = results.get(rating.criterion_id)
    since = rating.carried_from if rating.carried_from is not None else number
    return CriterionResult(rating.criterion_id, rating.level_key, said.feedback if said else "", since)
