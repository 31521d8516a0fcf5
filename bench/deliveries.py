"""Score deliveries per second: recorded with the fact, claimed, sent over HTTP, settled, one after the other."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

from sqlalchemy import func, select

from app import create_app
from app.db import db, reading, transaction
from app.gradebook import Fact, ReviewOutcome, SyncState, record, sync_states
from app.people import Role, members
from app.placement import PlacementView, placement_view
from app.placement.models import Placement
from app.services import Services
from app.worker import Deliverer, handlers
from bench import platform

SCORES = int(os.environ.get("BENCH_SCORES", "400"))
EARNED = ReviewOutcome(points=11, out_of=12, criteria_met=4, criteria_total=4)


def measure(environment: Mapping[str, str]) -> None:
    """Deliver a first score of everybody who launched before, to a gradebook that takes all of them at once."""
    with patch.dict(os.environ, environment), _gradebook():
        app = create_app()
        services: Services = app.extensions["cairn"]
        with app.app_context():
            placement = _owe(services)
            deliverer = Deliverer(services.clock, handlers(services))
            started = time.perf_counter()
            while deliverer.drain():
                pass
            seconds = time.perf_counter() - started
            with reading() as session:
                rows = sync_states(session, placement.id, services.clock.now())
            delivered = sum(row.state is SyncState.DELIVERED for row in rows)
            db.engine.dispose()
    print(f"\nDeliveries: {delivered} of {len(rows)} scores in {seconds:.1f} s, {delivered / seconds:.0f} a second,")
    print("one platform, one worker thread; each reads the gradebook's cell before it writes it.")


def _owe(services: Services) -> PlacementView:
    with transaction() as session:
        placement = placement_view(session, session.scalar(select(func.min(Placement.id))) or 0)
        learners = [member for member in members(session, placement.course_id) if member.role is Role.LEARNER]
        for learner in learners[:SCORES]:
            record(
                session,
                services.clock,
                placement=placement,
                person_id=learner.person_id,
                fact=Fact.EARNED,
                outcome=EARNED,
                comment="Responds to participants: Proficient. Badge: https://cairn.example.edu/credentials/…",
                submitted_at=services.clock.now(),
                attempt_number=1,
            )
    return placement


@contextmanager
def _gradebook() -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "bench.scorebook"])
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(platform.ISSUER + "/healthz", timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(10)
