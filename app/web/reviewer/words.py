"""What a reviewer reads for states, levels and times. Pure."""

from datetime import datetime

from app.catalog import Definition, PassRuleType
from app.evidence import AttemptState
from app.review import Outcome

OUTCOME_WORDS = {
    Outcome.EARNED: ("Earned", "good"),
    Outcome.NOT_YET: ("Not yet earned", "warn"),
    Outcome.INCOMPLETE: ("Returned as incomplete", "neutral"),
}


def waiting_words(since: datetime, now: datetime) -> str:
    """How long something has waited, in the largest unit that says enough."""
    seconds = max(0, int((now - since).total_seconds()))
    if seconds < 3600:
        return "less than an hour"
    if seconds < 24 * 3600:
        return _counted(seconds // 3600, "hour")
    return _counted(seconds // (24 * 3600), "day")


def state_words(state: AttemptState, outcome: Outcome | None, held_by: str, mine: bool) -> tuple[str, str]:
    """A state in a word or two, and its kind for the status macro."""
    if outcome is not None:
        return OUTCOME_WORDS[outcome]
    if mine:
        return ("You are reviewing", "info")
    if held_by:
        return (f"With {held_by}", "neutral")
    return ("Waiting", "warn") if state.is_open else (state.replace("_", " ").capitalize(), "neutral")


def pass_words(definition: Definition) -> str:
    """What it takes to earn, in one sentence."""
    rule = definition.pass_rule
    level = f"{definition.rubric.level(rule.level).title} or better" if rule.level else ""
    total = f"{rule.total} of {definition.rubric.max_points} rubric points in all"
    match rule.type:
        case PassRuleType.ALL_AT_LEAST:
            return f"To earn it: {level} on every criterion."
        case PassRuleType.ALL_AT_LEAST_AND_TOTAL:
            return f"To earn it: {level} on every criterion, and {total}."
        case PassRuleType.TOTAL_AT_LEAST:
            return f"To earn it: {total}."
        case PassRuleType.REQUIRED_AND_SOME:
            named = ", ".join(definition.criterion(key).title for key in rule.required)
            some = f", and on {rule.some} or more of the others" if rule.some else ""
            return f"To earn it: {level} on {named}{some}."


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
