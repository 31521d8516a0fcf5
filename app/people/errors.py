"""Refusals of the people package."""

from app.errors import NotAllowed, NotFound

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
