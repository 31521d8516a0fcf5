"""A column that Cairn made leads back to its activity, within its own course only."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.db import reading, transaction
from app.flows.copy_course import take_over
from app.flows.open_column import turn_to_column
from app.flows.place import find_placed, place_from_launch
from app.people import Actor, find_launch_session
from app.placement import PlacementView, placements_of_course
from app.services import Services
from app.web.landing import landing
from tests.flows.test_copy_course import ITEM, NEW, OLD, actor_of, old_activity, opened
from tests.placement.world import publish_right
from tests.review.conftest import world
from tests.review.world import World

__all__ = ["world"]


def from_column(world: World, link: str, **changes: object) -> Actor:
    """Tess, as Canvas launches her from the assignment behind a column: with a link of its own."""
    address = f"http://localhost:8000/lti/launch?link={link}"
    return replace(world.actors["tess"], target_link_uri=address, resource_link_id="of-the-assignment", **changes)


def test_it_opens_the_activity_that_it_is_the_column_of(world: World) -> None:
    tess = from_column(world, world.placement.resource_link_id)
    with transaction() as session:
        found = turn_to_column(session, tess)
    assert found is not None
    assert found.id == world.placement.id
    with reading() as session:
        assert find_launch_session(session, tess.launch_id).resource_link_id == world.placement.resource_link_id


@pytest.mark.parametrize("changes", [{"course_id": 999}, {"deployment_id": 999}])
def test_it_opens_nothing_of_another_course_or_platform(world: World, changes: dict[str, int]) -> None:
    with transaction() as session:
        assert turn_to_column(session, from_column(world, world.placement.resource_link_id, **changes)) is None


@pytest.mark.parametrize("link", ["", "unknown", "%00"])
def test_an_address_that_names_no_activity_is_a_launch_like_any_other(world: World, link: str) -> None:
    with transaction() as session:
        assert turn_to_column(session, from_column(world, link)) is None


def test_a_launch_that_is_about_its_activity_already_stays_as_it_is(world: World) -> None:
    tess = replace(from_column(world, "x"), resource_link_id="x")
    with transaction() as session:
        assert turn_to_column(session, tess) is None


# -- in a copied course, where Canvas has copied the assignment with its address


@pytest.fixture
def version_id(database: Flask, services: Services) -> int:
    with transaction() as session:
        return publish_right(session, services)


def copied_assignment(session: Session, services: Services, link: str, item: str = "", **what: object) -> Actor:
    """Who opens the copy of the assignment behind the column of `link`, in the new course."""
    actor = actor_of(session, services, NEW, "of-the-copied-assignment", **what)
    return replace(actor, target_link_uri=f"http://localhost:8000/lti/launch?link={link}&item={item}")


def taken_over(session: Session, services: Services, *titles: str, version_id: int) -> tuple[PlacementView, ...]:
    """Activities without a deep-linked item, taken over into the new course and opened there once."""
    for title in titles:
        old_activity(session, services, f"old {title}", title, version_id)
    teacher = actor_of(session, services, NEW, "anything", history=(OLD,))
    take_over(session, services, teacher, chosen=None, this=None)
    for title in titles:
        opened(session, services, NEW, f"new {title}", title=title)
    return placements_of_course(session, teacher.course_id)


@pytest.mark.parametrize("role", ["Learner", "Instructor"])
@pytest.mark.parametrize("item", ["uuid-1", ""])
def test_a_copied_column_opens_the_copied_activity(version_id: int, services: Services, role: str, item: str) -> None:
    with transaction() as session:
        opened(session, services, OLD, "link-1", custom=ITEM)
        copy = opened(session, services, NEW, "link-9", custom=ITEM, history=(OLD,))
        actor = copied_assignment(session, services, "link-1", item, role=role)
        assert turn_to_column(session, actor) == copy
    with reading() as session:
        assert find_launch_session(session, actor.launch_id).resource_link_id == "link-9"


def test_a_column_from_before_is_known_by_where_its_activity_was_copied_from(
    version_id: int, services: Services
) -> None:
    with transaction() as session:
        first, second = taken_over(session, services, "One", "Two", version_id=version_id)
        assert not first.waits_for_link and not second.waits_for_link
        assert turn_to_column(session, copied_assignment(session, services, "old Two")) == second


def test_a_copied_column_never_takes_the_place_of_its_activity(version_id: int, services: Services) -> None:
    with transaction() as session:
        old_activity(session, services, "link-1", "Week 3", version_id)
        teacher = actor_of(session, services, NEW, "anything", history=(OLD,))
        take_over(session, services, teacher, chosen=None, this=None)
        actor = copied_assignment(session, services, "link-1", title="Week 3", role="Learner")
        assert turn_to_column(session, actor) is None
        assert place_from_launch(session, services, actor) is None
        placed = opened(session, services, NEW, "link-9", title="Week 3")
        assert placed is not None
        assert turn_to_column(session, actor) == placed


@pytest.mark.parametrize("role", ["Learner", "Instructor"])
def test_a_column_whose_activity_is_not_known_yet_leads_to_the_course(
    version_id: int, services: Services, app: Flask, role: str
) -> None:
    with app.test_request_context(), transaction() as session:
        actor = copied_assignment(session, services, "link-1", role=role)
        assert landing(session, services, actor) == "course.dashboard"


def test_work_that_was_begun_on_the_assignment_itself_stays_there(version_id: int, services: Services) -> None:
    with transaction() as session:
        opened(session, services, OLD, "link-1", custom=ITEM)
        opened(session, services, NEW, "link-9", custom=ITEM, history=(OLD,))
        begun = opened(session, services, NEW, "of-the-copied-assignment", custom={**ITEM, "cairn_placement": "2"})
        actor = copied_assignment(session, services, "link-1", "uuid-1")
        assert turn_to_column(session, actor) is None
        assert find_placed(session, actor) == begun
