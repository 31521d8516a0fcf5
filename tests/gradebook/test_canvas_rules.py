"""Canvas's rules about submissions, against a whole LMS of its temper, one by one (its scores controller)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app.db import transaction
from app.gradebook import Fact, Hold, SyncState, send_anyway, whose_score
from app.outbox import claim
from app.sandbox import FaultKind
from app.sandbox.activities import NewActivity
from app.services import Services
from app.worker import handlers
from tests.conftest import ManualClock
from tests.gradebook.live import TOOL, Site, site_of

LOST = [FaultKind.LOST_ANSWER, FaultKind.RESET, FaultKind.SERVER_ERROR]


@pytest.fixture
def site(app: Flask, services: Services, clock: ManualClock) -> Iterator[Site]:
    with site_of("canvas", app, services, clock) as site:
        yield site


def attempts(site: Site, activity: object) -> int:
    return site.result(activity).attempts  # type: ignore[arg-type]


def test_handing_in_counts_one_attempt_and_its_review_no_other(site: Site) -> None:
    activity, placement = site.assignment()
    site.record(placement, Fact.SUBMITTED)
    site.deliver()
    site.clock.advance(seconds=3600)
    site.record(placement, Fact.EARNED, 12)
    site.deliver()
    assert (attempts(site, activity), site.result(activity).score) == (1, 100)


def test_a_review_that_is_faster_than_the_notice_counts_the_attempt_in_its_place(site: Site) -> None:
    activity, placement = site.assignment()
    site.record(placement, Fact.SUBMITTED)
    site.record(placement, Fact.EARNED, 12)
    site.deliver()
    result = site.result(activity)
    assert (result.attempts, result.score) == (1, 100)
    assert result.handed is not None
    assert result.handed.kind == "basic_lti_launch"


def test_each_real_attempt_counts_once_and_regrading_never(site: Site) -> None:
    activity, placement = site.assignment()
    for number in (1, 2, 3):
        site.record(placement, Fact.SUBMITTED, attempt_number=number)
        site.deliver()
        site.clock.advance(seconds=60)
    for points in (8, 9, 12):
        site.record(placement, Fact.EARNED, points, attempt_number=3)
        site.deliver()
        site.clock.advance(seconds=60)
    assert (attempts(site, activity), site.result(activity).score) == (3, 100)


@pytest.mark.parametrize("kind", LOST)
def test_an_attempt_whose_answer_was_lost_is_not_counted_again(site: Site, kind: FaultKind) -> None:
    """Nobody can tell whether such a message arrived, and one attempt too few does less harm than one too many."""
    activity, placement = site.assignment()
    site.lms.trouble(kind, "scores", times=3)
    site.record(placement, Fact.SUBMITTED)
    site.deliver_in_the_end()
    site.record(placement, Fact.EARNED, 12)
    site.deliver_in_the_end()
    assert attempts(site, activity) == (1 if kind is FaultKind.LOST_ANSWER else 0)
    assert site.result(activity).score == 100


@pytest.mark.parametrize("kind", LOST)
def test_a_grade_that_carries_the_attempt_counts_it_once_through_a_bad_day(site: Site, kind: FaultKind) -> None:
    activity, placement = site.assignment()
    site.lms.trouble(kind, "scores", times=2)
    site.record(placement, Fact.EARNED, 9)
    site.deliver_in_the_end()
    site.record(placement, Fact.EARNED, 12)
    site.deliver_in_the_end()
    assert attempts(site, activity) <= 1
    assert site.result(activity).score == 100


def test_an_lms_that_asked_for_patience_took_nothing_so_the_attempt_is_counted_later(site: Site) -> None:
    activity, placement = site.assignment()
    site.lms.trouble(FaultKind.TOO_MANY, "scores", times=2)
    site.record(placement, Fact.SUBMITTED)
    site.deliver_in_the_end()
    assert attempts(site, activity) == 1


def test_a_worker_that_dies_before_it_sends_never_makes_two_attempts(site: Site) -> None:
    activity, placement = site.assignment()
    site.record(placement, Fact.SUBMITTED)
    with transaction() as session:
        claimed = claim(session, site.clock)
        assert claimed is not None
        handlers(site.services)[claimed.kind].prepare(session, claimed.key)
    site.clock.advance(seconds=200)
    site.deliver_in_the_end()
    assert attempts(site, activity) <= 1


def test_used_up_attempts_stop_a_notice_with_words_and_never_a_grade(site: Site) -> None:
    activity, placement = site.assignment(attempts_allowed=1)
    site.record(placement, Fact.SUBMITTED)
    site.deliver()
    site.clock.advance(seconds=60)
    site.record(placement, Fact.SUBMITTED, attempt_number=2)
    site.deliver()
    assert site.row(placement).state is SyncState.STOPPED
    assert "no further attempt" in site.row(placement).last_answer
    site.record(placement, Fact.EARNED, 12, attempt_number=2)
    site.deliver()
    assert (attempts(site, activity), site.result(activity).score) == (1, 100)
    assert site.row(placement).state is SyncState.DELIVERED


def test_nobody_becomes_late_because_the_lms_was_down_or_a_review_took_weeks(site: Site) -> None:
    due = site.clock.now() + timedelta(hours=1)
    new = NewActivity(title="Planning a session", due_at=due)
    activity = site.lms.platform.activities.place(site.course.id, site.tool.id, new)
    placement = site.placement(activity)
    handed_in = site.clock.now()
    site.lms.trouble(FaultKind.DOWN, times=None)
    site.record(placement, Fact.SUBMITTED, submitted_at=handed_in)
    site.deliver()
    site.clock.advance(seconds=7 * 24 * 3600)
    site.lms.calm()
    site.record(placement, Fact.EARNED, 12, submitted_at=handed_in)
    site.deliver_in_the_end()
    (column,) = site.total()
    handed = site.result(column).handed
    assert handed is not None
    assert handed.at == handed_in < due


def test_the_hand_in_time_of_an_attempt_is_that_of_its_notice(site: Site) -> None:
    due = site.clock.now() + timedelta(hours=1)
    activity, placement = site.assignment()
    site.lms.platform.store.change("UPDATE activity SET due_at = ?", due.isoformat())
    activity = site.lms.platform.activities.get(activity.id)
    handed_in = site.clock.now()
    site.record(placement, Fact.SUBMITTED, submitted_at=handed_in)
    site.clock.advance(seconds=2 * 3600)
    site.deliver()
    site.record(placement, Fact.EARNED, 12, submitted_at=handed_in)
    site.deliver()
    assert not site.lms.is_late(activity, site.person())


def test_a_hand_in_time_ahead_of_their_clock_waits_for_it(site: Site) -> None:
    activity, placement = site.assignment()
    ahead = site.clock.now() + timedelta(minutes=5)
    site.record(placement, Fact.SUBMITTED, submitted_at=ahead)
    site.deliver()
    assert attempts(site, activity) == 0
    assert site.row(placement).state is SyncState.RETRYING
    assert "clock" in site.row(placement).last_answer
    site.clock.advance(seconds=400)
    site.deliver()
    assert attempts(site, activity) == 1


def test_a_notice_keeps_the_grade_of_an_earlier_attempt(site: Site) -> None:
    activity, placement = site.assignment()
    site.record(placement, Fact.EARNED, 9)
    site.deliver()
    site.clock.advance(seconds=60)
    site.record(placement, Fact.SUBMITTED, attempt_number=2)
    site.deliver()
    result = site.result(activity)
    assert (result.score, result.attempts, result.needs_review) == (75, 2, True)


def test_a_grade_that_a_teacher_typed_is_left_alone_also_when_it_changes_behind_our_look(site: Site) -> None:
    activity, placement = site.assignment()
    site.record(placement, Fact.SUBMITTED)
    site.deliver()
    site.lms.platform.store.change("UPDATE tool SET scopes = replace(scopes, 'result.readonly', 'none')")
    site.lms.expire_tokens()
    site.clock.advance(seconds=60)
    site.lms.grade_by_hand(activity, site.person(), 91)
    site.clock.advance(seconds=60)
    site.record(placement, Fact.EARNED, 12)
    site.deliver()
    assert site.result(activity).score == 91


def test_a_teacher_who_insists_overrules_what_was_typed(site: Site) -> None:
    activity, placement = site.assignment()
    site.lms.grade_by_hand(activity, site.person(), 91)
    site.clock.advance(seconds=60)
    site.record(placement, Fact.EARNED, 12)
    site.deliver()
    assert site.row(placement).hold is Hold.CHANGED_BY_HAND
    site.do(send_anyway, placement, site.row(placement).id)
    site.deliver()
    assert site.result(activity).score == 100


def test_speed_grader_gets_an_address_that_names_nobody_and_cannot_be_guessed(site: Site) -> None:
    activity, placement = site.assignment()
    site.record(placement, Fact.SUBMITTED)
    site.deliver()
    handed = site.result(activity).handed
    assert handed is not None
    address, _, query = handed.data.partition("?")
    fields = dict(part.split("=") for part in query.split("&"))
    assert address == f"{TOOL}/lti/launch"
    assert set(fields) == {"score", "attempt"}
    assert len(fields["score"]) >= 22
    assert fields["attempt"] == "1"
    with transaction() as session:
        assert whose_score(session, fields["score"]) == (placement.id, site.learner())
        assert whose_score(session, "1") is None


def test_each_comment_is_said_once(site: Site) -> None:
    activity, placement = site.assignment()
    for points in (9, 12):
        site.record(placement, Fact.EARNED, points, comment="same words")
        site.deliver()
        site.clock.advance(seconds=60)
    assert [comment.text for comment in site.result(activity).comments] == ["same words"]
