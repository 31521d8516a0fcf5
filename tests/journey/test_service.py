"""Starting, ticking off, and the notes that flows make."""

import pytest
from flask import Flask

from app import journey
from app.db import reading, transaction
from app.errors import Conflict, Invalid, NotFound
from app.journey import EnrollmentView, JourneyState
from app.services import Services
from tests.conftest import ManualClock
from tests.evidence.world import TALKS
from tests.review.world import World, build_world


@pytest.fixture
def world(database: Flask, services: Services) -> World:
    with transaction() as session:
        return build_world(session, services, TALKS)


def start(world: World, services: Services) -> EnrollmentView:
    with transaction() as session:
        return journey.start(
            session,
            services.clock,
            placement_id=world.placement.id,
            person_id=world.person("ada"),
            version_id=world.placement.version_id,
        )


def tick(world: World, services: Services, step_id: str, done: bool = True) -> None:
    with transaction() as session:
        journey.mark_step(
            session,
            services.clock,
            placement_id=world.placement.id,
            person_id=world.person("ada"),
            definition=TALKS,
            step_id=step_id,
            done=done,
        )


def test_starting_twice_is_starting_once(world: World, services: Services, clock: ManualClock) -> None:
    first = start(world, services)
    clock.advance(seconds=60)
    assert start(world, services) == first
    assert first.state is JourneyState.STARTED


def test_who_has_started_stays_on_their_version(world: World, services: Services) -> None:
    first = start(world, services)
    with transaction() as session:
        again = journey.start(
            session,
            services.clock,
            placement_id=world.placement.id,
            person_id=world.person("ada"),
            version_id=first.version_id + 1,
        )
    assert again.version_id == first.version_id


def test_nothing_can_be_noted_before_the_start(world: World, services: Services) -> None:
    whose = (world.placement.id, world.person("ada"))
    with reading() as session:
        assert journey.find_enrollment(session, *whose) is None
    with pytest.raises(Conflict, match="not-started"), transaction() as session:
        journey.note_work(session, services.clock, *whose)
    with pytest.raises(Conflict, match="not-started"), reading() as session:
        journey.require_enrollment(session, *whose)


def test_a_tick_can_be_set_and_taken_back(world: World, services: Services) -> None:
    enrollment = start(world, services)
    tick(world, services, "s2")
    tick(world, services, "s2")
    with reading() as session:
        assert journey.marked_steps(session, enrollment.id) == {"s2"}
    tick(world, services, "s2", done=False)
    with reading() as session:
        assert journey.marked_steps(session, enrollment.id) == frozenset()


def test_a_step_that_asks_for_evidence_can_not_be_ticked_off(world: World, services: Services) -> None:
    start(world, services)
    with pytest.raises(Invalid, match="step-needs-evidence"):
        tick(world, services, "s1")
    with pytest.raises(NotFound):
        tick(world, services, "s9")


@pytest.mark.parametrize(
    ("note", "state"),
    [
        (journey.note_submitted, JourneyState.SUBMITTED),
        (journey.note_returned, JourneyState.RETURNED),
        (journey.note_not_yet, JourneyState.NOT_YET),
        (journey.note_earned, JourneyState.EARNED),
        (journey.note_withdrawn, JourneyState.WITHDRAWN),
    ],
)
def test_what_happens_is_noted_with_its_time(
    world: World, services: Services, clock: ManualClock, note: object, state: JourneyState
) -> None:
    start(world, services)
    clock.advance(seconds=90)
    with transaction() as session:
        note(session, clock, world.placement.id, world.person("ada"))  # type: ignore[operator]
    with reading() as session:
        (found,) = journey.enrollments_at(session, [world.placement.id])
    assert (found.state, found.state_at) == (state, clock.now())


def test_missing_pieces_are_counted_in_the_refusal() -> None:
    journey.require_ready(())
    with pytest.raises(Conflict, match="1 piece is still missing"):
        journey.require_ready(["agenda"])
    with pytest.raises(Conflict, match="2 pieces are still missing"):
        journey.require_ready(["agenda", "pictures"])
