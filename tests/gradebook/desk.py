"""A worker's desk: one placement, one fake LMS, and the worker that delivers between them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from app.db import reading, transaction
from app.flows.publish_column import ColumnPublisher
from app.flows.publish_score import ScorePublisher
from app.flows.read_results import ResultsReader
from app.gradebook import COLUMN, RESULTS, SCORE, Fact, ReviewOutcome, SyncRow, record, sync_states
from app.lti import AccessTokens, AgsClient, ensure_keys
from app.outbox import Handler
from app.services import Services
from app.worker import Deliverer
from tests.conftest import ManualClock
from tests.draining import drain
from tests.gradebook.fake_lms import FakeLms
from tests.gradebook.stage import Stage, build_stage


@dataclass(repr=False)
class Desk:
    """What a test of deliveries acts on."""

    clock: ManualClock
    services: Services
    lms: FakeLms
    stage: Stage
    deliverer: Deliverer
    handlers: dict[str, Handler]
    subjects: dict[int, str] = field(default_factory=dict)

    def learner(self, subject: str = "7", name: str = "") -> int:
        with transaction() as session:
            person_id = self.stage.learner(session, self.clock, subject, name)
        self.subjects[person_id] = subject
        return person_id

    def record(self, person_id: int, fact: Fact, points: int | None = None, **more: Any) -> None:
        """Note a fact; `points` of a rubric of 12."""
        outcome = None if points is None else ReviewOutcome(points, 12, 3, 4)
        usual: dict[str, Any] = {"comment": "well done", "attempt_number": 1, "submitted_at": self.clock.now()}
        with transaction() as session:
            record(
                session,
                self.clock,
                placement=self.stage.placement,
                person_id=person_id,
                fact=fact,
                outcome=outcome,
                **(usual | more),
            )
        if fact in {Fact.SUBMITTED, Fact.EARNED, Fact.NOT_YET}:
            real = self.lms.real_attempts
            subject = self.subjects[person_id]
            real[subject] = max(real.get(subject, 0), more.get("attempt_number", 1))

    def deliver(self) -> None:
        drain(self.deliverer)

    def deliver_in_the_end(self) -> None:
        """Deliver, hour by hour, until the LMS has had its last bad day and all is told that time would bring on."""
        quiet = 0
        while quiet < 3:
            quiet = 0 if self.lms.faults else quiet + 1
            self.deliver()
            self.clock.advance(seconds=3700)

    def row(self, person_id: int) -> SyncRow:
        with reading() as session:
            rows = sync_states(session, self.stage.placement.id, self.clock.now())
        return next(row for row in rows if row.person_id == person_id)

    def has_score(self, person_id: int) -> bool:
        """Whether a score of this learner is wanted in the gradebook."""
        with reading() as session:
            rows = sync_states(session, self.stage.placement.id, self.clock.now())
        return any(row.person_id == person_id and row.points is not None for row in rows)

    def act(self, verb: Callable[..., Any], person_id: int) -> None:
        """A teacher's button for one learner."""
        sync_id = self.row(person_id).id
        with transaction() as session:
            verb(session, self.clock, self.stage.placement, sync_id)


def build_desk(services: Services, clock: ManualClock, lms: FakeLms | None = None, **stage: Any) -> Desk:
    """A desk with an LMS of the temper of `lms`, in the open application context."""
    lms = lms or FakeLms()
    with transaction() as session:
        ensure_keys(session, clock, services.sealer)
        built = build_stage(session, clock, family="canvas" if lms.canvas else "moodle", **stage)
    faked = replace(services, http=lms)
    ags = AgsClient(lms, AccessTokens(lms, clock, services.sealer), clock)  # type: ignore[arg-type]
    handlers: dict[str, Handler] = {
        SCORE: ScorePublisher(faked, ags),
        COLUMN: ColumnPublisher(faked, ags),
        RESULTS: ResultsReader(faked, ags, transaction),
    }
    deliverer = Deliverer(clock, handlers, longest_call=timedelta(seconds=50))
    return Desk(clock, faked, lms, built, deliverer, handlers)
