"""How credit refuses."""

from app.errors import Conflict, Invalid, NotFound

LONGEST_REASON = 1000


def entry_unknown() -> NotFound:
    """What isn't there and what is another organisation's look the same."""
    return NotFound("credit-unknown", "There is no such credit to decide on.", "Go back to the list and reload it.")


def decided_already() -> Conflict:
    return Conflict(
        "credit-decided",
        "Somebody has decided on this credit in the meantime.",
        "Reload the list and look at how it stands now.",
    )


def not_decided() -> Conflict:
    return Conflict(
        "credit-not-decided",
        "There is no decision on this credit that could be taken back.",
        "Reload the list and look at how it stands now.",
    )


def reason_needed() -> Invalid:
    return Invalid(
        "credit-reason",
        f"This needs a reason of at most {LONGEST_REASON} characters.",
        "Write one sentence that the earner may read.",
    )


def quantity_not_usable(most: str) -> Invalid:
    return Invalid(
        "credit-quantity",
        f"The amount has to be a number above 0 and at most {most}, which is what was suggested.",
        "Write it with a point, such as 0.5, or decline the credit.",
    )


def profile_not_usable(words: str) -> Invalid:
    return Invalid("credit-profile", words, "Change it and save again. Nothing was changed.")
