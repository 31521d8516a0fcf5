"""Where every learner of a course stands at one placement: a fixed number of statements, however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.badges import CredentialView, credentials_at
from app.evidence import AttemptView, count_used, placement_attempts
from app.gradebook import SyncRow, sync_states
from app.journey import EnrollmentView, JourneyState, enrollments_at
from app.people import Role, members, names_of
from app.placement import PlacementView


@dataclass(frozen=True, slots=True)
class LearnerProgress:
    """One learner at one placement. `sync` is None until something was handed in."""

    person_id: int
    name: str
    is_test: bool
    active: bool
    """Whether the LMS still lists them in the course, as far as is known."""
    last_seen_at: datetime | None
    """Their newest launch in the course; None for whom only the roster names."""
    state: JourneyState
    state_at: datetime | None
    attempts: int
    """How many attempts were handed in; the number of the latest one."""
    waiting_since: datetime | None
    """When the attempt that still waits for a decision was handed in."""
    sync: SyncRow | None
    out_of_attempts: bool
    """Not earned, nothing under review, and every submission used: only a teacher can open one more."""
    badge: CredentialView | None = None
    """The one that stands, else the newest that was revoked."""


def course_progress(session: Session, placement: PlacementView, now: datetime) -> tuple[LearnerProgress, ...]:
    """Everybody who learns in the placement's course or has begun there, by name; work that waits longest first."""
    known = {member.person_id: member for member in members(session, placement.course_id)}
    journeys = {each.person_id: each for each in enrollments_at(session, [placement.id])}
    attempts = _by_person(placement_attempts(session, [placement.id]))
    syncs = {row.person_id: row for row in sync_states(session, placement.id, now)}
    held = _badges(credentials_at(session, placement.id))
    learners = {person_id for person_id, member in known.items() if member.role is Role.LEARNER} | set(journeys)
    strangers = names_of(session, learners - known.keys())
    rows = [
        LearnerProgress(
            person_id=person_id,
            name=known[person_id].display_name if person_id in known else strangers[person_id],
            is_test=person_id in known and known[person_id].is_test,
            active=person_id in known and known[person_id].active,
            last_seen_at=known[person_id].last_seen_at if person_id in known else None,
            state=journeys[person_id].state if person_id in journeys else JourneyState.NOT_STARTED,
            state_at=journeys[person_id].state_at if person_id in journeys else None,
            attempts=attempts[person_id][-1].number if person_id in attempts else 0,
            waiting_since=_waiting_since(attempts.get(person_id)),
            sync=syncs.get(person_id),
            out_of_attempts=_is_out(placement, journeys.get(person_id), attempts.get(person_id, [])),
            badge=held.get(person_id),
        )
        for person_id in learners
    ]
    return tuple(sorted(rows, key=lambda row: (row.waiting_since or now, row.name.casefold(), row.person_id)))


def _by_person(attempts: Iterable[AttemptView]) -> dict[int, list[AttemptView]]:
    """Each person's attempts; they come ordered by number."""
    found: dict[int, list[AttemptView]] = {}
    for attempt in attempts:
        found.setdefault(attempt.person_id, []).append(attempt)
    return found


def _badges(found: Iterable[CredentialView]) -> dict[int, CredentialView]:
    """What each person holds; they come oldest first, and whoever has one that stands has no other."""
    held: dict[int, CredentialView] = {}
    for badge in found:
        if badge.revoked_at is None or badge.person_id not in held or held[badge.person_id].revoked_at:
            held[badge.person_id] = badge
    return held


def _waiting_since(attempts: list[AttemptView] | None) -> datetime | None:
    return attempts[-1].submitted_at if attempts and attempts[-1].state.is_open else None


def _is_out(placement: PlacementView, enrollment: EnrollmentView | None, attempts: list[AttemptView]) -> bool:
    if enrollment is None or placement.attempts_limit is None or enrollment.state is JourneyState.EARNED:
        return False
    waiting = attempts and attempts[-1].state.is_open
    return not waiting and count_used(attempts) >= placement.attempts_limit + enrollment.added_attempts
