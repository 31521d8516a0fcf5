"""The verbs of the journey."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.catalog import Definition
from app.clock import Clock
from app.errors import Conflict, Invalid, NotFound
from app.journey import queries
from app.journey.models import Enrollment, StepProgress
from app.journey.queries import EnrollmentView
from app.journey.rules import JourneyState, after_work, requires_evidence


def start(session: Session, clock: Clock, *, placement_id: int, person_id: int, version_id: int) -> EnrollmentView:
    """Start, once: whoever has started stays on the version they started with."""
    found = queries.find_enrollment(session, placement_id, person_id)
    if found is not None:
        return found
    now = clock.now()
    row = Enrollment(
        placement_id=placement_id,
        person_id=person_id,
        version_id=version_id,
        state=JourneyState.STARTED.value,
        state_at=now,
        started_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return queries.require_enrollment(session, placement_id, person_id)
    return queries.enrollment_view(row)


def add_attempt(session: Session, placement_id: int, person_id: int) -> int:
    """Allow one submission more than the placement's limit; gives how many were added so far. Raises Conflict."""
    enrollment = _row(session, placement_id, person_id)
    enrollment.added_attempts += 1
    session.flush()
    return enrollment.added_attempts


def mark_step(
    session: Session,
    clock: Clock,
    *,
    placement_id: int,
    person_id: int,
    definition: Definition,
    step_id: str,
    done: bool,
) -> None:
    """Tick a step off that asks for no evidence, or take the tick back. Raises NotFound, Conflict, Invalid."""
    enrollment = _row(session, placement_id, person_id)
    step = next((step for step in definition.steps if step.id == step_id), None)
    if step is None:
        raise NotFound("no-such-step", "This step doesn't exist.", "Go back to the list of steps.")
    if requires_evidence(definition, step):
        raise Invalid(
            "step-needs-evidence",
            "This step is done when its evidence is there.",
            "Open the step and add what it asks for.",
        )
    mark = queries.mark_row(session, enrollment.id, step_id)
    if done and mark is None:
        session.add(StepProgress(enrollment_id=enrollment.id, step_id=step_id, done_at=clock.now()))
    if not done and mark is not None:
        session.delete(mark)
    _move(enrollment, after_work(JourneyState(enrollment.state)), clock.now())
    session.flush()


def require_ready(missing: Sequence[object]) -> None:
    """Raises Conflict while anything is missing; the readiness page names each piece."""
    if missing:
        pieces = "1 piece is" if len(missing) == 1 else f"{len(missing)} pieces are"
        raise Conflict(
            "not-ready",
            f"{pieces} still missing, so nothing was submitted.",
            "The “Check and submit” page names each one and leads to it.",
        )


def note_work(session: Session, clock: Clock, placement_id: int, person_id: int) -> None:
    """The earner saved something: a start becomes progress, a return becomes resubmitting."""
    row = _row(session, placement_id, person_id)
    _move(row, after_work(JourneyState(row.state)), clock.now())


def note_submitted(session: Session, clock: Clock, placement_id: int, person_id: int) -> None:
    """An attempt was handed in."""
    _move(_row(session, placement_id, person_id), JourneyState.SUBMITTED, clock.now())


def note_withdrawn(session: Session, clock: Clock, placement_id: int, person_id: int) -> None:
    """The waiting attempt was taken back."""
    _move(_row(session, placement_id, person_id), JourneyState.WITHDRAWN, clock.now())


def note_returned(session: Session, clock: Clock, placement_id: int, person_id: int) -> None:
    """The attempt came back as incomplete, unjudged."""
    _move(_row(session, placement_id, person_id), JourneyState.RETURNED, clock.now())


def note_not_yet(session: Session, clock: Clock, placement_id: int, person_id: int) -> None:
    """The decision was "not yet"."""
    _move(_row(session, placement_id, person_id), JourneyState.NOT_YET, clock.now())


def note_earned(session: Session, clock: Clock, placement_id: int, person_id: int) -> None:
    """The decision was "earned"."""
    _move(_row(session, placement_id, person_id), JourneyState.EARNED, clock.now())


def _row(session: Session, placement_id: int, person_id: int) -> Enrollment:
    row = queries.enrollment_row(session, placement_id, person_id)
    if row is None:
        raise queries.not_started()
    return row


def _move(row: Enrollment, state: JourneyState, now: datetime) -> None:
    if row.state != state.value:
        row.state, row.state_at = state.value, now
