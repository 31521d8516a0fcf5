"""The page of a badge as the hand-in in Canvas, where a teacher wants it: once, and never at a grade's cost."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app.gradebook import Fact, switch_badge_page
from app.placement import PlacementView
from app.sandbox import FaultKind
from app.services import Services
from tests.conftest import ManualClock
from tests.gradebook.live import Site, site_of

PAGE = "http://localhost:8000/credentials/0b6f2a34-5d0e-4f6c-9d55-0a8f3a3c2b11"
OTHER = "http://localhost:8000/credentials/77a5be0e-2b1b-4f9a-8a53-6d3a1cb0f2aa"


@pytest.fixture
def site(app: Flask, services: Services, clock: ManualClock) -> Iterator[Site]:
    with site_of("canvas", app, services, clock) as site:
        yield site


@pytest.fixture
def moodle(app: Flask, services: Services, clock: ManualClock) -> Iterator[Site]:
    with site_of("moodle", app, services, clock) as site:
        yield site


def switch(site: Site, placement: PlacementView, *, on: bool = True) -> None:
    site.do(switch_badge_page, placement, site.learner(), on=on)


def earn(site: Site, placement: PlacementView, points: int = 12, url: str = PAGE, number: int = 1) -> None:
    site.clock.advance(seconds=60)
    comment = f"Earned with {points}. Badge: {url}"
    site.record(placement, Fact.EARNED, points, badge_url=url, comment=comment, attempt_number=number)


def handed(site: Site, activity: object) -> tuple[str, str] | None:
    found = site.result(activity).handed  # type: ignore[arg-type]
    return (found.kind, found.data) if found else None


def test_nothing_is_handed_in_unless_a_teacher_chose_it(site: Site) -> None:
    activity, placement = site.assignment()
    site.record(placement, Fact.SUBMITTED)
    site.deliver()
    earn(site, placement)
    site.deliver()
    found = handed(site, activity)
    assert found is not None and found[0] == "basic_lti_launch"
    assert site.result(activity).attempts == 1


def test_the_badges_page_is_handed_in_with_the_score(site: Site) -> None:
    activity, placement = site.assignment()
    switch(site, placement)
    site.record(placement, Fact.SUBMITTED)
    site.deliver()
    earn(site, placement)
    site.deliver()
    result = site.result(activity)
    assert handed(site, activity) == ("online_url", PAGE)
    assert (result.score, result.attempts) == (100, 2)


def test_a_review_that_is_faster_than_the_notice_costs_one_attempt(site: Site) -> None:
    activity, placement = site.assignment()
    switch(site, placement)
    site.record(placement, Fact.SUBMITTED)
    earn(site, placement)
    site.deliver()
    assert handed(site, activity) == ("online_url", PAGE)
    assert site.result(activity).attempts == 1


def test_a_page_is_handed_in_once_however_often_the_score_changes(site: Site) -> None:
    activity, placement = site.assignment()
    switch(site, placement)
    for points in (8, 9, 12):
        earn(site, placement, points)
        site.deliver()
    assert (site.result(activity).attempts, site.result(activity).score) == (1, 100)
    earn(site, placement, 12, OTHER)
    site.deliver()
    assert handed(site, activity) == ("online_url", OTHER)
    assert site.result(activity).attempts == 2


def test_where_no_attempt_is_left_the_score_arrives_without_the_page(site: Site) -> None:
    activity, placement = site.assignment(attempts_allowed=1)
    switch(site, placement)
    site.record(placement, Fact.SUBMITTED)
    site.deliver()
    earn(site, placement)
    site.deliver()
    found, result = handed(site, activity), site.result(activity)
    assert found is not None and found[0] == "basic_lti_launch"
    assert (result.score, result.attempts) == (100, 1)


@pytest.mark.parametrize("kind", [FaultKind.LOST_ANSWER, FaultKind.RESET, FaultKind.SERVER_ERROR])
def test_a_bad_day_hands_a_page_in_at_most_once(site: Site, kind: FaultKind) -> None:
    activity, placement = site.assignment()
    switch(site, placement)
    site.record(placement, Fact.SUBMITTED)
    site.deliver()
    site.lms.trouble(kind, "scores", times=3)
    earn(site, placement)
    site.deliver_in_the_end()
    result = site.result(activity)
    assert result.score == 100 and result.attempts <= 2


def test_a_refusal_that_surely_stored_nothing_leaves_the_page_to_the_next_try(site: Site) -> None:
    activity, placement = site.assignment()
    switch(site, placement)
    site.record(placement, Fact.SUBMITTED)
    site.deliver()
    site.lms.trouble(FaultKind.THROTTLED, "scores", times=1)
    earn(site, placement)
    site.deliver_in_the_end()
    assert handed(site, activity) == ("online_url", PAGE)
    assert site.result(activity).attempts == 2


def test_a_teachers_grade_is_not_touched_for_a_page(site: Site) -> None:
    activity, placement = site.assignment()
    switch(site, placement)
    site.record(placement, Fact.SUBMITTED)
    site.deliver()
    site.lms.grade_by_hand(activity, site.person(), 55)
    earn(site, placement)
    site.deliver()
    assert (site.result(activity).score, site.result(activity).attempts) == (55, 1)


def test_a_badge_that_was_taken_back_is_not_handed_in_any_more(site: Site) -> None:
    activity, placement = site.assignment()
    earn(site, placement)
    site.deliver()
    site.clock.advance(seconds=60)
    site.record(placement, Fact.REVOKED, comment="The badge was revoked.")
    switch(site, placement)
    site.deliver()
    found = handed(site, activity)
    assert found is not None and found[0] == "basic_lti_launch"


def test_switched_off_again_the_next_badge_is_not_handed_in(site: Site) -> None:
    activity, placement = site.assignment()
    switch(site, placement)
    switch(site, placement, on=False)
    earn(site, placement)
    site.deliver()
    found = handed(site, activity)
    assert found is not None and found[0] == "basic_lti_launch"


def test_moodle_hears_of_no_page(moodle: Site) -> None:
    activity, placement = moodle.assignment()
    switch(moodle, placement)
    earn(moodle, placement)
    moodle.deliver()
    moodle.clock.advance(seconds=timedelta(hours=1).total_seconds())
    assert moodle.result(activity).score == 100 and PAGE in moodle.result(activity).comment
