"""What an award costs in processor time, how much of it is signing, and how many two cores sign in a second."""

import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.badges import BADGE, BakeableBadge, SigningJob, jwts, prepare_signature, read_png, read_svg, signing
from app.badges.models import Credential
from app.badges.signing import SigningKey
from app.db import db, reading
from app.flows.sign_badge import BadgeSigner
from app.services import Services
from app.worker import Deliverer
from bench.badges.classroom import Classroom

ALL = "all of it"
CORES = 2
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
REPEATS = 15
Way = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor milliseconds and statements of one award in its two halves."""

    decided: float
    decided_statements: float
    delivered: float
    delivered_statements: float


def cost(classroom: Classroom) -> Cost:
    """Release every piece of work, then sign every badge, in this process."""
    with classroom.app.app_context():
        decided = _spent(classroom.release, len(classroom.attempts))
        services = classroom.services
        deliverer = Deliverer(services.clock, {BADGE: BadgeSigner(services)})
        return Cost(*decided, *_spent(lambda: _drain(deliverer), len(classroom.attempts)))


def ways(classroom: Classroom) -> dict[str, Way]:
    """Each proof by itself, checked as it is when a badge is awarded, and the pictures, of one badge of the class."""
    services = classroom.services
    with classroom.app.app_context(), reading() as session:
        job = _job(session, services)
    proof_key, jwt_key = job.proof_key.opened(services.sealer), job.jwt_key.opened(services.sealer)
    document, token = signing.secure(job.document, proof_key, job.created), jwts.secure_jwt(job.document, jwt_key)
    return {
        "JSON (eddsa-rdfc-2022)": partial(signing.secure, job.document, proof_key, job.created),
        "JWT (RS256)": partial(jwts.secure_jwt, job.document, jwt_key),
        "PNG and SVG, read back": partial(_pictures, BakeableBadge(job.picture, document, token)),
        ALL: partial(_all, job, proof_key, jwt_key),
    }


def milliseconds(way: Way) -> float:
    """Processor time of one, the median of a few."""
    way()
    return statistics.median(_processor_time(way) for _ in range(REPEATS)) * 1000


def per_second(way: Way) -> float:
    """How many two processes make in a second."""
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        list(pool.map(_count, [way] * CORES, [0.5] * CORES))  # the first ones draw the picture and read the contexts
        return sum(pool.map(_count, [way] * CORES, [SECONDS] * CORES)) / SECONDS


def _job(session: Session, services: Services) -> SigningJob:
    """One of the class's badges as it was before it was signed."""
    credential = session.scalars(select(Credential).limit(1)).one()
    credential.unsigned = signing.without_proof(credential.document or b"")
    job = prepare_signature(session, clock=services.clock, sealer=services.sealer, uuid=credential.uuid)
    if job is None:
        raise SystemExit("there is nothing to sign")
    return job


def _pictures(files: BakeableBadge) -> None:
    read_png(files.png())
    read_svg(files.svg().encode())


def _all(job: SigningJob, proof_key: SigningKey, jwt_key: SigningKey) -> None:
    document = signing.secure(job.document, proof_key, job.created)
    _pictures(BakeableBadge(job.picture, document, jwts.secure_jwt(job.document, jwt_key)))


def _count(way: Way, seconds: float) -> int:
    end, made = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        way()
        made += 1
    return made


def _drain(deliverer: Deliverer) -> None:
    while deliverer.drain():
        pass


def _spent(act: Callable[[], None], size: int) -> tuple[float, float]:
    """Processor milliseconds and statements of each of `size`."""
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    used = _processor_time(act)
    return used * 1000 / size, len(statements) / size


def _processor_time(act: Callable[[], object]) -> float:
    before = time.process_time()
    act()
    return time.process_time() - before
