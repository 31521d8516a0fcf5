"""Where the learners of a course stand: everybody once, whoever waits longest first."""

import pytest

from app.db import reading, transaction
from app.evidence import AttemptState, latest_attempt, set_attempt_state
from app.journey import JourneyState
from app.reports.course_progress import LearnerProgress, course_progress
from tests.conftest import ManualClock
from tests.review.conftest import world
from tests.review.world import World, hand_in

__all__ = ["world"]


def progress(world: World, clock: ManualClock) -> dict[str, LearnerProgress]:
    with reading() as session:
        return {row.name.split()[0]: row for row in course_progress(session, world.placement, clock.now())}


@pytest.fixture
def both_waiting(world: World, clock: ManualClock) -> World:
    """Ben handed in an hour before Ada."""
    for name in ("ben", "ada"):
        with transaction() as session:
            hand_in(session, clock, world, name)
        clock.advance(seconds=3600)
    return world


def test_learners_are_listed_and_teachers_are_not(world: World, clock: ManualClock) -> None:
    assert list(progress(world, clock)) == ["Ada", "Ben", "Test"]


def test_who_has_waited_longest_comes_first(both_waiting: World, clock: ManualClock) -> None:
    assert list(progress(both_waiting, clock)) == ["Ben", "Ada", "Test"]


def test_a_submission_is_counted_and_its_wait_begins_when_it_was_handed_in(
    both_waiting: World, clock: ManualClock
) -> None:
    ben = progress(both_waiting, clock)["Ben"]
    assert (ben.state, ben.attempts) == (JourneyState.SUBMITTED, 1)
    assert ben.waiting_since is not None
    assert (clock.now() - ben.waiting_since).total_seconds() == 7200


def test_a_decided_attempt_waits_no_longer(both_waiting: World, clock: ManualClock) -> None:
    with transaction() as session:
        attempt = latest_attempt(session, both_waiting.placement.id, both_waiting.person("ben"))
        assert attempt is not None
        set_attempt_state(session, clock, attempt.id, AttemptState.DECIDED)
    assert progress(both_waiting, clock)["Ben"].waiting_since is None


def test_who_has_not_begun_has_no_attempt_and_no_score(world: World, clock: ManualClock) -> None:
    ada = progress(world, clock)["Ada"]
    assert (ada.state, ada.attempts, ada.sync) == (JourneyState.NOT_STARTED, 0, None)
