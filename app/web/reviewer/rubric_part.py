"""The rubric column of a review, and the same rubric as it was judged before."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.catalog import Criterion, Definition, FeedbackRule
from app.review import CriterionResult, DecisionView, rule_of


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """One level of one criterion."""

    key: str
    title: str
    points: int
    descriptor: str
    below: bool
    is_line: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class CriterionCard:
    """One criterion to judge. `carried_from` is the attempt in which it was met already: then it is only shown."""

    criterion_id: str
    place: int
    title: str
    weight: int
    slots: tuple[tuple[str, str], ...]
    levels: tuple[LevelChoice, ...]
    chosen: str
    feedback: str
    always_words: bool
    carried_from: int | None


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One criterion as it was judged. `met` is None for work that went back unjudged."""

    title: str
    level: str
    met: bool | None
    feedback: str
    carried_from: int | None


def rubric_cards(
    definition: Definition, put_down: Mapping[str, CriterionResult], standing: Mapping[str, CriterionResult]
) -> tuple[CriterionCard, ...]:
    """All criteria in order, with what the reviewer has put down so far and what stands from before."""
    line = rule_of(definition).line
    return tuple(
        _card(definition, criterion, place, line, standing.get(criterion.id) or put_down.get(criterion.id))
        for place, criterion in enumerate(definition.rubric.criteria, 1)
    )


def result_lines(definition: Definition, decision: DecisionView) -> tuple[ResultLine, ...]:
    """A released decision, criterion by criterion."""
    return lines_of(definition, decision.results, decision.met)


def lines_of(
    definition: Definition, results: Mapping[str, CriterionResult], met: frozenset[str]
) -> tuple[ResultLine, ...]:
    """Judged criteria in the rubric's order."""
    return tuple(
        ResultLine(
            title=criterion.title,
            level=definition.rubric.level(found.level_key).title if found.level_key else "",
            met=criterion.id in met if found.level_key else None,
            feedback=found.feedback,
            carried_from=found.carried_from,
        )
        for criterion in definition.rubric.criteria
        if (found := results.get(criterion.id)) is not None
    )


def _card(
    definition: Definition, criterion: Criterion, place: int, line: int, found: CriterionResult | None
) -> CriterionCard:
    chosen = found.level_key if found else ""
    return CriterionCard(
        criterion_id=criterion.id,
        place=place,
        title=criterion.title,
        weight=criterion.weight,
        slots=tuple((slot_id, definition.slot(slot_id).label) for slot_id in criterion.slots),
        levels=_levels(definition, criterion, line, chosen),
        chosen=definition.rubric.level(chosen).title if chosen else "",
        feedback=found.feedback if found else "",
        always_words=criterion.feedback is FeedbackRule.REQUIRED,
        carried_from=found.carried_from if found else None,
    )


def _levels(definition: Definition, criterion: Criterion, line: int, chosen: str) -> tuple[LevelChoice, ...]:
    levels = zip(definition.rubric.levels, criterion.descriptors, strict=True)
    return tuple(
        LevelChoice(
            key=level.key,
            title=level.title,
            points=level.points,
            descriptor=descriptor,
            below=rank < line,
            is_line=rank == line,
            chosen=level.key == chosen,
        )
        for rank, (level, descriptor) in enumerate(levels)
    )
