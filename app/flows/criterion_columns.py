"""A teacher's choice to show each criterion in a gradebook column of its own, with what was found so far."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app import gradebook
from app.catalog import Definition, definition_of
from app.evidence import placement_attempts
from app.flows.gradebook_words import MAX_COMMENT
from app.gradebook import CriterionOutcome, Fact, Finding, ReviewOutcome
from app.people import Actor
from app.placement import PlacementView
from app.review import CriterionResult, DecisionView, Outcome, decisions_of
from app.services import Services

FACTS = {Outcome.EARNED: Fact.EARNED, Outcome.NOT_YET: Fact.NOT_YET}


def switch_criterion_columns(
    session: Session, services: Services, actor: Actor, placement: PlacementView, *, on: bool
) -> None:
    """Want columns of criteria from now on, filled with what was decided before, or want nothing more sent there."""
    gradebook.switch_criterion_columns(session, services.clock, placement, actor.person_id, on=on)
    if not on:
        return
    definition = definition_of(session, placement.version_id)
    findings = {
        person_id: Finding(FACTS[decision.outcome], review_outcome(definition, decision), number)
        for person_id, number, decision in _standing(session, placement)
    }
    gradebook.record_criteria(session, services.clock, placement, findings)


def review_outcome(definition: Definition, decision: DecisionView) -> ReviewOutcome:
    """What was decided, as the gradebook wants to know it."""
    return ReviewOutcome(
        points=decision.points,
        out_of=decision.out_of,
        criteria_met=decision.criteria_met,
        criteria_total=decision.criteria_total,
        criteria=_criteria(definition, decision.results),
    )


def _criteria(definition: Definition, results: Mapping[str, CriterionResult]) -> tuple[CriterionOutcome, ...]:
    """The level of each criterion that was judged, as points of the highest, with its name and the reviewer's words."""
    rubric = definition.rubric
    found = []
    for criterion in rubric.criteria:
        result = results.get(criterion.id)
        if result is None or not result.level_key:
            continue
        level = rubric.level(result.level_key)
        words = f"{level.title}. {result.feedback}".strip()[:MAX_COMMENT]
        found.append(CriterionOutcome(criterion.id, level.points * 100, rubric.levels[-1].points * 100, words))
    return tuple(found)


def _standing(session: Session, placement: PlacementView) -> list[tuple[int, int, DecisionView]]:
    """Person, attempt number and decision of everybody's latest attempt that was decided on."""
    attempts = {attempt.id: attempt for attempt in placement_attempts(session, [placement.id])}
    latest: dict[int, tuple[int, int, DecisionView]] = {}
    for decision in decisions_of(session, list(attempts)):
        attempt = attempts[decision.attempt_id]
        known = latest.get(attempt.person_id)
        if decision.superseded or decision.outcome not in FACTS or (known and known[1] > attempt.number):
            continue
        latest[attempt.person_id] = (attempt.person_id, attempt.number, decision)
    return list(latest.values())
