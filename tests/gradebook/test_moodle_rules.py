"""Moodle's rules about scores, against a whole LMS of its temper, one by one."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.gradebook import Fact, Hold, SyncState, send_anyway
from app.sandbox import FaultKind
from app.services import Services
from tests.conftest import ManualClock
from tests.gradebook.live import Site, site_of


@pytest.fixture
def site(app: Flask, services: Services, clock: ManualClock) -> Iterator[Site]:
    with site_of("moodle", app, services, clock) as site:
        yield site


def scores(site: Site) -> int:
    return len(site.lms.calls("/scores"))


def test_handing_in_says_nothing_because_it_would_clear_the_grade(site: Site) -> None:
    activity, placement = site.assignment()
    site.record(placement, Fact.EARNED, 9)
    site.deliver()
    site.clock.advance(seconds=60)
    site.record(placement, Fact.SUBMITTED, attempt_number=2)
    site.deliver()
    assert (site.result(activity).score, scores(site)) == (75, 1)


def test_each_score_brings_its_comment_because_a_missing_one_erases_the_feedback(site: Site) -> None:
    activity, placement = site.assignment()
    for points in (9, 12):
        site.record(placement, Fact.EARNED, points, comment="same words")
        site.deliver()
        site.clock.advance(seconds=60)
    assert (site.result(activity).score, site.result(activity).comment) == (100, "same words")


def test_two_scores_within_one_second_both_arrive(site: Site) -> None:
    activity, placement = site.assignment()
    for points in (9, 10, 12):
        site.record(placement, Fact.EARNED, points)
        site.deliver()
    assert (site.result(activity).score, site.row(placement).state) == (100, SyncState.DELIVERED)


def test_an_override_of_a_teacher_is_shown_and_not_fought(site: Site) -> None:
    activity, placement = site.assignment()
    site.record(placement, Fact.EARNED, 9)
    site.deliver()
    site.clock.advance(seconds=60)
    site.lms.grade_by_hand(activity, site.person(), 91)
    site.clock.advance(seconds=60)
    site.record(placement, Fact.EARNED, 12)
    site.deliver()
    assert site.row(placement).hold is Hold.CHANGED_BY_HAND
    site.do(send_anyway, placement, site.row(placement).id)
    site.deliver()
    assert (site.result(activity).score, site.row(placement).hold) == (91, Hold.OVERRIDDEN)


def test_a_teacher_cannot_be_graded_and_the_page_says_why(site: Site) -> None:
    _, placement = site.assignment()
    site.record(placement, Fact.EARNED, 12, who="Ada")
    site.deliver()
    row = site.row(placement, "Ada")
    assert row.state is SyncState.STOPPED
    assert "not enrolled as a student" in row.last_answer


def test_another_scale_in_the_lms_is_left_to_it(site: Site) -> None:
    activity, placement = site.assignment(maximum=50)
    site.record(placement, Fact.EARNED, 9)
    site.deliver()
    assert (site.result(activity).score, site.row(placement).state) == (37.5, SyncState.DELIVERED)


def test_a_lost_answer_is_settled_by_a_look_and_not_by_a_repeat(site: Site) -> None:
    activity, placement = site.assignment()
    site.lms.trouble(FaultKind.LOST_ANSWER, "scores")
    site.record(placement, Fact.EARNED, 12)
    site.deliver_in_the_end()
    assert (site.result(activity).score, scores(site)) == (100, 1)
    assert site.row(placement).state is SyncState.DELIVERED
