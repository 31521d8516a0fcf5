"""What the earner's pages say of states and rules."""

from app.catalog import Definition, PassRuleType
from app.journey import JourneyState

KINDS = {
    JourneyState.NOT_STARTED: "neutral",
    JourneyState.STARTED: "info",
    JourneyState.IN_PROGRESS: "info",
    JourneyState.SUBMITTED: "info",
    JourneyState.RETURNED: "warn",
    JourneyState.NOT_YET: "warn",
    JourneyState.RESUBMITTING: "info",
    JourneyState.EARNED: "good",
    JourneyState.WITHDRAWN: "neutral",
}


def pass_words(definition: Definition) -> str:
    """The pass rule as a promise to the earner."""
    rule = definition.pass_rule
    level = definition.rubric.level(rule.level).title if rule.level else ""
    match rule.type:
        case PassRuleType.ALL_AT_LEAST:
            return f"You earn it when every criterion is at “{level}” or above."
        case PassRuleType.ALL_AT_LEAST_AND_TOTAL:
            return f"You earn it when every criterion is at “{level}” or above, with {rule.total} points in all."
        case PassRuleType.TOTAL_AT_LEAST:
            return f"You earn it with at least {rule.total} rubric points in all."
        case PassRuleType.REQUIRED_AND_SOME:
            names = ", ".join(f"“{definition.criterion(key).title}”" for key in rule.required)
            return f"You earn it when {names} and {rule.some} other criteria are at “{level}” or above."


def attempts_words(limit: int | None) -> str:
    """How often the work can be handed in."""
    if limit is None:
        return "You can submit as often as you need."
    if limit == 1:
        return "You can submit once."
    return f"You can submit up to {limit} times. What was met stays met; only the rest is open again."


def attempts_left_words(limit: int | None, used: int) -> str:
    """How often it still can be, before the next time; empty without a limit."""
    if limit is None:
        return ""
    left = max(0, limit - used)
    return f"This will be submission {used + 1} of {limit}." if left else f"All {limit} submissions are used."
