"""Refusals of the people package."""

from app.errors import Conflict, Invalid, NotAllowed, NotFound

OPEN_AGAIN = "Go back to your course and open the activity again."


def launch_not_open() -> NotAllowed:
    """The launch is unknown, over, or another browser's: all the same to whoever asks."""
    return NotAllowed("launch-not-open", "This page is not open any more in this browser.", OPEN_AGAIN)


def launch_over() -> NotAllowed:
    """The launch was this browser's, and its time is over."""
    return NotAllowed(
        "launch-over",
        "This page was open for so long that it has closed itself.",
        "Open the activity again from your course. Everything that was saved is there.",
    )


def person_unknown() -> NotFound:
    return NotFound("person-unknown", "There is no such person here.")


def course_unknown() -> NotFound:
    return NotFound("course-unknown", "There is no such course here.")


def link_code_unknown() -> NotFound:
    """A code that never was, one that somebody entered already, and one that is over look the same."""
    return NotFound(
        "link-code-unknown",
        "This code doesn't work. It may be mistyped, used already, or older than ten minutes.",
        "Compare it letter by letter, or make a new one in your other account.",
    )


def own_link_code() -> Invalid:
    return Invalid(
        "link-code-own",
        "You made this code in this very account.",
        "Open Cairn in your other LMS, signed in there, and enter the code in that account.",
    )


def linked_already() -> Conflict:
    return Conflict(
        "linked-already",
        "These two accounts are connected already.",
        "There is nothing more to do: badges of both are shown in both.",
    )


def too_many_accounts(most: int) -> Conflict:
    return Conflict(
        "too-many-accounts",
        f"More than {most} accounts can't be connected with each other.",
        "Disconnect one that you don't need any more, or ask the people who run Cairn.",
    )


def not_linked() -> NotFound:
    return NotFound(
        "not-linked", "This account isn't connected with yours.", "Go back to your accounts and reload the page."
    )


def link_without_reason() -> Invalid:
    return Invalid(
        "link-without-reason",
        "Say in a few words how you know it; the audit log keeps them.",
        "Write a reason of up to 500 letters and try again.",
    )


def nobody_to_merge() -> Invalid:
    return Invalid(
        "merge-needs-two",
        "Choose exactly two people who are the same human being.",
        "Tick the two of them in the list, then try again.",
    )
