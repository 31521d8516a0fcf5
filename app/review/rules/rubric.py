"""A definition's rubric and pass rule, as the rules need them."""

from collections.abc import Sequence

from app.catalog import Criterion, Definition, FeedbackRule, Rubric
from app.review.rules.verdict import Outcome, Rating, Rule, Verdict


def rule_of(definition: Definition) -> Rule:
    """The definition's pass rule with its level as a rank.

    A bare total names no level; there the line is the lowest level that would pass if all criteria had it.
    """
    pass_rule, rubric = definition.pass_rule, definition.rubric
    total = pass_rule.total or 0
    line = rubric.rank(pass_rule.level) if pass_rule.level else _line_for_total(rubric, total)
    return Rule(pass_rule.type, line, total, pass_rule.required, pass_rule.some or 0)


def _line_for_total(rubric: Rubric, total: int) -> int:
    weights = sum(criterion.weight for criterion in rubric.criteria)
    enough = (rank for rank, level in enumerate(rubric.levels) if level.points * weights >= total)
    return next(enough, len(rubric.levels) - 1)


def rating_of(rubric: Rubric, criterion: Criterion, level_key: str, carried_from: int | None = None) -> Rating:
    """`level_key` for `criterion` with what it counts in this rubric; KeyError for an unknown level."""
    level, best = rubric.level(level_key), rubric.levels[-1]
    rank = rubric.rank(level_key)
    return Rating(criterion.id, level_key, rank, level.points, best.points, criterion.weight, carried_from)


def always_feedback(rubric: Rubric) -> frozenset[str]:
    """Criteria whose author wants feedback at every level."""
    return frozenset(criterion.id for criterion in rubric.criteria if criterion.feedback is FeedbackRule.REQUIRED)


def rescored(rubric: Rubric) -> frozenset[str]:
    """Criteria that are judged anew in every attempt."""
    return frozenset(criterion.id for criterion in rubric.criteria if criterion.rescore_always)


def summarise(rubric: Rubric, verdict: Verdict, ratings: Sequence[Rating]) -> str:
    """The decision in a few plain sentences, for the gradebook's comment: one line of text, no markup."""
    if verdict.outcome is Outcome.INCOMPLETE:
        return "Returned as incomplete: something is missing before it can be reviewed."
    title = "Earned" if verdict.outcome is Outcome.EARNED else "Not yet earned"
    levels = {rating.criterion_id: rubric.level(rating.level_key).title for rating in ratings}
    lines = [f"{c.title}: {levels[c.id]}." for c in rubric.criteria if c.id in levels]
    return " ".join([f"{title}: {verdict.criteria_met} of {verdict.total} criteria met.", *lines])
