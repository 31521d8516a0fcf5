"""Reading a posted score's fields; how a mistake is answered is left to the temper."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.sandbox.records import Score
from app.sandbox.refusals import ServiceRefusalError
from app.sandbox.vocabulary import CANVAS_SUBMISSION

Refuse = Callable[[str], ServiceRefusalError]
ISO_8601 = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$")
REQUIRED = ("userId", "timestamp", "activityProgress", "gradingProgress")


def read_score(document: Any, refuse: Refuse) -> Score:
    """The score in a JSON document. Raises what `refuse(reason)` makes."""
    if not isinstance(document, dict):
        raise refuse("Score is not a JSON object")
    for name in REQUIRED:
        if document.get(name) in (None, ""):
            raise refuse(f"Missing {name}")
    submission = document.get("submission")
    submitted = submission.get("submittedAt") if isinstance(submission, dict) else None
    extension = document.get(CANVAS_SUBMISSION)
    return Score(
        user_id=str(document["userId"]),
        timestamp=read_moment(document["timestamp"], refuse),
        activity_progress=str(document["activityProgress"]),
        grading_progress=str(document["gradingProgress"]),
        given=read_number(document.get("scoreGiven"), "scoreGiven", refuse),
        maximum=read_number(document.get("scoreMaximum"), "scoreMaximum", refuse),
        comment=str(document["comment"]) if document.get("comment") is not None else None,
        submitted_at=read_moment(submitted, refuse) if submitted else None,
        extension=extension if isinstance(extension, dict) else {},
    )


def read_moment(value: object, refuse: Refuse) -> datetime:
    """An ISO 8601 moment in UTC; one without a zone counts as UTC."""
    if not isinstance(value, str) or not ISO_8601.match(value):
        raise refuse("Incorrect timestamp")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise refuse("Incorrect timestamp") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def read_number(value: object, name: str, refuse: Refuse) -> float | None:
    """A number, also when it comes as a text; None where there is none."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise refuse(f"Incorrect {name}")
    try:
        return float(value)
    except ValueError as error:
        raise refuse(f"Incorrect {name}") from error
