"""A column that Cairn made leads back to its activity, within its own course only."""

from dataclasses import replace

import pytest

from app.db import reading, transaction
from app.flows.open_column import turn_to_column
from app.people import Actor, find_launch_session
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
