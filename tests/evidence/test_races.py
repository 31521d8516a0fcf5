"""Taking back and claiming in the same moment, on a database that lets both read first."""

import threading
import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.db import db, reading, transaction
from app.errors import Conflict
from app.evidence import AttemptState, AttemptView, attempt_view
from app.flows.review_work import take_up
from app.flows.submit_work import withdraw_work
from app.review.models import ReviewLease
from app.services import Services
from tests.evidence.world import TALKS, fill, submit
from tests.review.world import World, build_world

pytestmark = pytest.mark.postgres
Act = Callable[[Session], object]
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.fixture
def services(postgres_app: Flask) -> Services:
    built: Services = postgres_app.extensions["cairn"]
    return built


@pytest.fixture
def world(postgres_app: Flask, services: Services) -> World:
    with postgres_app.app_context(), transaction() as session:
        built = build_world(session, services, TALKS)
        fill(session, services, built)
    return built


@pytest.fixture
def attempt(postgres_app: Flask, services: Services, world: World) -> AttemptView:
    with postgres_app.app_context(), transaction() as session:
        return submit(session, services, world)


def until_somebody_waits(app: Flask) -> None:
    """Until another connection stands at a lock of this database."""
    with app.app_context(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as watcher:
        for _ in range(500):
            if watcher.execute(WAITING).scalar_one():
                return
            time.sleep(0.01)
    raise AssertionError("nobody came to wait for the row")


def in_the_middle(app: Flask, first: Act, second: Act) -> list[str]:
    """Run `second` in another thread while `first` is done but not yet committed; what the second was told."""
    told: list[str] = []

    def late() -> None:
        with app.app_context():
            try:
                with transaction() as session:
                    second(session)
                told.append("done")
            except Conflict as refusal:
                told.append(refusal.code)

    thread = threading.Thread(target=late)
    with app.app_context(), transaction() as session:
        first(session)
        thread.start()
        until_somebody_waits(app)
    thread.join(20)
    return told


def current_holder(session: Session, attempt: AttemptView) -> int | None:
    return session.scalar(select(ReviewLease.reviewer_id).where(ReviewLease.attempt_id == attempt.id))


def state_of(app: Flask, attempt: AttemptView) -> AttemptState:
    with app.app_context(), reading() as session:
        return attempt_view(session, attempt.id).state


def test_work_that_a_reviewer_begins_in_the_same_moment_is_not_taken_back(
    postgres_app: Flask, services: Services, world: World, attempt: AttemptView
) -> None:
    told = in_the_middle(
        postgres_app,
        lambda session: take_up(session, services, world.actors["tess"], attempt.id),
        lambda session: withdraw_work(session, services, world.actors["ada"], world.placement),
    )
    assert told == ["attempt-moved-on"]
    assert state_of(postgres_app, attempt) is AttemptState.IN_REVIEW


def test_work_that_is_taken_back_in_the_same_moment_is_nobodys_to_review(
    postgres_app: Flask, services: Services, world: World, attempt: AttemptView
) -> None:
    told = in_the_middle(
        postgres_app,
        lambda session: withdraw_work(session, services, world.actors["ada"], world.placement),
        lambda session: take_up(session, services, world.actors["tess"], attempt.id),
    )
    assert told == ["attempt-moved-on"]
    assert state_of(postgres_app, attempt) is AttemptState.WITHDRAWN
    with postgres_app.app_context(), reading() as session:
        assert current_holder(session, attempt) is None
