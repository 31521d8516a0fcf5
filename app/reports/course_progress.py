"""Where every learner of a course stands at one placement: a fixed number of statements, however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.evidence import AttemptView, placement_attempts
from app.gradebook import SyncRow, sync_states
from app.journey import JourneyState, enrollments_at
from app.people import Role, members, names_of
from app.placement import PlacementView


@dataclass(frozen=True, slots=True)
class LearnerProgress:
    """One learner at one placement. `sync` is None until something was handed in."""

    person_id: int
    name: str
    is_test: bool
    active: bool
    state: JourneyState
    state_at: datetime | None
    attempts: int
    """How many attempts were handed in; the number of the latest one."""
    waiting_since: datetime | None
    """When the attempt that still waits for a decision was handed in."""
    sync: SyncRow | None


def course_progress(session: Session, placement: PlacementView, now: datetime) -> tuple[LearnerProgress, ...]:
    """Everybody who learns in the placement's course or has begun there, by name; work that waits longest first."""
    known = {member.person_id: member for member in members(session, placement.course_id)}
    journeys = {each.person_id: each for each in enrollments_at(session, [placement.id])}
    latest = _latest(placement_attempts(session, [placement.id]))
    syncs = {row.person_id: row for row in sync_states(session, placement.id, now)}
    learners = {person_id for person_id, member in known.items() if member.role is Role.LEARNER} | set(journeys)
    names = names_of(session, learners)
    rows = [
        LearnerProgress(
            person_id=person_id,
            name=names[person_id],
            is_test=person_id in known and known[person_id].is_test,
            active=person_id in known and known[person_id].active,
            state=journeys[person_id].state if person_id in journeys else JourneyState.NOT_STARTED,
            state_at=journeys[person_id].state_at if person_id in journeys else None,
            attempts=latest[person_id].number if person_id in latest else 0,
            waiting_since=_waiting_since(latest.get(person_id)),
            sync=syncs.get(person_id),
        )
        for person_id in learners
    ]
    return tuple(sorted(rows, key=lambda row: (row.waiting_since or now, row.name.casefold(), row.person_id)))


def _latest(attempts: Iterable[AttemptView]) -> dict[int, AttemptView]:
    """The last attempt of each person; they come ordered by number."""
    return {attempt.person_id: attempt for attempt in attempts}


def _waiting_since(attempt: AttemptView | None) -> datetime | None:
    return attempt.submitted_at if attempt is not None and attempt.state.is_open else None
