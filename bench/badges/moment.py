"""A class that earns at one moment: how long until every badge is signed and every score is in the gradebook.

The earner's notice is the score's comment: it carries the badge's address, so it is out with the score.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.badges.models import Credential
from app.db import db, reading
from app.gradebook import SCORE
from app.outbox.models import OutboxItem, OutboxState, WorkerHeartbeat
from bench.badges import lms
from bench.badges.classroom import make
from bench.servers import processor_seconds

PATIENCE_SECONDS = 240


@dataclass(frozen=True, slots=True)
class Moment:
    """Seconds from the first release; processor seconds of the workers."""

    size: int
    decided: float
    signed: float
    delivered: float
    processor: float


def measure(folder: Path, size: int, workers: int, database_url: str = "") -> Moment:
    """Release a class of `size` as fast as one reviewer's process can, while `workers` processes deliver."""
    classroom = make(folder, size, database_url=database_url)
    with patch.dict(os.environ, classroom.environment), ExitStack() as stack:
        stack.enter_context(lms.serving(classroom.lms_folder, classroom.lms_port))
        stack.enter_context(classroom.app.app_context())
        stack.callback(db.engine.dispose)
        pids = stack.enter_context(_workers(workers))
        used = sum(map(processor_seconds, pids))
        first = classroom.services.clock.now()
        classroom.release()
        decided = classroom.services.clock.now()
        signed, delivered = _ended(size)
        used = sum(map(processor_seconds, pids)) - used
    return Moment(size, *((each - first).total_seconds() for each in (decided, signed, delivered)), used)


def _ended(size: int) -> tuple[datetime, datetime]:
    """When the last badge was signed and the last score taken."""
    for _ in range(PATIENCE_SECONDS):
        with reading() as session:
            signed, delivered = _signed(session), _delivered(session)
        if (signed[0], delivered[0]) == (size, size):
            return signed[1], delivered[1]
        time.sleep(1)
    raise SystemExit(f"after {PATIENCE_SECONDS} s only {signed[0]} badges and {delivered[0]} scores of {size} were out")


def _signed(session: Session) -> tuple[int, datetime]:
    return session.execute(select(func.count(Credential.signed_at), func.max(Credential.signed_at))).one()._tuple()


def _delivered(session: Session) -> tuple[int, datetime]:
    done = (OutboxItem.kind == SCORE, OutboxItem.state == OutboxState.DONE)
    return session.execute(select(func.count(), func.max(OutboxItem.delivered_at)).where(*done)).one()._tuple()


@contextmanager
def _workers(count: int) -> Iterator[list[int]]:
    """So many worker processes, each awake."""
    processes = [_worker() for _ in range(count)]
    try:
        for _ in range(300):
            with reading() as session:
                if session.scalar(select(func.count()).select_from(WorkerHeartbeat)) == count:
                    break
            time.sleep(0.1)
        yield [process.pid for process in processes]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)


def _worker() -> subprocess.Popen[bytes]:
    """What it says on the way is no measurement."""
    return subprocess.Popen([sys.executable, "-m", "app.worker"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
