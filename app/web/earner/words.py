"""What the earner's pages say of states and rules."""

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
