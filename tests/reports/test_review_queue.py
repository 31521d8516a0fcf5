"""The queue: who sees what in which order, and at what price."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from app.db import db, reading, transaction
from app.evidence import withdraw_attempt
from app.flows.release_decision import release_decision
from app.flows.review_work import save_review, take_up
from app.reports.review_queue import QueueFilter, QueueReport, next_waiting, review_queue
from app.review import Outcome
from app.services import Services
from tests.conftest import ManualClock
from tests.review.conftest import world
from tests.review.world import ALL_MET, World, hand_in

__all__ = ["world"]


def queue(world: World, clock: ManualClock, show: QueueFilter = QueueFilter.WAITING, who: str = "tess") -> QueueReport:
    actor = world.actors[who]
    with reading() as session:
        return review_queue(session, course_id=actor.course_id, reviewer_id=actor.person_id, now=clock.now(), show=show)


@contextmanager
def counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_oldest_comes_first(world: World, clock: ManualClock) -> None:
    for name in ("ben", "ada"):
        with transaction() as session:
            hand_in(session, clock, world, name)
        clock.advance(seconds=3600)
    assert [entry.person_id for entry in queue(world, clock).entries] == [world.person("ben"), world.person("ada")]


def test_withdrawn_work_is_gone_from_it(world: World, clock: ManualClock) -> None:
    with transaction() as session:
        hand_in(session, clock, world)
        withdraw_attempt(session, clock, world.placement.id, world.person("ada"))
    assert queue(world, clock).entries == () and queue(world, clock).waiting == 0


def test_ones_own_work_is_never_in_it(world: World, clock: ManualClock) -> None:
    with transaction() as session:
        hand_in(session, clock, world)
    assert queue(world, clock, who="ada").entries == ()


def test_held_work_names_its_holder_and_is_in_their_part(world: World, clock: ManualClock, services: Services) -> None:
    with transaction() as session:
        attempt = hand_in(session, clock, world)
        take_up(session, services, world.actors["omar"], attempt.id)
    report = queue(world, clock)
    assert report.entries[0].lease is not None and report.entries[0].lease.reviewer_name == "Omar Example"
    assert (report.waiting, report.mine) == (1, 0)
    assert next_waiting(report.entries, world.person("tess")) is None
    assert next_waiting(report.entries, world.person("omar")) == report.entries[0]
    assert queue(world, clock, QueueFilter.MINE, "omar").mine == 1


def test_decided_work_moves_over_with_its_outcome(world: World, clock: ManualClock, services: Services) -> None:
    with transaction() as session:
        attempt = hand_in(session, clock, world)
        save_review(session, services, world.actors["tess"], attempt.id, ALL_MET, "")
        release_decision(session, services, world.actors["tess"], attempt.id)
    report = queue(world, clock, QueueFilter.DONE)
    assert (report.waiting, report.done) == (0, 1)
    assert report.entries[0].outcome is Outcome.EARNED


def test_another_course_sees_nothing_of_it(world: World, clock: ManualClock) -> None:
    with transaction() as session:
        hand_in(session, clock, world)
    with reading() as session:
        other = review_queue(session, course_id=world.actors["tess"].course_id + 1, reviewer_id=1, now=clock.now())
    assert other.entries == ()


@pytest.mark.parametrize("show", list(QueueFilter))
def test_three_in_the_queue_cost_as_many_statements_as_one(
    world: World, clock: ManualClock, services: Services, show: QueueFilter
) -> None:
    names = ("ada", "ben", "test")
    prices = []
    for name in names:
        with transaction() as session:
            attempt = hand_in(session, clock, world, name)
            take_up(session, services, world.actors["tess"], attempt.id)
        with counted() as statements:
            queue(world, clock, show)
        prices.append(len(statements))
    assert prices[0] == prices[-1] <= 8
