"""All activities of a course in numbers: a fixed number of statements, however many activities and people."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.gradebook import sync_states_at
from app.journey import JourneyState, states_at
from app.people import uncounted_people
from app.placement import PlacementView, placements_of_course
from app.reports.grade_delivery import needs_a_person


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One activity. `waiting` counts the work that waits for a review, whoever handed it in.

    `started` and `earned` leave out test users and people who left the course.
    """

    placement: PlacementView
    started: int
    waiting: int
    earned: int
    scores_to_look_at: int
    """Scores that couldn't be delivered, or that a person has to decide about."""


def course_overview(session: Session, course_id: int, now: datetime) -> tuple[CourseLine, ...]:
    """Every activity of the course, oldest first."""
    placements = {each.id: each for each in placements_of_course(session, course_id)}
    everybody = states_at(session, placements)
    counted = states_at(session, placements, without=uncounted_people(session, course_id))
    syncs = sync_states_at(session, placements, now)
    return tuple(
        CourseLine(
            placement=placement,
            started=counted[key].total(),
            waiting=everybody[key][JourneyState.SUBMITTED],
            earned=counted[key][JourneyState.EARNED],
            scores_to_look_at=sum(1 for sync in syncs[key] if needs_a_person(sync)),
        )
        for key, placement in placements.items()
    )
