"""The guard, rule by rule: what may be sent to which LMS, and what is held back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.gradebook import Action, CanvasTerms, Hold, Intent, LmsGrade, MessageKind, Temper, judge, shows
from app.gradebook.guard import Offer, temper_of
from app.gradebook.rules import digest

NOW = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)
NEW = digest("well done")
EMPTY = LmsGrade()
ALL = list(Temper)
EVERYWHERE = pytest.mark.parametrize("temper", ALL)


def grade(points: int | None = 83_33, **changes: Any) -> Intent:
    usual: dict[str, Any] = {
        "kind": MessageKind.GRADE,
        "points": points,
        "out_of": 100_00,
        "comment": "well done",
        "timestamp": NOW,
        "submitted_at": NOW,
        "attempt_number": 1,
    }
    return Intent(**(usual | changes))


def notice(**changes: Any) -> Intent:
    return grade(None, kind=MessageKind.NOTICE, comment="", **changes)


def shown(points: int) -> LmsGrade:
    return LmsGrade(points, 100_00)


@EVERYWHERE
def test_a_first_score_goes_out_to_an_empty_cell(temper: Temper) -> None:
    assert judge(temper, grade(), EMPTY).action is Action.SEND


@EVERYWHERE
def test_a_grade_that_somebody_else_entered_is_not_overwritten(temper: Temper) -> None:
    verdict = judge(temper, grade(), shown(95_00))
    assert (verdict.action, verdict.hold) == (Action.HOLD, Hold.CHANGED_BY_HAND)


@EVERYWHERE
def test_a_lower_grade_that_somebody_else_entered_is_not_overwritten_either(temper: Temper) -> None:
    assert judge(temper, grade(), shown(10_00)).hold is Hold.CHANGED_BY_HAND


@EVERYWHERE
def test_a_grade_that_a_person_changed_after_us_wins(temper: Temper) -> None:
    again = grade(90_00, delivered=Offer(83_33, "old"))
    assert judge(temper, again, shown(85_00)).hold is Hold.CHANGED_BY_HAND


@EVERYWHERE
def test_a_grade_that_a_person_emptied_stays_empty(temper: Temper) -> None:
    again = grade(90_00, delivered=Offer(83_33, "old"))
    assert judge(temper, again, EMPTY).hold is Hold.CHANGED_BY_HAND


def test_a_delivered_zero_that_moodle_does_not_list_counts_as_shown() -> None:
    better = grade(50_00, delivered=Offer(0, "old"))
    assert judge(Temper.MOODLE, better, EMPTY).action is Action.SEND


@EVERYWHERE
def test_a_lower_score_never_replaces_a_higher_one_by_itself(temper: Temper) -> None:
    lower = grade(60_00, delivered=Offer(83_33, "old"))
    assert judge(temper, lower, shown(83_33)).hold is Hold.LOWER


@EVERYWHERE
def test_a_higher_score_replaces_our_own_lower_one(temper: Temper) -> None:
    higher = grade(90_00, delivered=Offer(83_33, "old"))
    assert judge(temper, higher, shown(83_33)).action is Action.SEND


@EVERYWHERE
def test_where_results_cannot_be_read_a_lower_score_is_held_by_what_we_know(temper: Temper) -> None:
    assert judge(temper, grade(60_00, delivered=Offer(83_33, "old")), None).hold is Hold.LOWER
    assert judge(temper, grade(60_00, in_doubt=(Offer(83_33, "old"),)), None).hold is Hold.LOWER
    assert judge(temper, grade(90_00, delivered=Offer(83_33, "old")), None).action is Action.SEND


@EVERYWHERE
def test_a_score_that_arrived_though_its_answer_was_lost_is_not_sent_again(temper: Temper) -> None:
    assert judge(temper, grade(in_doubt=(Offer(83_33, NEW),)), shown(83_33)).action is Action.SKIP


@EVERYWHERE
def test_a_score_in_doubt_counts_as_ours_when_a_newer_one_is_due(temper: Temper) -> None:
    assert judge(temper, grade(90_00, in_doubt=(Offer(83_33, "old"),)), shown(83_33)).action is Action.SEND


@EVERYWHERE
def test_the_same_score_with_a_new_comment_is_sent(temper: Temper) -> None:
    verdict = judge(temper, grade(delivered=Offer(83_33, "old")), shown(83_33))
    assert (verdict.action, verdict.comment) == (Action.SEND, "well done")


@EVERYWHERE
def test_the_same_score_with_the_same_comment_is_not_sent(temper: Temper) -> None:
    assert judge(temper, grade(delivered=Offer(83_33, NEW)), shown(83_33)).action is Action.SKIP


@EVERYWHERE
def test_a_teacher_who_insists_is_obeyed(temper: Temper) -> None:
    assert judge(temper, grade(10_00, insists=True), shown(95_00)).action is Action.SEND


@EVERYWHERE
def test_an_activity_without_points_gets_no_score(temper: Temper) -> None:
    assert judge(temper, grade(0, out_of=0), EMPTY).hold is Hold.NO_POINTS


@EVERYWHERE
def test_a_zero_is_a_score_and_a_missing_score_is_never_sent(temper: Temper) -> None:
    assert judge(temper, grade(0), EMPTY).action is Action.SEND
    assert judge(temper, grade(None), shown(50_00)).action is Action.SKIP


@pytest.mark.parametrize("temper", [Temper.MOODLE, Temper.OTHER])
def test_moodle_and_unknown_lmss_hear_nothing_of_evidence_that_was_handed_in(temper: Temper) -> None:
    assert judge(temper, notice(), None).action is Action.SKIP


def test_canvas_hears_of_a_new_attempt_once_and_keeps_its_score() -> None:
    verdict = judge(Temper.CANVAS, notice(attempt_number=2, told_attempt=1, offered_attempt=1), None)
    assert verdict.action is Action.SEND
    assert verdict.comment is None
    assert verdict.canvas == CanvasTerms(new_submission=True, preserve_score=True, shows_review=True)


def test_canvas_does_not_count_an_attempt_twice_when_an_answer_was_lost() -> None:
    verdict = judge(Temper.CANVAS, notice(attempt_number=2, told_attempt=1, offered_attempt=2), None)
    assert verdict.canvas is not None
    assert verdict.canvas.new_submission is False
    assert verdict.canvas.preserve_score is True


def test_canvas_is_not_told_of_an_attempt_that_it_confirmed() -> None:
    assert judge(Temper.CANVAS, notice(told_attempt=1, offered_attempt=1), None).action is Action.SKIP


def test_a_final_score_makes_no_new_attempt_on_canvas_and_leaves_a_teachers_grade_alone() -> None:
    assert judge(Temper.CANVAS, grade(told_attempt=1, offered_attempt=1), EMPTY).canvas == CanvasTerms(
        new_submission=False, prioritize_non_tool_grade=True
    )


def test_a_final_score_that_overtook_the_notice_counts_the_attempt_in_its_place() -> None:
    assert judge(Temper.CANVAS, grade(), EMPTY).canvas == CanvasTerms(
        new_submission=True, prioritize_non_tool_grade=True, shows_review=True
    )


def test_a_final_score_counts_no_attempt_that_a_lost_message_may_have_counted() -> None:
    terms = judge(Temper.CANVAS, grade(offered_attempt=1), EMPTY).canvas
    assert terms is not None
    assert terms.new_submission is False


def test_a_teacher_who_insists_overrules_the_hand_entered_grade_on_canvas() -> None:
    verdict = judge(Temper.CANVAS, grade(insists=True, told_attempt=1), shown(95_00))
    assert verdict.canvas == CanvasTerms(new_submission=False, prioritize_non_tool_grade=False)


def test_moodle_gets_the_comment_with_each_score_because_it_would_erase_it() -> None:
    verdict = judge(Temper.MOODLE, grade(90_00, delivered=Offer(83_33, NEW)), shown(83_33))
    assert verdict.comment == "well done"


def test_canvas_gets_a_comment_only_when_it_changed_because_comments_add_up() -> None:
    verdict = judge(Temper.CANVAS, grade(90_00, delivered=Offer(83_33, NEW)), shown(83_33))
    assert verdict.action is Action.SEND
    assert verdict.comment is None


def test_a_comment_whose_score_never_arrived_is_sent_with_it_to_canvas() -> None:
    verdict = judge(Temper.CANVAS, grade(in_doubt=(Offer(83_33, NEW),)), EMPTY)
    assert (verdict.action, verdict.comment) == (Action.SEND, "well done")


@pytest.mark.parametrize(
    ("family", "temper"),
    [
        ("moodle", Temper.MOODLE),
        ("canvas", Temper.CANVAS),
        ("Canvas", Temper.CANVAS),
        ("sakai", Temper.OTHER),
        (None, Temper.OTHER),
    ],
)
def test_the_rules_follow_the_product_that_the_lms_says_it_is(family: str | None, temper: Temper) -> None:
    assert temper_of(family) is temper


@pytest.mark.parametrize(
    ("score", "maximum"), [(83_33, 100_00), (41_66, 50_00), (41_67, 50_00), (8_33, 10_00), (83, 1_00)]
)
def test_our_score_is_recognised_in_the_scale_and_rounding_of_the_lms(score: int, maximum: int) -> None:
    assert shows(LmsGrade(score, maximum), 83_33, 100_00)


@pytest.mark.parametrize(("score", "maximum"), [(83_34, 100_00), (8_34, 10_00), (84, 1_00), (0, 100_00)])
def test_a_hundredth_more_in_the_scale_of_the_lms_is_somebody_elses_grade(score: int, maximum: int) -> None:
    assert not shows(LmsGrade(score, maximum), 83_33, 100_00)
