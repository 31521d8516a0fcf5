"""What a mentor may know: where the learners whom the LMS has given them stand, and nothing of what they hand in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.journey import JourneyState, enrollments_of
from app.people import Actor, learners_among, people_of_subjects
from app.placement import PlacementView, placements_of_course


@dataclass(frozen=True, slots=True)
class FollowedState:
    """Where a learner stands at one activity; `since` is empty before the start."""

    placement: PlacementView
    state: JourneyState
    since: datetime | None


@dataclass(frozen=True, slots=True)
class FollowedLearner:
    """One learner at all activities of the course."""

    name: str
    states: tuple[FollowedState, ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """The learners of a mentor in this course, by name; `unknown` counts those who were never seen in it."""

    learners: tuple[FollowedLearner, ...]
    unknown: int


def followed_progress(session: Session, actor: Actor) -> Followed:
    """The learners whom the actor's LMS named as theirs, as far as they are learners of this very course."""
    named = people_of_subjects(session, actor.registration_id, actor.mentored or ())
    names = learners_among(session, actor.course_id, named.values())
    placements = {each.id: each for each in placements_of_course(session, actor.course_id)}
    journeys = {(each.person_id, each.placement_id): each for each in enrollments_of(session, names, placements)}
    learners = []
    for person_id, name in sorted(names.items(), key=lambda entry: (entry[1].casefold(), entry[0])):
        found = ((placement, journeys.get((person_id, placement.id))) for placement in placements.values())
        states = (
            FollowedState(placement, own.state, own.state_at)
            if own
            else FollowedState(placement, JourneyState.NOT_STARTED, None)
            for placement, own in found
        )
        learners.append(FollowedLearner(name, tuple(states)))
    return Followed(tuple(learners), len(actor.mentored or ()) - len(learners))
