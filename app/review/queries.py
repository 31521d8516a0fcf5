"""Every SELECT of the review, and the frozen values they come back as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.catalog import definition_of
from app.evidence import AttemptView, attempts_of
from app.people import names_of
from app.review.models import CriterionScore, Decision, Review, ReviewLease
from app.review.rules import (
    Outcome,
    Rating,
    ReviewState,
    carried_forward,
    ratings_from_json,
    recompute,
    rescored,
    rule_from_json,
)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may write the review of an attempt, and until when if nothing is saved in between."""

    attempt_id: int
    reviewer_id: int
    reviewer_name: str
    claimed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion as found. In a draft `level_key` may be empty; `carried_from` is an earlier attempt's number."""

    criterion_id: str
    level_key: str
    feedback: str
    carried_from: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A reviewer's unfinished review; `reason` is filled when it changes an earlier decision."""

    review_id: int
    attempt_id: int
    reviewer_id: int
    round: int
    note: str
    reason: str
    saved_at: datetime
    results: Mapping[str, CriterionResult]


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What was released to an earner. `points` and `out_of` are weighted rubric points.

    `reason` says why it replaced the decision `supersedes_id`; `superseded` says that a later one replaced it.
    `results` holds every criterion that was judged or carried forward, with the reviewer's words to the earner.
    """

    id: int
    attempt_id: int
    review_id: int
    outcome: Outcome
    summary: str
    note: str
    reason: str
    results: Mapping[str, CriterionResult]
    met: frozenset[str]
    points: int
    out_of: int
    criteria_total: int
    decided_at: datetime
    decided_by: int
    decided_by_name: str
    supersedes_id: int | None
    superseded: bool

    @property
    def criteria_met(self) -> int:
        return len(self.met)


def lease_of(session: Session, attempt_id: int, now: datetime) -> Lease | None:
    """Who holds the attempt at `now`; None when it is free or the lease ran out."""
    return leases_of(session, [attempt_id], now).get(attempt_id)


def leases_of(session: Session, attempt_ids: Sequence[int], now: datetime) -> dict[int, Lease]:
    """Those of the attempts that are held at `now`, by attempt; two statements however many there are."""
    rows = session.scalars(
        select(ReviewLease)
        .where(ReviewLease.attempt_id.in_(attempt_ids), ReviewLease.expires_at > now)
        .execution_options(populate_existing=True)
    ).all()
    names = names_of(session, [row.reviewer_id for row in rows if row.reviewer_id is not None])
    return {
        row.attempt_id: Lease(
            row.attempt_id, row.reviewer_id, names.get(row.reviewer_id, ""), row.claimed_at, row.expires_at
        )
        for row in rows
        if row.reviewer_id is not None and row.claimed_at is not None and row.expires_at is not None
    }


def is_open(session: Session, attempt_id: int) -> bool:
    """Whether the attempt was ever handed to the reviewers."""
    return session.get(ReviewLease, attempt_id) is not None


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


def outcomes_of(session: Session, attempt_ids: Sequence[int]) -> dict[int, Outcome]:
    """The outcome that counts now, by attempt; undecided ones are left out. One statement."""
    later = aliased(Decision)
    rows = session.execute(
        select(Decision.attempt_id, Decision.outcome)
        .outerjoin(later, later.supersedes_id == Decision.id)
        .where(Decision.attempt_id.in_(attempt_ids), later.id.is_(None))
    )
    return {attempt_id: Outcome(outcome) for attempt_id, outcome in rows}


def decision_for(session: Session, attempt_id: int) -> DecisionView | None:
    """The decision on the attempt that counts now; None while there is none."""
    decisions = decisions_of(session, [attempt_id])
    return decisions[-1] if decisions else None


def latest_decision(session: Session, placement_id: int, person_id: int) -> DecisionView | None:
    """The decision that counts on this person's latest decided attempt at a placement."""
    numbers = {attempt.id: attempt.number for attempt in attempts_of(session, placement_id, person_id)}
    current = [decision for decision in decisions_of(session, list(numbers)) if not decision.superseded]
    return max(current, key=lambda decision: numbers[decision.attempt_id], default=None)


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


def review_rounds(session: Session, attempt_id: int) -> int:
    """How many decisions there are on the attempt."""
    return len(session.scalars(select(Decision.id).where(Decision.attempt_id == attempt_id)).all())


def current_decision_id(session: Session, attempt_id: int) -> int | None:
    """The id of the decision that counts; None while there is none."""
    later = aliased(Decision)
    return session.scalar(
        select(Decision.id)
        .outerjoin(later, later.supersedes_id == Decision.id)
        .where(Decision.attempt_id == attempt_id, later.id.is_(None))
    )
