"""What a Moodle does with scores, as observed on a live one."""

from datetime import timedelta

import pytest

from tests.conftest import ManualClock
from tests.sandbox.tool import ToolSide


def test_a_score_is_rescaled_to_the_column_and_answered_with_an_empty_body(moodle: ToolSide) -> None:
    answer = moodle.score(4, 5, comment="Well done")
    assert (answer.status_code, answer.data) == (200, b"")
    assert (moodle.stored.score, moodle.stored.comment) == (40, "Well done")


@pytest.mark.parametrize(("given", "stored"), [(60, 50), (-5, 0)])
def test_scores_out_of_range_are_clamped(moodle: ToolSide, given: float, stored: float) -> None:
    assert moodle.score(given, 50).status_code == 200
    assert moodle.stored.score == stored


def test_numbers_may_come_as_texts(moodle: ToolSide) -> None:
    moodle.score(scoreGiven="7", scoreMaximum="10")
    assert moodle.stored.score == 35


@pytest.mark.parametrize("progress", ["Pending", "PendingManual", "NotReady", "Wondering"])
def test_any_progress_but_fully_graded_erases_the_grade(moodle: ToolSide, clock: ManualClock, progress: str) -> None:
    moodle.score()
    clock.advance(seconds=1)
    assert moodle.score(gradingProgress=progress).status_code == 200
    assert moodle.stored.score is None


def test_a_final_score_without_a_number_erases_the_grade(moodle: ToolSide, clock: ManualClock) -> None:
    moodle.score()
    clock.advance(seconds=1)
    moodle.score(None)
    assert moodle.stored.score is None


def test_a_missing_comment_erases_the_feedback(moodle: ToolSide, clock: ManualClock) -> None:
    moodle.score(comment="Well done")
    clock.advance(seconds=1)
    moodle.score()
    assert moodle.stored.comment == ""


@pytest.mark.parametrize("offset", [timedelta(0), timedelta(seconds=-1), timedelta(milliseconds=900)])
def test_a_timestamp_not_later_in_whole_seconds_is_a_conflict(moodle: ToolSide, offset: timedelta) -> None:
    moodle.score(4, 5)
    later = (moodle.lms.platform.now() + offset).isoformat()
    answer = moodle.score(5, 5, timestamp=later)
    assert (answer.status_code, moodle.stored.score) == (409, 40)


def test_a_timestamp_of_tomorrow_is_taken_and_shuts_out_honest_ones(moodle: ToolSide, clock: ManualClock) -> None:
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()
    assert moodle.score(timestamp=tomorrow).status_code == 200
    clock.advance(seconds=60)
    assert moodle.score().status_code == 409


def test_a_teachers_change_wins_over_later_scores(moodle: ToolSide, clock: ManualClock) -> None:
    moodle.score(4, 5)
    clock.advance(seconds=10)
    moodle.lms.grade_by_hand(moodle.activity, moodle.learner, 30, comment="Let us talk")
    assert moodle.score(timestamp=(clock.now() - timedelta(seconds=5)).isoformat()).status_code == 409
    clock.advance(seconds=10)
    assert moodle.score(5, 5).status_code == 200
    assert (moodle.stored.score, moodle.stored.comment) == (30, "Let us talk")


def test_who_is_no_student_gets_400_with_the_reason_in_the_status_line_only(moodle: ToolSide) -> None:
    teacher = moodle.lms.person_named("Ada")
    answer = moodle.score(userId=moodle.lms.subject(teacher))
    assert (answer.status_code, answer.json) == (400, [])
    assert "cannot be graded" in answer.status


def test_a_user_id_that_is_no_number_breaks_the_gateway(moodle: ToolSide) -> None:
    assert moodle.score(userId="somebody").status_code == 502


@pytest.mark.parametrize("field", ["timestamp", "userId", "gradingProgress", "activityProgress", "scoreMaximum"])
def test_a_missing_field_is_refused(moodle: ToolSide, field: str) -> None:
    answer = moodle.score(**{field: ""}) if field != "scoreMaximum" else moodle.score(4, None)
    assert answer.status_code == 400
    assert field in answer.status


@pytest.mark.parametrize("written", ["2026-11-15T10:00:00Z", "2026-11-15T10:00:00.123456+01:00", "2026-11-15T10:00:00"])
def test_timestamps_of_every_shape_are_taken(moodle: ToolSide, written: str) -> None:
    assert moodle.score(timestamp=written).status_code == 200


def test_a_score_as_plain_json_is_refused(moodle: ToolSide) -> None:
    assert moodle.call("POST", moodle.at("scores"), send="application/json", body={}).status_code == 400


def test_results_leave_out_who_has_no_grade_and_keep_five_decimals(moodle: ToolSide) -> None:
    assert moodle.results() == []
    moodle.score(2, 3)
    (result,) = moodle.results()
    assert (result["resultScore"], result["resultMaximum"]) == (33.33333, 50)


def test_results_after_an_erased_grade_name_the_user_and_nothing_else(moodle: ToolSide) -> None:
    moodle.score(gradingProgress="PendingManual", comment="Handed in")
    (result,) = moodle.results()
    assert "userId" in result
    assert not {"resultScore", "comment", "timestamp"} & set(result)


def test_results_can_not_be_asked_for_in_pages(moodle: ToolSide) -> None:
    url = f"{moodle.at('results')}&limit=1"
    answer = moodle.call("GET", url, accept="application/vnd.ims.lis.v2.resultcontainer+json")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
