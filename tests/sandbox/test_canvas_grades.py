"""What a Canvas does with scores, as its published source says."""

from datetime import timedelta
from typing import Any

import pytest

from app.sandbox import CourseRole
from app.sandbox.vocabulary import CANVAS_SUBMISSION
from tests.conftest import ManualClock
from tests.sandbox.tool import ToolSide


def extension(**fields: Any) -> dict[str, Any]:
    return {CANVAS_SUBMISSION: fields}


def test_a_score_is_stored_and_answered_with_its_result(canvas: ToolSide) -> None:
    answer = canvas.score(4, 5)
    assert "resultUrl" in answer.get_json()
    assert canvas.stored.score == 40


def test_each_score_is_a_new_attempt_unless_it_says_otherwise(canvas: ToolSide) -> None:
    canvas.score()
    canvas.score()
    canvas.score(**extension(new_submission=False))
    assert canvas.stored.attempts == 2


def test_a_score_beyond_the_allowed_attempts_is_refused(canvas: ToolSide) -> None:
    canvas.lms.platform.activities.allow_attempts(canvas.activity.id, 1)
    canvas.score(1, 5)
    refused = canvas.score(2, 5)
    assert refused.status_code == 422
    assert "attempts" in refused.text
    assert canvas.score(3, 5, **extension(new_submission=False)).status_code == 200
    assert canvas.stored.score == 30


@pytest.mark.parametrize("progress", ["Pending", "NotReady", "Failed"])
def test_a_score_on_the_way_clears_the_grade(canvas: ToolSide, progress: str) -> None:
    canvas.score()
    canvas.score(gradingProgress=progress)
    assert canvas.stored.score is None


def test_a_pending_manual_score_counts_and_asks_for_review(canvas: ToolSide) -> None:
    canvas.score(gradingProgress="PendingManual")
    assert (canvas.stored.score, canvas.stored.needs_review) == (40, True)


def test_preserve_score_keeps_the_grade(canvas: ToolSide) -> None:
    canvas.score()
    canvas.score(None, None, gradingProgress="PendingManual", **extension(preserve_score=True))
    assert (canvas.stored.score, canvas.stored.needs_review) == (40, True)


def test_a_teachers_grade_is_overwritten_unless_it_has_priority(canvas: ToolSide) -> None:
    canvas.lms.grade_by_hand(canvas.activity, canvas.learner, 10)
    canvas.score(4, 5, **extension(prioritize_non_tool_grade=True))
    assert canvas.stored.score == 10
    canvas.score(4, 5)
    assert canvas.stored.score == 40


def test_comments_add_up(canvas: ToolSide) -> None:
    canvas.score(comment="First")
    canvas.score(comment="Second")
    canvas.score()
    assert [comment.text for comment in canvas.stored.comments] == ["First", "Second"]


def test_an_equal_timestamp_passes_and_an_older_one_does_not(canvas: ToolSide, clock: ManualClock) -> None:
    canvas.score(1, 5)
    assert canvas.score(2, 5).status_code == 200
    older = canvas.score(3, 5, timestamp=(clock.now() - timedelta(milliseconds=1)).isoformat())
    assert (older.status_code, canvas.stored.score) == (400, 20)


@pytest.mark.parametrize(
    ("given", "maximum", "words"), [(4, None, "ScoreMaximum"), (-1, 5, "greater than"), (4, 0, "greater than 0")]
)
def test_numbers_that_make_no_sense_are_unprocessable(
    canvas: ToolSide, given: float, maximum: float | None, words: str
) -> None:
    answer = canvas.score(given, maximum)
    assert answer.status_code == 422
    assert words in answer.text


def test_who_is_no_student_is_unprocessable(canvas: ToolSide) -> None:
    assert canvas.score(userId=canvas.lms.subject(canvas.lms.person_named("Ada"))).status_code == 422


def test_a_suspended_student_is_unprocessable(canvas: ToolSide) -> None:
    canvas.lms.enrol(canvas.course, canvas.learner, CourseRole.LEARNER, suspended=True)
    assert canvas.score().status_code == 422


def test_a_concluded_course_takes_no_scores(canvas: ToolSide) -> None:
    canvas.lms.conclude(canvas.course)
    answer = canvas.score()
    assert answer.status_code == 422
    assert "concluded" in answer.text


def test_an_upload_without_files_is_unprocessable(canvas: ToolSide) -> None:
    assert canvas.score(**extension(submission_type="online_upload")).status_code == 422


def test_work_can_not_have_been_handed_in_tomorrow(canvas: ToolSide, clock: ManualClock) -> None:
    tomorrow = {"submittedAt": (clock.now() + timedelta(days=1)).isoformat()}
    assert canvas.score(submission=tomorrow).status_code == 400


def test_an_unknown_progress_is_refused(canvas: ToolSide) -> None:
    assert canvas.score(activityProgress="Dreaming").status_code == 400


def test_what_was_handed_in_is_stored_with_its_attempt(canvas: ToolSide, clock: ManualClock) -> None:
    review = "http://localhost:9000/review/1"
    canvas.score(
        None,
        None,
        gradingProgress="PendingManual",
        submission={"submittedAt": clock.now().isoformat()},
        **extension(submission_type="basic_lti_launch", submission_data=review),
    )
    canvas.score(**extension(new_submission=False))
    assert (canvas.stored.handed.kind, canvas.stored.handed.data) == ("basic_lti_launch", review)
    assert canvas.stored.handed.at == clock.now()


def test_a_call_without_a_user_agent_is_turned_away(canvas: ToolSide) -> None:
    canvas.headers = {"User-Agent": ""}
    assert canvas.score().status_code == 403
