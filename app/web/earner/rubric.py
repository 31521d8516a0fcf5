"""The rubric as rows of a table, alone and with a result in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.catalog import Definition
from app.review import CriterionResult, DecisionView


@dataclass(frozen=True, slots=True)
class RubricCell:
    """One level of one criterion; `needed` marks the level that the pass rule asks for."""

    title: str
    descriptor: str
    needed: bool
    reached: bool


@dataclass(frozen=True, slots=True)
class RubricRow:
    """One criterion with what a reviewer found, where there is a result. `asks` names the evidence it is seen in."""

    id: str
    title: str
    asks: str
    cells: tuple[RubricCell, ...]
    level: str
    feedback: str
    met: bool
    carried_from: int | None
    still_open: bool


def rubric_rows(
    definition: Definition, decision: DecisionView | None = None, still_open: tuple[str, ...] = ()
) -> tuple[RubricRow, ...]:
    """The rubric's criteria in order, lowest level first."""
    results: Mapping[str, CriterionResult] = decision.results if decision else {}
    met = decision.met if decision else frozenset()
    return tuple(
        RubricRow(
            id=criterion.id,
            title=criterion.title,
            asks=", ".join(definition.slot(slot_id).label for slot_id in criterion.slots),
            cells=_cells(definition, criterion.descriptors, results.get(criterion.id)),
            level=_level(definition, results.get(criterion.id)),
            feedback=results[criterion.id].feedback if criterion.id in results else "",
            met=criterion.id in met,
            carried_from=results[criterion.id].carried_from if criterion.id in results else None,
            still_open=criterion.id in still_open,
        )
        for criterion in definition.rubric.criteria
    )


def _cells(
    definition: Definition, descriptors: tuple[str, ...], result: CriterionResult | None
) -> tuple[RubricCell, ...]:
    return tuple(
        RubricCell(
            title=level.title,
            descriptor=words,
            needed=level.key == definition.pass_rule.level,
            reached=result is not None and result.level_key == level.key,
        )
        for level, words in zip(definition.rubric.levels, descriptors, strict=True)
    )


def _level(definition: Definition, result: CriterionResult | None) -> str:
    return definition.rubric.level(result.level_key).title if result and result.level_key else ""
