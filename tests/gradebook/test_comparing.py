"""All results of a column read back in one go: what a person changed is seen learner by learner, nothing is sent."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from app.db import transaction
from app.gradebook import Fact, Hold, SyncState, check_all, keep_theirs
from app.placement import PlacementView
from app.sandbox import FaultKind
from app.sandbox.records import Activity
from app.services import Services
from tests.conftest import ManualClock
from tests.gradebook.live import Site, site_of

NAMES = tuple(f"Learner{number:02}" for number in range(23))


@pytest.fixture(params=["moodle", "canvas"])
def site(request: pytest.FixtureRequest, app: Flask, services: Services, clock: ManualClock) -> Iterator[Site]:
    with site_of(request.param, app, services, clock) as site:
        yield site


@pytest.fixture
def canvas(app: Flask, services: Services, clock: ManualClock) -> Iterator[Site]:
    with site_of("canvas", app, services, clock) as site:
        yield site


def graded(site: Site, names: tuple[str, ...] = NAMES, points: int = 9) -> tuple[Activity, PlacementView]:
    """An activity in which everybody has a delivered score of 75."""
    activity, placement = site.assignment()
    for name in names:
        site.newcomer(name)
        site.record(placement, Fact.EARNED, points, who=name)
    site.deliver()
    site.clock.advance(seconds=60)
    return activity, placement


def compare(site: Site, placement: PlacementView) -> None:
    site.clock.advance(seconds=60)
    site.do(check_all, placement)
    site.deliver()


def test_everybodys_results_are_read_in_a_few_calls_and_not_one_for_each(site: Site) -> None:
    _, placement = graded(site)
    before = len(site.lms.calls())
    compare(site, placement)
    assert len(site.lms.calls()) - before <= 4
    assert {site.row(placement, name).state for name in NAMES} == {SyncState.DELIVERED}


def test_a_list_in_many_pages_is_read_to_its_end(canvas: Site) -> None:
    activity, placement = graded(canvas)
    canvas.lms.platform.temper.list_page = 4
    canvas.lms.grade_by_hand(activity, canvas.person(NAMES[-1]), 12)
    with transaction() as session:
        session.execute(text("UPDATE lti_registration SET product_family = 'other'"))
    compare(canvas, placement)
    assert len(canvas.lms.calls("/results")) >= 6
    assert canvas.row(placement, NAMES[-1]).hold is Hold.CHANGED_BY_HAND


def test_what_a_person_changed_is_shown_for_that_learner_and_nothing_is_sent(site: Site) -> None:
    activity, placement = graded(site, NAMES[:3])
    site.lms.grade_by_hand(activity, site.person(NAMES[1]), 91)
    sent = len(site.lms.calls("/scores"))
    compare(site, placement)
    changed = site.row(placement, NAMES[1])
    assert (changed.state, changed.hold, changed.seen_score) == (SyncState.HELD, Hold.CHANGED_BY_HAND, 91_00)
    assert {site.row(placement, name).state for name in (NAMES[0], NAMES[2])} == {SyncState.DELIVERED}
    assert len(site.lms.calls("/scores")) == sent


def test_a_grade_that_a_person_emptied_is_seen_though_the_lms_does_not_list_it(site: Site) -> None:
    activity, placement = graded(site, NAMES[:2])
    site.lms.grade_by_hand(activity, site.person(NAMES[0]), None)
    compare(site, placement)
    emptied = site.row(placement, NAMES[0])
    assert (emptied.hold, emptied.seen_score) == (Hold.CHANGED_BY_HAND, None)


def test_a_zero_that_the_lms_does_not_list_counts_as_still_there(site: Site) -> None:
    activity, placement = graded(site, NAMES[:2], points=0)
    assert site.result(activity, NAMES[0]).score == 0
    compare(site, placement)
    assert site.row(placement, NAMES[0]).state is SyncState.DELIVERED


def test_a_change_that_was_taken_back_is_no_difference_any_more(site: Site) -> None:
    activity, placement = graded(site, NAMES[:1])
    site.lms.grade_by_hand(activity, site.person(NAMES[0]), 91)
    compare(site, placement)
    site.lms.grade_by_hand(activity, site.person(NAMES[0]), 75)
    compare(site, placement)
    assert site.row(placement, NAMES[0]).state is SyncState.DELIVERED


def test_a_new_score_on_its_way_is_not_taken_for_a_persons_change(site: Site) -> None:
    """The answer to it was lost, so the gradebook shows what we don't know to have arrived."""
    activity, placement = graded(site, NAMES[:1])
    site.record(placement, Fact.EARNED, 12, who=NAMES[0])
    site.lms.trouble(FaultKind.LOST_ANSWER, "scores")
    site.deliver()
    assert site.result(activity, NAMES[0]).score == 100
    site.do(check_all, placement)
    site.deliver()
    waiting = site.row(placement, NAMES[0])
    assert (waiting.state, waiting.hold, waiting.seen_score) == (SyncState.RETRYING, None, 100_00)
    site.deliver_in_the_end()
    assert site.row(placement, NAMES[0]).state is SyncState.DELIVERED


def test_a_reading_that_agrees_lifts_no_hold_for_a_lower_score(site: Site) -> None:
    _, placement = graded(site, NAMES[:1])
    site.record(placement, Fact.EARNED, 6, who=NAMES[0])
    site.deliver()
    assert site.row(placement, NAMES[0]).hold is Hold.LOWER
    site.do(check_all, placement)
    while site.columns(placement)[0].compared_at is None:
        assert site.deliverer.deliver_one()
    assert (site.row(placement, NAMES[0]).state, site.row(placement, NAMES[0]).hold) == (SyncState.HELD, Hold.LOWER)


def test_what_a_teacher_decided_to_keep_is_not_asked_again(site: Site) -> None:
    activity, placement = graded(site, NAMES[:1])
    site.lms.grade_by_hand(activity, site.person(NAMES[0]), 91)
    compare(site, placement)
    site.do(keep_theirs, placement, site.row(placement, NAMES[0]).id)
    compare(site, placement)
    assert site.row(placement, NAMES[0]).is_kept


def test_the_columns_own_points_are_noted_where_they_differ(site: Site) -> None:
    activity, placement = graded(site, NAMES[:1])
    site.lms.platform.store.change("UPDATE line_item SET maximum = 50")
    site.lms.platform.store.change("UPDATE result SET document = json_set(document, '$.score', 37.5)")
    compare(site, placement)
    (column,) = site.columns(placement)
    assert (column.seen_maximum, column.compared_at is not None) == (50_00, True)
    assert site.row(placement, NAMES[0]).state is SyncState.DELIVERED
    assert site.result(activity, NAMES[0]).score == 37.5


def test_a_reading_that_breaks_off_in_the_middle_takes_nobody_for_cleared(site: Site) -> None:
    _, placement = graded(site, NAMES[:12])
    site.lms.trouble(FaultKind.DOWN, "results", times=1)
    compare(site, placement)
    assert {site.row(placement, name).state for name in NAMES[:12]} == {SyncState.DELIVERED}
    (column,) = site.columns(placement)
    assert column.compared_at is None
    site.deliver_in_the_end()
    assert site.columns(placement)[0].compared_at is not None


def test_an_lms_that_lets_nobody_read_results_stops_with_words(site: Site) -> None:
    _, placement = graded(site, NAMES[:1])
    site.lms.platform.store.change("UPDATE tool SET scopes = replace(scopes, 'result.readonly', 'none')")
    site.lms.expire_tokens()
    compare(site, placement)
    (column,) = site.columns(placement)
    assert column.stopped
    assert site.row(placement, NAMES[0]).state is SyncState.DELIVERED
