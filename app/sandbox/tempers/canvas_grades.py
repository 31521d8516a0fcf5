"""What Canvas does with a score (from its scores controller and result model)."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.sandbox.records import Comment, CourseRole, Handed, Result, Score
from app.sandbox.refusals import ServiceRefusalError
from app.sandbox.tempers.base import Judged, Scoring
from app.sandbox.tempers.reading import read_moment
from app.sandbox.vocabulary import ACTIVITY_PROGRESS, GRADING_PROGRESS

GRADES = frozenset({"FullyGraded", "PendingManual"})
TOLERATED_AHEAD = timedelta(minutes=1)
KINDS = frozenset({"none", "basic_lti_launch", "online_text_entry", "external_tool", "online_upload", "online_url"})


def bad_request(reason: str) -> ServiceRefusalError:
    return ServiceRefusalError(400, {"errors": {"type": "bad_request", "message": reason}})


def unprocessable(reason: str) -> ServiceRefusalError:
    return ServiceRefusalError(422, {"errors": {"type": "unprocessable_entity", "message": reason}})


def judge(score: Score, scoring: Scoring) -> Judged:
    """Refuses, or stores; each score is a new attempt unless it says otherwise."""
    _check_form(score, scoring)
    _check_course(score, scoring)
    result, now = scoring.result, scoring.now
    new_attempt = _makes_attempt(score)
    comments = result.comments + ((Comment(score.comment, "", now),) if score.comment else ())
    seen = replace(
        result,
        comments=comments,
        timestamp=score.timestamp,
        activity_progress=score.activity_progress,
        grading_progress=score.grading_progress,
        attempts=result.attempts + new_attempt,
        needs_review=score.grading_progress == "PendingManual",
        handed=_handed(score, now) if new_attempt else result.handed,
    )
    attempt = f" as attempt {seen.attempts}" if new_attempt else ""
    return _graded(score, scoring, seen, attempt)


def _graded(score: Score, scoring: Scoring, seen: Result, attempt: str) -> Judged:
    by_tool = replace(seen, by_hand=False, changed_by=scoring.tool_name, changed_at=scoring.now)
    if scoring.result.by_hand and score.extension.get("prioritize_non_tool_grade") is True:
        return Judged(seen, f"kept the teacher's grade{attempt}")
    if score.grading_progress in GRADES and score.given is not None:
        stored = _on_scale(score.given, score.maximum or 0, scoring.item.maximum)
        return Judged(replace(by_tool, score=stored), f"stored {stored:g}{attempt}")
    if score.extension.get("preserve_score") is True:
        return Judged(seen, f"kept the score{attempt}")
    return Judged(replace(by_tool, score=None), f"cleared the score{attempt}")


def _check_form(score: Score, scoring: Scoring) -> None:
    if score.activity_progress not in ACTIVITY_PROGRESS or score.grading_progress not in GRADING_PROGRESS:
        raise bad_request("Provided activityProgress or gradingProgress is not a known value")
    if scoring.result.timestamp and score.timestamp < scoring.result.timestamp:
        raise bad_request("Timestamp before latest result timestamp")
    if score.submitted_at and score.submitted_at > scoring.now + TOLERATED_AHEAD:
        raise bad_request("Provided submitted_at timestamp is in the future")
    if score.given is None:
        return
    if score.maximum is None:
        raise unprocessable("ScoreMaximum not supplied when ScoreGiven present")
    if score.given < 0:
        raise unprocessable("ScoreGiven must be greater than or equal to 0")
    if score.maximum <= 0 < scoring.item.maximum:
        raise unprocessable("ScoreMaximum must be greater than 0")


def _check_course(score: Score, scoring: Scoring) -> None:
    member = scoring.member
    if member is None or member.suspended or member.role is not CourseRole.LEARNER:
        raise unprocessable("User not found in course or is not a student")
    if scoring.course.concluded:
        raise unprocessable("This course has concluded. AGS requests will no longer be accepted for this course.")
    allowed = scoring.activity.attempts_allowed if scoring.activity else None
    if allowed and _makes_attempt(score) and scoring.result.attempts >= allowed:
        raise unprocessable("The maximum number of allowed attempts has been reached for this submission")
    if score.extension.get("submission_type") == "online_upload" and not score.extension.get("content_items"):
        raise unprocessable("Content items must be provided with submission type 'online_upload'")
    if score.extension.get("submission_type", "external_tool") not in KINDS:
        raise bad_request("Invalid submission_type for new submission")


def _makes_attempt(score: Score) -> bool:
    return score.extension.get("new_submission", True) is not False


def _handed(score: Score, now: datetime) -> Handed | None:
    kind = str(score.extension.get("submission_type", "external_tool"))
    older = score.extension.get("submitted_at")
    at = score.submitted_at or (read_moment(older, bad_request) if older else now)
    return None if kind == "none" else Handed(kind, str(score.extension.get("submission_data", "")), at)


def _on_scale(given: float, maximum: float, item_maximum: float) -> float:
    """On the column's points; more than the maximum is kept."""
    return round(given / maximum * item_maximum, 4) if maximum else given


def edited_by_hand(result: Result, score: float | None, comment: str, who: str, now: datetime) -> Result:
    """A comment is added, never replaced; the next score of the tool still wins unless it yields."""
    comments = result.comments + ((Comment(comment, who, now),) if comment else ())
    return replace(
        result, score=score, comments=comments, by_hand=True, needs_review=False, changed_by=who, changed_at=now
    )
