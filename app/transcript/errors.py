"""How transcripts refuse."""

from app.errors import Conflict, Invalid, NotFound


def code_unknown() -> NotFound:
    """A code that never was, one that was withdrawn and one that is over look the same."""
    return NotFound(
        "transcript-unknown",
        "There is no transcript with this code here.",
        "Compare the code with the printed one, letter by letter. If it is the same, it was withdrawn or its time is "
        "over: ask the holder for a new one.",
    )


def nothing_to_show() -> Invalid:
    return Invalid(
        "transcript-empty",
        "There is no badge yet that a transcript could show.",
        "Come back when your first badge has been awarded.",
    )


def too_many_codes(most: int) -> Conflict:
    return Conflict(
        "transcript-codes",
        f"You have {most} codes that work already.",
        "Withdraw one that nobody needs any more, then make a new one.",
    )
