"""A column in place of another one: what was told to the one before is not taken for granted in it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.db import transaction
from app.flows.place import place_from_launch
from app.gradebook import Fact, Hold, SyncState, look_anew
from app.people import Role
from app.placement import PlacementView
from app.sandbox.activities import Column
from app.sandbox.records import Activity, LineItem
from app.services import Services
from app.worker import Deliverer, handlers
from tests.conftest import ManualClock
from tests.gradebook.live import Site, site_of
from tests.gradebook.lost_answers import LostAnswers, Meanwhile


@pytest.fixture(params=["moodle", "canvas"])
def site(request: pytest.FixtureRequest, app: Flask, services: Services, clock: ManualClock) -> Iterator[Site]:
    with site_of(request.param, app, services, clock) as site:
        yield site


def deliver_by(site: Site, way: object) -> None:
    """From now on the worker calls the LMS in this way."""
    site.deliverer = Deliverer(site.clock, handlers(replace(site.services, http=way)))  # type: ignore[arg-type]


def lose_an_answer(site: Site) -> LostAnswers:
    """The answer to the next column that is made."""
    lossy = LostAnswers(site.services.http)
    deliver_by(site, lossy)
    return lossy


def delivered_and_deleted(site: Site) -> PlacementView:
    """An activity whose column held two scores until a teacher deleted it."""
    placement = site.placement()
    site.newcomer("Dot")
    for name in ("Ben", "Dot"):
        site.record(placement, Fact.EARNED, 12, who=name)
    site.deliver()
    delete(site, site.total()[0])
    site.clock.advance(seconds=60)
    return placement


def delete(site: Site, column: LineItem) -> None:
    """Away with a column; a later one keeps the sandbox from giving its address out again, as no LMS does."""
    activities = site.lms.platform.activities
    activities.add_line_item(site.course.id, site.tool.id, None, Column(1, "Another", "", ""), label="Another")
    activities.delete_line_item(column.id)


def graded_anew(site: Site, activity: Activity) -> LineItem:
    """Grading of an activity, switched off and on by a teacher: an empty column at another address."""
    old = site.lms.line_item(activity)
    delete(site, old)
    new = Column(old.maximum, old.label, old.resource_id, old.tag)
    return site.lms.platform.activities.add_line_item(site.course.id, site.tool.id, activity.id, new, label=old.label)


def told(site: Site, placement: PlacementView, url: str) -> None:
    """A launch that tells where the activity's column is."""
    actor = replace(
        site.teacher(), role=Role.INSTRUCTOR, resource_link_id=placement.resource_link_id, lineitem_url=url, custom={}
    )
    with transaction() as session:
        place_from_launch(session, site.services, actor)


def test_a_column_whose_making_was_not_answered_is_found_and_not_made_again(site: Site) -> None:
    lossy = lose_an_answer(site)
    placement = site.placement()
    site.record(placement, Fact.EARNED, 12)
    site.deliver_in_the_end()
    assert lossy.times == 0
    (column,) = site.total()
    assert site.result(column).score == 100


def test_a_column_made_anew_without_an_answer_is_filled_for_everybody(site: Site) -> None:
    placement = delivered_and_deleted(site)
    lossy = lose_an_answer(site)
    site.do(look_anew, placement)
    site.deliver_in_the_end()
    assert lossy.times == 0
    (column,) = site.total()
    assert [site.result(column, name).score for name in ("Ben", "Dot")] == [100, 100]
    assert {site.row(placement, name).state for name in ("Ben", "Dot")} == {SyncState.DELIVERED}


def test_a_score_that_makes_a_column_anew_is_not_taken_for_one_that_a_person_cleared(site: Site) -> None:
    placement = delivered_and_deleted(site)
    site.do(look_anew, placement)
    site.record(placement, Fact.EARNED, 12, comment="once more")
    site.deliver_in_the_end()
    (column,) = site.total()
    assert [site.result(column, name).score for name in ("Ben", "Dot")] == [100, 100]
    assert site.row(placement).hold is None


def test_a_column_that_was_there_all_along_keeps_what_a_person_cleared(site: Site) -> None:
    placement = site.placement()
    site.record(placement, Fact.EARNED, 12)
    site.deliver()
    (column,) = site.total()
    site.clock.advance(seconds=60)
    site.lms.grade_by_hand(column, site.person(), None)
    site.clock.advance(seconds=60)
    site.do(look_anew, placement)
    site.record(placement, Fact.EARNED, 12, comment="once more")
    site.deliver_in_the_end()
    assert site.result(column).score is None
    assert site.row(placement).hold is Hold.CHANGED_BY_HAND


def test_another_column_that_a_launch_tells_of_is_filled_with_what_was_in_the_one_before(site: Site) -> None:
    activity, placement = site.assignment()
    site.newcomer("Dot")
    for name in ("Ben", "Dot"):
        site.record(placement, Fact.EARNED, 12, who=name)
    site.deliver()
    column = graded_anew(site, activity)
    told(site, placement, site.lms.line_item_url(activity))
    site.deliver_in_the_end()
    assert [site.result(column, name).score for name in ("Ben", "Dot")] == [100, 100]
    assert site.row(placement).state is SyncState.DELIVERED


def test_what_a_person_put_into_the_other_column_stays(site: Site) -> None:
    activity, placement = site.assignment()
    site.record(placement, Fact.EARNED, 12)
    site.deliver()
    column = graded_anew(site, activity)
    site.lms.grade_by_hand(column, site.person(), 40)
    told(site, placement, site.lms.line_item_url(activity))
    site.deliver_in_the_end()
    assert site.result(column).score == 40
    assert site.row(placement).hold is Hold.CHANGED_BY_HAND


def test_the_same_column_under_another_name_of_its_host_is_no_other_column(site: Site) -> None:
    activity, placement = site.assignment()
    site.record(placement, Fact.EARNED, 12)
    site.deliver()
    told(site, placement, site.lms.line_item_url(activity).replace("127.0.0.1", "localhost"))
    assert site.row(placement).state is SyncState.DELIVERED


def test_a_score_that_is_under_way_when_the_column_changes_goes_into_the_new_one_too(site: Site) -> None:
    activity, placement = site.assignment()
    site.record(placement, Fact.EARNED, 12)

    def change() -> None:
        graded_anew(site, activity)
        told(site, placement, site.lms.line_item_url(activity))

    deliver_by(site, Meanwhile(site.services.http, change))
    site.deliver_in_the_end()
    assert site.result(activity).score == 100
