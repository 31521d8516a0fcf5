"""A course in numbers: whom they count."""

from sqlalchemy import update

from app.db import reading, transaction
from app.people.models import Membership
from app.reports.course_overview import CourseLine, course_overview
from tests.conftest import ManualClock
from tests.review.conftest import world
from tests.review.world import World, hand_in

__all__ = ["world"]


def line(world: World, clock: ManualClock) -> CourseLine:
    with reading() as session:
        (found,) = course_overview(session, world.placement.course_id, clock.now())
        return found


def leaves(world: World, name: str) -> None:
    with transaction() as session:
        mine = Membership.person_id == world.person(name)
        session.execute(update(Membership).where(mine).values(active=False))


def test_the_test_student_and_whoever_left_are_not_counted(world: World, clock: ManualClock) -> None:
    for name in ("ada", "ben", "test"):
        with transaction() as session:
            hand_in(session, clock, world, name)
    assert line(world, clock).started == 2
    leaves(world, "ben")
    assert line(world, clock).started == 1


def test_their_work_waits_for_a_review_like_any_other(world: World, clock: ManualClock) -> None:
    for name in ("ben", "test"):
        with transaction() as session:
            hand_in(session, clock, world, name)
    leaves(world, "ben")
    assert line(world, clock).waiting == 2
