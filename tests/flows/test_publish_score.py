"""From a recorded fact to what the LMS's gradebook shows, on good days and bad ones."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import delete

from app.catalog import GradePolicyKind, OnNotYet
from app.db import transaction
from app.errors import Conflict
from app.gradebook import (
    Fact,
    Hold,
    SyncState,
    check_again,
    keep_theirs,
    retry,
    send_anyway,
)
from app.people.models import LmsAccount
from app.services import Services
from tests.conftest import ManualClock
from tests.gradebook.desk import Desk, build_desk
from tests.gradebook.fake_lms import CANVAS, COLUMN, HOST, FakeLms, Fault


@pytest.fixture
def moodle(database: Flask, services: Services, clock: ManualClock) -> Desk:
    return build_desk(services, clock)


@pytest.fixture
def canvas(database: Flask, services: Services, clock: ManualClock) -> Desk:
    return build_desk(services, clock, FakeLms(canvas=True))


@pytest.fixture(params=["moodle", "canvas"])
def desk(request: pytest.FixtureRequest) -> Desk:
    built: Desk = request.getfixturevalue(request.param)
    return built


def test_an_earned_score_reaches_the_gradebook_with_its_comment(desk: Desk) -> None:
    ana = desk.learner()
    desk.record(ana, Fact.EARNED, 10, comment="Criteria met. https://cairn.example/credentials/1")
    desk.deliver()
    assert desk.lms.shown("7") == Decimal("83.33")
    assert desk.lms.grade("7").comments == ["Criteria met. https://cairn.example/credentials/1"]
    assert desk.row(ana).state is SyncState.DELIVERED


def test_the_final_message_says_completed_and_fully_graded_with_the_fixed_time(desk: Desk) -> None:
    ana = desk.learner()
    handed_in = desk.clock.now()
    desk.record(ana, Fact.EARNED, 10, submitted_at=handed_in)
    desk.clock.advance(seconds=500)
    desk.deliver()
    body = desk.lms.posts[0].body
    assert (body["activityProgress"], body["gradingProgress"]) == ("Completed", "FullyGraded")
    assert body["timestamp"] == "2026-11-15T09:30:00.000Z"
    assert body["submission"] == {"submittedAt": "2026-11-15T09:30:00.000Z"}


def test_moodle_hears_nothing_when_evidence_is_handed_in(moodle: Desk) -> None:
    ana = moodle.learner()
    moodle.record(ana, Fact.SUBMITTED)
    moodle.deliver()
    assert moodle.lms.posts == []
    assert moodle.row(ana).state is SyncState.NOTHING


def test_canvas_shows_that_evidence_waits_for_a_reviewer_and_counts_one_attempt(canvas: Desk) -> None:
    ana = canvas.learner()
    canvas.record(ana, Fact.SUBMITTED)
    canvas.deliver()
    body = canvas.lms.posts[0].body
    assert (body["activityProgress"], body["gradingProgress"]) == ("Submitted", "PendingManual")
    assert "scoreGiven" not in body
    assert body[CANVAS]["submission_type"] == "basic_lti_launch"
    assert body[CANVAS]["submission_data"].startswith("http://localhost:8000/lti/launch?")
    assert canvas.lms.grade("7").attempts == 1


def test_a_later_score_makes_no_further_attempt_on_canvas(canvas: Desk) -> None:
    ana = canvas.learner()
    canvas.record(ana, Fact.SUBMITTED)
    canvas.deliver()
    canvas.clock.advance(seconds=60)
    canvas.record(ana, Fact.EARNED, 12)
    canvas.deliver()
    assert (canvas.lms.grade("7").attempts, canvas.lms.shown("7")) == (1, 100)


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.ERROR_AFTER])
def test_an_attempt_whose_answer_was_lost_is_not_counted_twice(canvas: Desk, fault: Fault) -> None:
    ana = canvas.learner()
    canvas.record(ana, Fact.SUBMITTED)
    canvas.lms.faults.append(fault)
    canvas.deliver_in_the_end()
    assert canvas.lms.grade("7").attempts == 1
    assert len(canvas.lms.posts) == 2


def test_an_attempt_that_surely_did_not_arrive_is_counted_at_the_next_try(canvas: Desk) -> None:
    ana = canvas.learner()
    canvas.record(ana, Fact.SUBMITTED)
    canvas.lms.faults.append(Fault.THROTTLED)
    canvas.deliver_in_the_end()
    assert canvas.lms.grade("7").attempts == 1


def test_a_not_yet_posts_nothing_by_default(desk: Desk) -> None:
    ana = desk.learner()
    desk.record(ana, Fact.NOT_YET, 6)
    desk.deliver()
    assert desk.lms.posts == []


def test_a_partial_score_is_raised_by_a_better_attempt(database: Flask, services: Services, clock: ManualClock) -> None:
    desk = build_desk(services, clock, on_not_yet=OnNotYet.SEND_PARTIAL)
    ana = desk.learner()
    desk.record(ana, Fact.NOT_YET, 6)
    desk.deliver()
    desk.record(ana, Fact.SUBMITTED, attempt_number=2)
    desk.record(ana, Fact.EARNED, 12, attempt_number=2)
    desk.deliver()
    assert desk.lms.shown("7") == 100
    assert desk.lms.harm == []


def test_the_policy_none_posts_nothing_at_all(database: Flask, services: Services, clock: ManualClock) -> None:
    desk = build_desk(services, clock, FakeLms(canvas=True), policy=GradePolicyKind.NONE)
    ana = desk.learner()
    desk.record(ana, Fact.SUBMITTED)
    desk.record(ana, Fact.EARNED, 12)
    desk.deliver()
    assert desk.lms.posts == []


def test_regrading_several_times_before_a_delivery_sends_the_last_score_once(desk: Desk) -> None:
    ana = desk.learner()
    for points in (7, 9, 8):
        desk.record(ana, Fact.EARNED, points)
    desk.deliver()
    assert [post.body["scoreGiven"] for post in desk.lms.posts] == [66.67]


def test_two_scores_within_a_second_both_get_through(desk: Desk) -> None:
    ana = desk.learner()
    desk.record(ana, Fact.EARNED, 6)
    desk.deliver()
    desk.record(ana, Fact.EARNED, 9)
    desk.deliver()
    assert desk.lms.shown("7") == 75
    assert [post.status for post in desk.lms.posts] == [200, 200]


def test_a_grade_changed_by_hand_is_left_alone_and_shown_to_the_teacher(desk: Desk) -> None:
    ana = desk.learner()
    desk.record(ana, Fact.EARNED, 9)
    desk.deliver()
    desk.clock.advance(seconds=60)
    desk.lms.edit("7", "91", desk.clock.now())
    desk.clock.advance(seconds=60)
    desk.record(ana, Fact.EARNED, 12)
    desk.deliver()
    row = desk.row(ana)
    assert desk.lms.shown("7") == 91
    assert (row.state, row.hold, row.seen_score, row.seen_maximum) == (
        SyncState.HELD,
        Hold.CHANGED_BY_HAND,
        91_00,
        100_00,
    )


def test_a_teacher_may_send_our_score_over_the_changed_one(desk: Desk) -> None:
    ana = desk.learner()
    desk.lms.edit("7", "91", desk.clock.now())
    desk.clock.advance(seconds=60)
    desk.record(ana, Fact.EARNED, 9)
    desk.deliver()
    desk.act(send_anyway, ana)
    desk.deliver()
    assert desk.lms.shown("7") == 75
    assert desk.row(ana).state is SyncState.DELIVERED


def test_a_teacher_may_keep_the_changed_grade_and_is_not_asked_again(desk: Desk) -> None:
    ana = desk.learner()
    desk.lms.edit("7", "91", desk.clock.now())
    desk.clock.advance(seconds=60)
    desk.record(ana, Fact.EARNED, 9)
    desk.deliver()
    desk.act(keep_theirs, ana)
    desk.deliver_in_the_end()
    assert desk.lms.shown("7") == 91
    assert desk.row(ana).hold is Hold.KEPT


def test_a_lower_score_waits_for_a_teachers_word(desk: Desk) -> None:
    ana = desk.learner()
    desk.record(ana, Fact.EARNED, 12)
    desk.deliver()
    desk.record(ana, Fact.EARNED, 9)
    desk.deliver()
    assert (desk.lms.shown("7"), desk.row(ana).hold) == (100, Hold.LOWER)
    desk.act(send_anyway, ana)
    desk.deliver()
    assert desk.lms.shown("7") == 75


def test_a_teacher_edit_that_looks_later_than_our_score_is_a_conflict_not_a_fight(moodle: Desk) -> None:
    ana = moodle.learner()
    moodle.lms.may_read_results = False
    moodle.record(ana, Fact.EARNED, 9)
    moodle.clock.advance(seconds=5)
    moodle.lms.edit("7", "91", moodle.clock.now())
    moodle.deliver()
    assert (moodle.lms.shown("7"), moodle.row(ana).hold) == (91, Hold.CONFLICT)


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.ERROR_AFTER])
def test_a_score_whose_answer_was_lost_is_recognised_and_not_doubled(desk: Desk, fault: Fault) -> None:
    ana = desk.learner()
    desk.record(ana, Fact.EARNED, 10)
    desk.lms.faults.extend([None, fault])
    desk.deliver_in_the_end()
    assert len(desk.lms.posts) == 1
    assert desk.lms.grade("7").comments == ["well done"]
    assert desk.row(ana).state is SyncState.DELIVERED


def test_a_repeat_without_a_look_at_the_results_is_identical_and_settled_as_arrived(canvas: Desk) -> None:
    ana = canvas.learner()
    canvas.lms.may_read_results = False
    canvas.record(ana, Fact.EARNED, 10)
    canvas.lms.faults.extend([None, Fault.LOST])
    canvas.deliver_in_the_end()
    first, second = (post.body for post in canvas.lms.posts)
    assert first["timestamp"] == second["timestamp"]
    assert "comment" not in second
    assert canvas.row(ana).state is SyncState.DELIVERED


def test_a_throttled_platform_is_left_in_peace_for_as_long_as_it_asked(desk: Desk) -> None:
    people = [desk.learner(str(number)) for number in range(3)]
    for person in people:
        desk.record(person, Fact.EARNED, 12)
    desk.lms.faults.append(Fault.THROTTLED)
    desk.deliver()
    desk.clock.advance(seconds=29)
    desk.deliver()
    assert desk.lms.posts == []
    desk.clock.advance(seconds=30)
    desk.deliver()
    assert len(desk.lms.posts) == 3


def test_a_look_afterwards_that_is_throttled_holds_up_the_platform_and_not_the_score(desk: Desk) -> None:
    ana, ben = desk.learner("1"), desk.learner("2")
    desk.record(ana, Fact.EARNED, 9)
    desk.deliver()
    desk.clock.advance(seconds=60)
    desk.record(ana, Fact.EARNED, 12)
    desk.record(ben, Fact.EARNED, 12)
    desk.lms.faults.extend([None, None, Fault.THROTTLED])
    desk.deliver()
    assert (desk.row(ana).state, desk.lms.shown("1")) == (SyncState.DELIVERED, 100)
    assert desk.lms.shown("2") is None
    desk.clock.advance(seconds=40)
    desk.deliver()
    assert desk.lms.shown("2") == 100


def test_faults_in_a_row_leave_the_lms_in_peace_and_one_delivery_goes_first(desk: Desk) -> None:
    for number in range(8):
        desk.record(desk.learner(str(number)), Fact.EARNED, 12)
    desk.lms.faults.extend([Fault.ERROR] * 8)
    desk.deliver()
    assert len(desk.lms.faults) == 5
    desk.clock.advance(seconds=70)
    desk.deliver()
    assert len(desk.lms.faults) == 4


def test_an_lms_that_does_not_answer_is_probed_once_and_not_by_the_whole_course(desk: Desk) -> None:
    for number in range(5):
        desk.record(desk.learner(str(number)), Fact.EARNED, 12)
    desk.lms.faults.extend([Fault.REFUSED] * 5)
    desk.deliver()
    assert len(desk.lms.faults) == 4


def test_an_lms_that_is_down_for_hours_gets_everything_when_it_is_back(desk: Desk) -> None:
    people = [desk.learner(str(number)) for number in range(4)]
    for person in people:
        desk.record(person, Fact.EARNED, 12)
    desk.lms.faults.extend([Fault.REFUSED] * 20)
    desk.deliver_in_the_end()
    assert {desk.lms.shown(str(number)) for number in range(4)} == {100}
    assert {desk.row(person).state for person in people} == {SyncState.DELIVERED}


def test_a_lost_permission_stops_with_advice_and_retry_takes_it_up_again(desk: Desk) -> None:
    ana = desk.learner()
    desk.record(ana, Fact.EARNED, 12)
    desk.lms.faults.extend([None, Fault.NOT_PERMITTED])
    desk.deliver()
    row = desk.row(ana)
    assert row.state is SyncState.STOPPED
    assert "administrator" in row.last_answer
    desk.act(retry, ana)
    desk.deliver()
    assert desk.row(ana).state is SyncState.DELIVERED


def test_a_deleted_column_is_found_anew(desk: Desk) -> None:
    ana = desk.learner()
    desk.lms.gone.add(COLUMN)
    desk.lms.columns = [{"id": f"{HOST}/columns/9", "resourceLinkId": "link-1"}]
    desk.record(ana, Fact.EARNED, 12)
    desk.deliver()
    assert desk.row(ana).state is SyncState.DELIVERED
    desk.lms.columns = []
    desk.clock.advance(seconds=60)
    desk.record(ana, Fact.EARNED, 12, comment="once more")
    desk.deliver()
    assert desk.row(ana).state is SyncState.DELIVERED


def test_a_deleted_column_that_is_nowhere_else_stops_with_words(desk: Desk) -> None:
    ana = desk.learner()
    desk.lms.gone.add(COLUMN)
    desk.record(ana, Fact.EARNED, 12)
    desk.deliver()
    assert desk.row(ana).state is SyncState.STOPPED
    assert "column" in desk.row(ana).last_answer


def test_a_link_without_a_column_gets_one_on_canvas_once(
    database: Flask, services: Services, clock: ManualClock
) -> None:
    lms = FakeLms(canvas=True)
    lms.columns = []
    desk = build_desk(services, clock, lms, column=None)
    for number in range(2):
        desk.record(desk.learner(str(number)), Fact.EARNED, 12)
    desk.deliver()
    assert [column["tag"] for column in lms.columns] == ["mc-total"]
    assert "resourceLinkId" not in lms.columns[0]
    assert len(lms.posts) == 2


def test_a_link_without_a_column_stops_on_moodle_where_the_teacher_switched_grades_off(
    database: Flask, services: Services, clock: ManualClock
) -> None:
    lms = FakeLms()
    lms.columns = []
    desk = build_desk(services, clock, lms, column=None)
    ana = desk.learner()
    desk.record(ana, Fact.EARNED, 12)
    desk.deliver()
    assert lms.columns == []
    assert "no grade column" in desk.row(ana).last_answer


def test_a_look_at_a_delivered_score_finds_what_a_person_changed(desk: Desk) -> None:
    ana = desk.learner()
    desk.record(ana, Fact.EARNED, 12)
    desk.deliver()
    desk.clock.advance(seconds=60)
    desk.lms.edit("7", "40", desk.clock.now())
    desk.act(check_again, ana)
    desk.deliver()
    row = desk.row(ana)
    assert (row.hold, row.seen_score, len(desk.lms.posts)) == (Hold.CHANGED_BY_HAND, 40_00, 1)


def test_a_look_at_an_unchanged_score_sends_nothing(desk: Desk) -> None:
    ana = desk.learner()
    desk.record(ana, Fact.EARNED, 12)
    desk.deliver()
    desk.act(check_again, ana)
    desk.deliver()
    assert len(desk.lms.posts) == 1
    assert desk.row(ana).state is SyncState.DELIVERED


def test_a_revoked_badge_changes_the_comment_and_leaves_the_score(desk: Desk) -> None:
    ana = desk.learner()
    desk.record(ana, Fact.EARNED, 12)
    desk.deliver()
    desk.record(ana, Fact.REVOKED, comment="The badge was revoked.")
    desk.deliver()
    assert desk.lms.shown("7") == 100
    assert desk.lms.grade("7").comments[-1] == "The badge was revoked."


def test_a_score_for_a_column_of_another_scale_is_recognised(
    database: Flask, services: Services, clock: ManualClock
) -> None:
    desk = build_desk(services, clock, FakeLms(maximum=7))
    ana = desk.learner()
    desk.record(ana, Fact.EARNED, 10)
    desk.deliver()
    desk.act(check_again, ana)
    desk.deliver()
    assert (desk.row(ana).state, len(desk.lms.posts)) == (SyncState.DELIVERED, 1)


def test_a_learner_whom_this_lms_no_longer_knows_stops_with_words(moodle: Desk) -> None:
    ana = moodle.learner()
    moodle.record(ana, Fact.EARNED, 12)
    with transaction() as session:
        session.execute(delete(LmsAccount))
    moodle.deliver()
    row = moodle.row(ana)
    assert row.state is SyncState.STOPPED
    assert "doesn't know the learner" in row.last_answer


def test_there_is_nothing_to_retry_before_a_decision(moodle: Desk) -> None:
    ana = moodle.learner()
    moodle.record(ana, Fact.INCOMPLETE)
    with pytest.raises(Conflict):
        moodle.act(retry, ana)
    with pytest.raises(Conflict):
        moodle.act(send_anyway, ana)
