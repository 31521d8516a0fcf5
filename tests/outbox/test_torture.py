"""Two writers, two workers, an LMS with bad days, and kill -9 in the middle of deliveries.

Nothing may be lost, no older score may end up over a newer one, a repeat must be identical, and a platform
that asked for patience must get it.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import create_app
from app.clock import SystemClock
from app.config import Settings
from app.db import db, reading, transaction
from app.gradebook import Fact, ReviewOutcome, record
from app.lti import ensure_keys
from app.outbox import OutboxState
from app.outbox.models import OutboxGate, OutboxItem
from tests.conftest import test_environment
from tests.gradebook.stage import Stage, build_stage
from tests.outbox.served_lms import ServedLms, serving
from tests.postgres import new_database

ROOT = Path(__file__).parents[2]
LEARNERS = 16
ROUNDS = 6
KILLS_BEFORE = (4,)
KILLS_AFTER = (10,)
PATIENCE_SECONDS = 150


@dataclass
class Workers:
    """Worker processes that can be killed and started anew."""

    environment: dict[str, str]
    running: list[subprocess.Popen[bytes]]
    killed: int = 0

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.outbox.hasty_worker"]
        for _ in range(2):
            self.running.append(subprocess.Popen(command, cwd=ROOT, env=self.environment))

    def kill(self) -> None:
        """All of them at once, wherever they are, and new ones in their place."""
        for victim in self.running:
            os.kill(victim.pid, signal.SIGKILL)
            victim.wait(10)
        self.running.clear()
        self.killed += 1
        self.start()

    def stop(self) -> None:
        for worker in self.running:
            worker.kill()
            worker.wait(10)


@contextmanager
def workers(settings: Settings, folder: Path) -> Iterator[Workers]:
    own = {**test_environment(folder), "DATABASE_URL": settings.database_url, "DATA_DIR": str(settings.data_dir)}
    own["KEY_ENCRYPTION_KEY"] = settings.key_encryption_keys[0]
    crew = Workers({**os.environ, **own}, [])
    try:
        yield crew
    finally:
        crew.stop()


@pytest.fixture
def sqlite_settings(settings: Settings) -> Settings:
    return settings


@pytest.fixture
def postgres_settings(settings: Settings, postgres: str) -> Settings:
    address = new_database(postgres, f"torture_{os.getpid()}").replace("postgresql://", "postgresql+psycopg://")
    return replace(settings, database_url=address)


@contextmanager
def tool(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


def grade(app: Flask, stage: Stage, people: list[int]) -> None:
    """Grade everybody again and again, each time a little better."""
    clock = SystemClock()
    with app.app_context():
        for points in range(1, ROUNDS + 1):
            for person_id in people:
                with transaction() as session:
                    record(
                        session,
                        clock,
                        placement=stage.placement,
                        person_id=person_id,
                        fact=Fact.EARNED,
                        outcome=ReviewOutcome(points, ROUNDS, 1, 1),
                        comment=f"round {points}",
                        attempt_number=1,
                    )
                time.sleep(0.02)


def wait_until_all_is_delivered() -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with transaction() as session:
            bring_retries_forward(session)
        with reading() as session:
            owed = select(func.count()).select_from(OutboxItem).where(OutboxItem.state != OutboxState.DONE)
            if session.scalar(owed) == 0:
                return
        time.sleep(0.3)
    pytest.fail("not everything was delivered in time")


def bring_retries_forward(session: Session) -> None:
    """Minutes of waiting are not what is tested here; the second that the LMS asked for is, so that long it stays."""
    now = SystemClock().now()
    session.execute(update(OutboxItem).where(OutboxItem.due_at > now).values(due_at=now))
    long = OutboxGate.closed_until > now + timedelta(seconds=3)
    session.execute(update(OutboxGate).where(long).values(closed_until=now + timedelta(seconds=1.5)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "canvas"),
    [
        ("sqlite_settings", False),
        pytest.param("postgres_settings", True, marks=pytest.mark.postgres),
    ],
)
def test_killed_workers_and_a_moody_lms_lose_double_and_reorder_nothing(
    request: pytest.FixtureRequest, tmp_path: Path, source: str, canvas: bool
) -> None:
    settings: Settings = request.getfixturevalue(source)
    lms = ServedLms(canvas=canvas, seed=7)
    with serving(lms) as address, tool(settings) as app, workers(settings, tmp_path) as crew:
        stage, people = put_on_stage(app, address, canvas)

        lms.real_attempts.update({str(number): 1 for number in range(LEARNERS)})
        lms.before_score = lambda count: crew.kill() if count in KILLS_BEFORE else None
        lms.after_score = lambda count: crew.kill() if count in KILLS_AFTER else None
        crew.start()
        writers = [Thread(target=grade, args=(app, stage, part)) for part in (people[::2], people[1::2])]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        wait_until_all_is_delivered()
        assert crew.killed == len(KILLS_BEFORE + KILLS_AFTER)
    assert {lms.shown(str(number)) for number in range(LEARNERS)} == {Decimal(100)}
    assert lms.harm == []
    assert lms.too_early == 0
    for number in range(LEARNERS):
        assert_in_order(lms, str(number))


def put_on_stage(app: Flask, address: str, canvas: bool) -> tuple[Stage, list[int]]:
    services = app.extensions["cairn"]
    with transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
        stage = build_stage(
            session,
            services.clock,
            family="canvas" if canvas else "moodle",
            host=address,
            column=f"{address}/columns/1",
            columns=f"{address}/columns",
        )
        people = [stage.learner(session, services.clock, str(number)) for number in range(LEARNERS)]
    return stage, people


def assert_in_order(lms: ServedLms, subject: str) -> None:
    """What was accepted never goes back in time, and the same time always means the same score."""
    accepted = [post.body for post in lms.posts if post.user_id == subject and post.status == 200]
    stamps = [body["timestamp"] for body in accepted]
    assert stamps == sorted(stamps)
    assert len({(body["timestamp"], body["scoreGiven"]) for body in accepted}) == len(set(stamps))
