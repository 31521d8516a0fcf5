"""Which work waits for a reviewer, who has it, and what was decided: reads only, a fixed number of statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.evidence import AttemptState, AttemptView, placement_attempts
from app.people import known_test_people, pseudonym
from app.placement import PlacementView, placements_of_course
from app.review import Lease, Outcome, leases_of, outcomes_of


class QueueFilter(StrEnum):
    """What a reviewer wants to see."""

    WAITING = "waiting"
    MINE = "mine"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One attempt in the queue. `outcome` is None while it is undecided, `lease` while nobody holds it."""

    attempt_id: int
    placement_id: int
    placement_title: str
    person_id: int
    pseudonym: str
    number: int
    state: AttemptState
    submitted_at: datetime
    settled_at: datetime
    lease: Lease | None
    outcome: Outcome | None
    is_test: bool
    """Handed in by the LMS's test user, so there is no badge to be earned."""


@dataclass(frozen=True, slots=True)
class QueueReport:
    """The chosen part of the queue, oldest first (settled work newest first), and how many there are in each."""

    entries: tuple[QueueEntry, ...]
    waiting: int
    mine: int
    done: int


def review_queue(
    session: Session,
    *,
    course_id: int,
    reviewer_id: int,
    now: datetime,
    show: QueueFilter = QueueFilter.WAITING,
    placement_id: int | None = None,
) -> QueueReport:
    """The queue of a course, or of one placement in it, as `reviewer_id` sees it. Own work is never in it.

    `MINE` is what the reviewer holds now. Withdrawn work doesn't show.
    """
    placements = {each.id: each for each in placements_of_course(session, course_id)}
    wanted = [key for key in placements if placement_id is None or key == placement_id]
    attempts = [each for each in placement_attempts(session, wanted) if _shows(each, reviewer_id)]
    leases = leases_of(session, [each.id for each in attempts], now)
    parts: dict[QueueFilter, list[AttemptView]] = {kind: [] for kind in QueueFilter}
    for attempt in attempts:
        for kind in _kinds(attempt, leases.get(attempt.id), reviewer_id):
            parts[kind].append(attempt)
    chosen = sorted(parts[show], key=_order, reverse=show is QueueFilter.DONE)
    outcomes = outcomes_of(session, [each.id for each in chosen]) if show is not QueueFilter.WAITING else {}
    testers = known_test_people(session, course_id)
    return QueueReport(
        tuple(_entry(each, placements[each.placement_id], leases, outcomes, testers) for each in chosen),
        waiting=len(parts[QueueFilter.WAITING]),
        mine=len(parts[QueueFilter.MINE]),
        done=len(parts[QueueFilter.DONE]),
    )


def next_waiting(entries: Iterable[QueueEntry], reviewer_id: int) -> QueueEntry | None:
    """The oldest one that nobody holds, else the oldest that this reviewer has begun."""
    still_open = [entry for entry in entries if entry.state.is_open]
    free = (entry for entry in still_open if entry.lease is None)
    begun = (entry for entry in still_open if entry.lease is not None and entry.lease.reviewer_id == reviewer_id)
    return next(free, None) or next(begun, None)


def _shows(attempt: AttemptView, reviewer_id: int) -> bool:
    return attempt.person_id != reviewer_id and attempt.state is not AttemptState.WITHDRAWN


def _kinds(attempt: AttemptView, lease: Lease | None, reviewer_id: int) -> tuple[QueueFilter, ...]:
    stands = QueueFilter.WAITING if attempt.state.is_open else QueueFilter.DONE
    mine = lease is not None and lease.reviewer_id == reviewer_id
    return (stands, QueueFilter.MINE) if mine else (stands,)


def _order(attempt: AttemptView) -> tuple[datetime, int]:
    return (attempt.submitted_at if attempt.state.is_open else attempt.state_at, attempt.id)


def _entry(
    attempt: AttemptView,
    placement: PlacementView,
    leases: dict[int, Lease],
    outcomes: dict[int, Outcome],
    testers: frozenset[int],
) -> QueueEntry:
    return QueueEntry(
        attempt_id=attempt.id,
        placement_id=placement.id,
        placement_title=placement.title,
        person_id=attempt.person_id,
        pseudonym=pseudonym(attempt.person_id, placement.id),
        number=attempt.number,
        state=attempt.state,
        submitted_at=attempt.submitted_at,
        settled_at=attempt.state_at,
        lease=leases.get(attempt.id),
        outcome=outcomes.get(attempt.id),
        is_test=attempt.person_id in testers,
    )
