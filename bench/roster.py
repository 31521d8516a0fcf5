"""`python -m bench.roster`: the people of a course read from a paging list, a thousand and ten thousand of them.

Each size runs in processes of its own, one for the time and one for the memory, since tracing slows down.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from app import create_app
from app.db import db, reading, transaction
from app.flows.sync_roster import ask_for_roster
from app.people import roster_view
from app.people.models import Course
from app.services import Services
from app.worker import Deliverer, handlers
from bench import cairn, platform, rollbook

SIZES = (1_000, 10_000)
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """One reading. `traced` is the most that Python held beyond what it held before; both memories in MB."""

    people: int
    seconds: float
    traced: float
    resident: float


def measure() -> None:
    """Print one line per size, each the first reading of a course and then the same one again."""
    print("\nRosters: people read over HTTP, fifty a page, and written down; a first reading, then the same again.\n")
    print(f"{'people':>8}{'first s':>10}{'again s':>10}{'peak traced MB':>17}{'peak resident MB':>18}")
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="cairn-roster-") as name, _rollbook(size):
            first, again = _child(Path(name) / "timed", "time")
        with tempfile.TemporaryDirectory(prefix="cairn-roster-") as name, _rollbook(size):
            traced, _ = _child(Path(name) / "traced", "trace")
        if {first.people, again.people, traced.people} != {size}:
            raise SystemExit(f"not everybody came over: {first.people}, {again.people}, {traced.people} of {size}")
        print(f"{size:8}{first.seconds:10.2f}{again.seconds:10.2f}{traced.traced:17.2f}{first.resident:18.1f}")


def _child(folder: Path, how: str) -> tuple[Measured, Measured]:
    command = [sys.executable, "-m", "bench.roster", how, str(folder)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    first, again = (Measured(**each) for each in json.loads(answer))
    return first, again


def _read_twice(folder: Path, *, traces: bool) -> list[dict[str, float]]:
    folder.mkdir(parents=True)
    with patch.dict(os.environ, cairn.prepare(folder, 8000)):
        app = create_app()
        services: Services = app.extensions["cairn"]
        with app.app_context():
            course_id = _course(services)
            found = [_read(services, course_id, traces=traces) for _ in range(2)]
            db.engine.dispose()
    return found


def _course(services: Services) -> int:
    with transaction() as session:
        course = Course(
            deployment_id=1,
            context_id="course-1",
            nrps_url=platform.ISSUER + rollbook.PATH,
            created_at=services.clock.now(),
        )
        session.add(course)
        session.flush()
        return course.id


def _read(services: Services, course_id: int, *, traces: bool) -> dict[str, float]:
    with transaction() as session:
        session.execute(db.text("DELETE FROM course_roster"))
        ask_for_roster(session, services, course_id, by_hand=True)
    deliverer = Deliverer(services.clock, handlers(services))
    if traces:
        tracemalloc.start()
    started = time.perf_counter()
    while deliverer.drain():
        pass
    seconds = time.perf_counter() - started
    traced = tracemalloc.get_traced_memory()[1] / MEGABYTE if traces else 0.0
    tracemalloc.stop()
    with reading() as session:
        people = roster_view(session, course_id).members or 0
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"people": people, "seconds": seconds, "traced": traced, "resident": resident}


@contextmanager
def _rollbook(size: int) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "bench.rollbook", str(size)])
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(platform.ISSUER + rollbook.PATH, timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(_read_twice(Path(sys.argv[2]), traces=sys.argv[1] == "trace")))
    else:
        measure()
