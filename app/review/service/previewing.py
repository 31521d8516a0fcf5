"""What a draft would come to."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog import Definition, definition_of
from app.evidence import AttemptView
from app.review.queries import CriterionResult, draft_of, met_before
from app.review.rules import (
    Found,
    Gap,
    Rating,
    Verdict,
    always_feedback,
    gaps,
    inputs_to_json,
    rating_of,
    recompute,
    rule_of,
    rule_to_json,
    summarise,
)
from app.review.service.leases import require_foreign


@dataclass(frozen=True, slots=True)
class Preview:
    """What releasing the draft would say. `verdict` is None while `gaps` keep it from being released.

    `results` holds the open criteria as put down and those that stand from earlier attempts.
    """

    gaps: tuple[Gap, ...]
    verdict: Verdict | None
    results: Mapping[str, CriterionResult]
    summary: str


def preview(session: Session, attempt_id: int, reviewer_id: int, *, incomplete: bool = False) -> Preview:
    """What `decide` would do just now, without doing it. Raises NotFound, NotAllowed (own work)."""
    attempt = require_foreign(session, attempt_id, reviewer_id)
    definition = definition_of(session, attempt.version_id)
    return preview_of(session, attempt, definition, reviewer_id, incomplete)


def preview_of(
    session: Session, attempt: AttemptView, definition: Definition, reviewer_id: int, incomplete: bool
) -> Preview:
    """`preview` of an attempt and definition that were looked up before."""
    draft = draft_of(session, attempt.id, reviewer_id)
    carried = met_before(session, attempt)
    put_down = dict(draft.results) if draft else {}
    results = {
        criterion.id: carried.get(criterion.id) or put_down.get(criterion.id) or CriterionResult(criterion.id, "", "")
        for criterion in definition.rubric.criteria
    }
    note = draft.note if draft else ""
    missing = _note_gap(note) if incomplete else _criterion_gaps(definition, results)
    if missing:
        return Preview(missing, None, results, "")
    ratings = () if incomplete else ratings_of(definition, results)
    verdict = recompute(rule_to_json(rule_of(definition)), inputs_to_json(ratings, incomplete=incomplete))
    return Preview((), verdict, results, summarise(definition.rubric, verdict, ratings))


def _note_gap(note: str) -> tuple[Gap, ...]:
    return () if note.strip() else (Gap("", "Write a note: what is missing, and what should the earner send?"),)


def _criterion_gaps(definition: Definition, results: Mapping[str, CriterionResult]) -> tuple[Gap, ...]:
    rubric = definition.rubric
    found = [
        Found(result.criterion_id, rubric.rank(result.level_key) if result.level_key else None, result.feedback)
        for result in results.values()
        if result.carried_from is None
    ]
    return gaps(rule_of(definition).line, found, always_feedback(rubric))


def ratings_of(definition: Definition, results: Mapping[str, CriterionResult]) -> tuple[Rating, ...]:
    """All criteria with what their levels count; every one must have a level."""
    rubric = definition.rubric
    return tuple(
        rating_of(rubric, criterion, results[criterion.id].level_key, results[criterion.id].carried_from)
        for criterion in rubric.criteria
    )
