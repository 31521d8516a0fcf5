"""Columns that a tool makes by itself, and the rules of both products about them."""

import json
from datetime import timedelta

import pytest

from app.sandbox.vocabulary import CANVAS_SUBMISSION_TYPE, LINE_ITEM_TYPE
from tests.sandbox.tool import ToolSide


def url_of(answer: object) -> str:
    return str(json.loads(answer.text)["id"])  # type: ignore[attr-defined]


def test_a_column_of_its_own_is_bound_to_no_activity(either: ToolSide) -> None:
    made = either.create_line_item(label="Own", scoreMaximum=4, tag="mc-total", resourceId="cairn:1")
    assert made.status_code == 201
    read = json.loads(either.call("GET", url_of(made), accept=LINE_ITEM_TYPE).text)
    assert "resourceLinkId" not in read
    assert (read["tag"], read["resourceId"]) == ("mc-total", "cairn:1")


def test_canvas_keeps_what_a_tool_says_of_the_assignment(canvas: ToolSide) -> None:
    said = {"type": "external_tool", "external_tool_url": "http://localhost:9000/launch?link=1"}
    canvas.create_line_item(label="Own", scoreMaximum=4, **{CANVAS_SUBMISSION_TYPE: said})
    assert canvas.lms.columns(canvas.course)[-1].submission == said


@pytest.mark.parametrize("said", ["none", {"type": "online_quiz"}, {"type": "external_tool"}])
def test_canvas_refuses_a_submission_type_that_it_does_not_know(canvas: ToolSide, said: object) -> None:
    assert canvas.create_line_item(label="Own", scoreMaximum=4, **{CANVAS_SUBMISSION_TYPE: said}).status_code == 400


def test_moodle_passes_the_extension_over(moodle: ToolSide) -> None:
    moodle.create_line_item(label="Own", scoreMaximum=4, **{CANVAS_SUBMISSION_TYPE: {"type": "none"}})
    assert moodle.lms.columns(moodle.course)[-1].submission is None


def test_canvas_refuses_a_change_that_names_another_activity(canvas: ToolSide) -> None:
    document = {"label": "Portfolio", "scoreMaximum": 50, "resourceLinkId": "another"}
    answer = canvas.call("PUT", canvas.at(), send=LINE_ITEM_TYPE, body=document)
    assert answer.status_code == 412


def test_canvas_hands_out_columns_and_results_ten_at_a_time(canvas: ToolSide) -> None:
    for number in range(12):
        canvas.create_line_item(label=f"Column {number}", scoreMaximum=4)
    answer = canvas.line_items()
    assert len(json.loads(answer.text)) == 10
    assert 'rel="next"' in answer.headers["Link"]
    assert len(json.loads(canvas.line_items("limit=100").text)) == 13


def test_moodle_hands_out_all_columns_at_once(moodle: ToolSide) -> None:
    for number in range(12):
        moodle.create_line_item(label=f"Column {number}", scoreMaximum=4)
    answer = moodle.line_items()
    assert len(json.loads(answer.text)) == 13
    assert "Link" not in answer.headers


@pytest.mark.parametrize(("minutes", "late"), [(-1, False), (0, False), (1, True)])
def test_what_was_handed_in_after_the_due_date_is_late_by_the_tools_own_word(
    canvas: ToolSide, minutes: int, late: bool
) -> None:
    due_at = canvas.lms.platform.now() - timedelta(days=1)
    canvas.lms.platform.store.change("UPDATE activity SET due_at = ?", due_at.isoformat())
    activity = canvas.lms.platform.activities.get(canvas.activity.id)
    assert not canvas.lms.is_late(activity, canvas.learner)
    canvas.score(submission={"submittedAt": (due_at + timedelta(minutes=minutes)).isoformat()})
    assert canvas.lms.is_late(activity, canvas.learner) is late
