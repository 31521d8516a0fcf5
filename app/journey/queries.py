"""Every SELECT of the journey."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.db import find_row
from app.errors import Conflict
from app.journey.models import Enrollment, StepProgress
from app.journey.rules import JourneyState


@dataclass(frozen=True, slots=True)
class EnrollmentView:
    """One earner at one placement, pinned to `version_id`."""

    id: int
    person_id: int
    placement_id: int
    version_id: int
    state: JourneyState
    state_at: datetime
    started_at: datetime
    added_attempts: int


# Built once, of the table and not of the class: asked for each page of an earner.
_table = Enrollment.metadata.tables[Enrollment.__tablename__]
_enrollment: Select[Any] = select(_table).where(
    _table.c.placement_id == bindparam("placement"), _table.c.person_id == bindparam("person")
)


def enrollment_row(session: Session, placement_id: int, person_id: int) -> Enrollment | None:
    where = (Enrollment.placement_id == placement_id, Enrollment.person_id == person_id)
    return session.scalars(select(Enrollment).where(*where)).one_or_none()


def find_enrollment(session: Session, placement_id: int, person_id: int) -> EnrollmentView | None:
    """The person's enrolment; None before they start."""
    row = find_row(session, _enrollment, {"placement": placement_id, "person": person_id})
    return None if row is None else enrollment_view(row)


def require_enrollment(session: Session, placement_id: int, person_id: int) -> EnrollmentView:
    """The person's enrolment. Raises Conflict before they start."""
    found = find_enrollment(session, placement_id, person_id)
    if found is None:
        raise not_started()
    return found


def enrollments_at(session: Session, placement_ids: Iterable[int]) -> tuple[EnrollmentView, ...]:
    """Everybody who started at these placements, by placement and person; one statement."""
    query = select(Enrollment).where(Enrollment.placement_id.in_(list(placement_ids)))
    rows = session.scalars(query.order_by(Enrollment.placement_id, Enrollment.person_id))
    return tuple(enrollment_view(row) for row in rows)


def enrollments_of(
    session: Session, person_ids: Collection[int], placement_ids: Collection[int]
) -> tuple[EnrollmentView, ...]:
    """These people's enrolments at these placements, by placement and person; one statement."""
    where = (Enrollment.person_id.in_(person_ids), Enrollment.placement_id.in_(placement_ids))
    rows = session.scalars(select(Enrollment).where(*where).order_by(Enrollment.placement_id, Enrollment.person_id))
    return tuple(enrollment_view(row) for row in rows)


def states_at(
    session: Session, placement_ids: Collection[int], *, without: Collection[int] = ()
) -> dict[int, Counter[JourneyState]]:
    """How many people, `without` these, stand where, by placement; counted by the database, in one statement."""
    found: dict[int, Counter[JourneyState]] = {placement_id: Counter() for placement_id in placement_ids}
    columns = (Enrollment.placement_id, Enrollment.state)
    where = (Enrollment.placement_id.in_(placement_ids), Enrollment.person_id.not_in(without))
    for placement_id, state, number in session.execute(select(*columns, func.count()).where(*where).group_by(*columns)):
        found[placement_id][JourneyState(state)] = number
    return found


def marked_steps(session: Session, enrollment_id: int) -> frozenset[str]:
    """Steps that the earner ticked off."""
    return frozenset(marked_steps_of(session, [enrollment_id])[enrollment_id])


def marked_steps_of(session: Session, enrollment_ids: Iterable[int]) -> dict[int, set[str]]:
    """The same for many, by enrolment; one statement."""
    marked: dict[int, set[str]] = {enrollment_id: set() for enrollment_id in enrollment_ids}
    for row in session.scalars(select(StepProgress).where(StepProgress.enrollment_id.in_(marked))):
        marked[row.enrollment_id].add(row.step_id)
    return marked


def mark_row(session: Session, enrollment_id: int, step_id: str) -> StepProgress | None:
    where = (StepProgress.enrollment_id == enrollment_id, StepProgress.step_id == step_id)
    return session.scalars(select(StepProgress).where(*where)).one_or_none()


def enrollment_view(row: Enrollment | Row[Any]) -> EnrollmentView:
    return EnrollmentView(
        id=row.id,
        person_id=row.person_id,
        placement_id=row.placement_id,
        version_id=row.version_id,
        state=JourneyState(row.state),
        state_at=row.state_at,
        started_at=row.started_at,
        added_attempts=row.added_attempts,
    )


def not_started() -> Conflict:
    return Conflict(
        "not-started", "You haven't started this micro-credential yet.", "Open the overview and press Start."
    )
