"""What a reviewer reads for states, levels and times. Pure."""

from datetime import datetime

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


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
