"""Taking work, giving it back, and who may do neither."""

from dataclasses import replace

import pytest

from app.db import reading, transaction
from app.errors import Conflict, NotAllowed, NotFound
from app.evidence import AttemptState, AttemptView, attempt_view, withdraw_attempt
from app.flows.review_work import change_decision, give_back, reviewable, save_review, take_up
from app.review import lease_of
from app.services import Services
from tests.conftest import ManualClock
from tests.review.conftest import world
from tests.review.world import ALL_MET, World, hand_in

__all__ = ["world"]


@pytest.fixture
def attempt(world: World, clock: ManualClock) -> AttemptView:
    with transaction() as session:
        return hand_in(session, clock, world)


def test_taking_work_ends_the_time_in_which_it_can_be_withdrawn(
    world: World, attempt: AttemptView, services: Services, clock: ManualClock
) -> None:
    with transaction() as session:
        take_up(session, services, world.actors["tess"], attempt.id)
        assert attempt_view(session, attempt.id).state is AttemptState.IN_REVIEW
    with pytest.raises(Conflict), transaction() as session:
        withdraw_attempt(session, clock, world.placement.id, world.person("ada"))


def test_withdrawn_work_is_not_taken(
    world: World, attempt: AttemptView, services: Services, clock: ManualClock
) -> None:
    with transaction() as session:
        withdraw_attempt(session, clock, world.placement.id, world.person("ada"))
    with pytest.raises(Conflict), transaction() as session:
        take_up(session, services, world.actors["tess"], attempt.id)
    with reading() as session:
        assert lease_of(session, attempt.id, clock.now()) is None


def test_given_back_work_waits_again(world: World, attempt: AttemptView, services: Services) -> None:
    with transaction() as session:
        take_up(session, services, world.actors["tess"], attempt.id)
        give_back(session, services, world.actors["tess"], attempt.id)
        assert attempt_view(session, attempt.id).state is AttemptState.SUBMITTED


def test_nobody_gives_back_what_another_holds(
    world: World, attempt: AttemptView, services: Services, clock: ManualClock
) -> None:
    with transaction() as session:
        take_up(session, services, world.actors["tess"], attempt.id)
        give_back(session, services, world.actors["omar"], attempt.id)
        assert attempt_view(session, attempt.id).state is AttemptState.IN_REVIEW
        assert lease_of(session, attempt.id, clock.now()) is not None


def test_saving_from_a_page_left_open_takes_the_work_up_again(
    world: World, attempt: AttemptView, services: Services
) -> None:
    with transaction() as session:
        assert save_review(session, services, world.actors["tess"], attempt.id, ALL_MET, "").warning == ""
        assert attempt_view(session, attempt.id).state is AttemptState.IN_REVIEW


def test_a_reviewer_of_another_course_or_platform_finds_nothing(
    world: World, attempt: AttemptView, services: Services
) -> None:
    tess = world.actors["tess"]
    for stranger in (replace(tess, course_id=tess.course_id + 1), replace(tess, deployment_id=tess.deployment_id + 1)):
        with pytest.raises(NotFound), reading() as session:
            reviewable(session, stranger, attempt.id)
        with pytest.raises(NotFound), transaction() as session:
            take_up(session, services, stranger, attempt.id)


def test_an_administrator_in_a_teachers_name_may_look_and_do_nothing(
    world: World, attempt: AttemptView, services: Services
) -> None:
    borrowed = replace(world.actors["tess"], masquerading=True)
    with reading() as session:
        assert reviewable(session, borrowed, attempt.id).id == attempt.id
    for act in (take_up, give_back):
        with pytest.raises(NotAllowed), transaction() as session:
            act(session, services, borrowed, attempt.id)
    with pytest.raises(NotAllowed), transaction() as session:
        change_decision(session, services, borrowed, attempt.id, "reason")
