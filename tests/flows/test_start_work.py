"""Starting a placement."""

import pytest
from flask import Flask

from app import journey
from app.db import reading, transaction
from app.flows.start_work import start_work
from app.services import Services
from tests.evidence.world import TALKS
from tests.review.world import World, build_world


@pytest.fixture
def world(database: Flask, services: Services) -> World:
    with transaction() as session:
        return build_world(session, services, TALKS)


def test_a_start_enrols_once_on_the_placements_version(world: World, services: Services) -> None:
    for _ in range(2):
        with transaction() as session:
            start_work(session, services, world.actors["ada"], world.placement)
    with reading() as session:
        (only,) = journey.enrollments_at(session, [world.placement.id])
    assert (only.person_id, only.version_id) == (world.person("ada"), world.placement.version_id)
    assert only.state is journey.JourneyState.STARTED
