"""What Moodle 4.5 does with a score (observed on a live instance)."""

from dataclasses import replace
from datetime import datetime

from app.sandbox.records import Comment, CourseRole, Result, Score
from app.sandbox.refusals import ServiceRefusalError
from app.sandbox.tempers.base import Judged, Scoring


def refused_score(reason: str) -> ServiceRefusalError:
    """400 with an empty list for a body; the reason stands in the status line only."""
    return ServiceRefusalError(400, [], reason=reason)


def judge(score: Score, scoring: Scoring) -> Judged:
    """Refuses, erases, keeps a human's grade, or stores."""
    _check(score, scoring)
    result, now = scoring.result, scoring.now
    seen = replace(
        result,
        activity_progress=score.activity_progress,
        grading_progress=score.grading_progress,
        attempts=result.attempts + 1,
    )
    if result.by_hand:
        return Judged(seen, "kept the teacher's grade and comment")
    comments = (Comment(score.comment, scoring.tool_name, now),) if score.comment else ()
    seen = replace(seen, comments=comments, changed_by=scoring.tool_name, changed_at=now)
    if score.grading_progress != "FullyGraded" or score.given is None:
        return Judged(replace(seen, score=None, timestamp=None), "erased the grade")
    stored = _on_scale(score.given, score.maximum or 0, scoring.item.maximum)
    return Judged(replace(seen, score=stored, timestamp=score.timestamp), f"stored {stored:g}")


def _check(score: Score, scoring: Scoring) -> None:
    if score.given is not None and score.maximum is None:
        raise refused_score("Missing scoreMaximum")
    if not score.user_id.isdigit():
        raise ServiceRefusalError(502, "<html><body>Bad gateway</body></html>", media_type="text/html")
    if scoring.member is None or scoring.member.role is not CourseRole.LEARNER:
        raise refused_score("Incorrect score received. User cannot be graded")
    stored = scoring.result.timestamp
    if stored and int(score.timestamp.timestamp()) <= int(stored.timestamp()):
        words = f"Refusing score with an earlier timestamp for item {scoring.item.id} and user {score.user_id}"
        raise ServiceRefusalError(409, {"status": 409, "reason": words}, reason="Conflict")


def _on_scale(given: float, maximum: float, item_maximum: float) -> float:
    """Rescaled to the column, clamped to it, five decimals."""
    if maximum <= 0:
        return 0.0
    return round(min(max(given / maximum * item_maximum, 0.0), item_maximum), 5)


def edited_by_hand(result: Result, score: float | None, comment: str, who: str, now: datetime) -> Result:
    """A teacher's change overrides all later scores and moves the stored time on."""
    comments = (Comment(comment, who, now),) if comment else ()
    return replace(result, score=score, comments=comments, timestamp=now, by_hand=True, changed_by=who, changed_at=now)
