"""A status list of 131,072 entries, one in ten of them set: from the tables to the signed text."""

import secrets
import time
import tracemalloc
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.badges import sign_status_list
from app.badges.models import Issuer, StatusList, StatusPosition
from app.badges.status_bits import BITS
from app.db import transaction
from bench.badges.classroom import Classroom

REPEATS = 5
SET = 0.1
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Refresh:
    """Milliseconds of one refresh on the clock and of the processor, kB of the text, MB at the peak."""

    wall: float
    processor: float
    kilobytes: float
    traced: float


def measure(classroom: Classroom) -> Refresh:
    """Fill the issuer's list to the last entry, then sign it anew a few times."""
    with classroom.app.app_context():
        with transaction() as session:
            slug, number = _fill(session, classroom)
        runs = [_refreshed(classroom, slug, number) for _ in range(REPEATS)]
        tracemalloc.start()
        written = _refreshed(classroom, slug, number)[2]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return Refresh(min(run[0] for run in runs), min(run[1] for run in runs), written / 1000, peak / MEGABYTE)


def _fill(session: Session, classroom: Classroom) -> tuple[str, int]:
    status_list = session.scalars(select(StatusList)).one()
    taken = set(session.scalars(select(StatusPosition.position)))
    now = classroom.services.clock.now()
    rows = [
        {
            "status_list_id": status_list.id,
            "position": position,
            "set_at": now if secrets.randbelow(1000) < SET * 1000 else None,
        }
        for position in range(BITS)
        if position not in taken
    ]
    session.connection().execute(StatusPosition.metadata.tables[StatusPosition.__tablename__].insert(), rows)
    return session.get_one(Issuer, status_list.issuer_id).slug, status_list.number


def _refreshed(classroom: Classroom, slug: str, number: int) -> tuple[float, float, int]:
    services = classroom.services
    with transaction() as session:
        session.scalars(select(StatusList)).one().changes += 1
    began, used = time.perf_counter(), time.process_time()
    with transaction() as session:
        written = sign_status_list(session, clock=services.clock, sealer=services.sealer, slug=slug, number=number)
    return (time.perf_counter() - began) * 1000, (time.process_time() - used) * 1000, len(written)
