"""Where one earner stands at every activity of a course: a fixed number of statements, however many there are."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.badges import CredentialView, credentials_of_person
from app.catalog import Definition, definitions_of
from app.evidence import filled_slots, items_at, slot_states
from app.journey import EnrollmentView, JourneyState, Progress, enrollments_of, marked_steps_of, progress_of
from app.people import Actor
from app.placement import PlacementView, placements_of_course


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One activity as its earner stands there; the definition is the one that they are pinned to."""

    placement: PlacementView
    definition: Definition
    state: JourneyState
    progress: Progress
    badge: CredentialView | None
    """The standing badge of this activity."""


def own_progress(session: Session, actor: Actor) -> tuple[OwnLine, ...]:
    """Every activity of the actor's course, oldest first, but for those that have no place in it yet."""
    placements = [each for each in placements_of_course(session, actor.course_id) if not each.waits_for_link]
    keys = [placement.id for placement in placements]
    own = {each.placement_id: each for each in enrollments_of(session, [actor.person_id], keys)}
    versions = {each.id: own[each.id].version_id if each.id in own else each.version_id for each in placements}
    definitions = definitions_of(session, versions.values())
    items = items_at(session, keys, actor.person_id)
    marks = marked_steps_of(session, [each.id for each in own.values()])
    held = credentials_of_person(session, actor.person_id)
    badges = {badge.placement_id: badge for badge in held if not badge.revoked_at}
    lines = []
    for placement in placements:
        definition, enrollment = definitions[versions[placement.id]], own.get(placement.id)
        filled = filled_slots(slot_states(definition, items.get(placement.id, ())))
        progress = progress_of(definition, filled, marks[enrollment.id] if enrollment else ())
        lines.append(OwnLine(placement, definition, _state(enrollment), progress, badges.get(placement.id)))
    return tuple(lines)


def _state(enrollment: EnrollmentView | None) -> JourneyState:
    return enrollment.state if enrollment else JourneyState.NOT_STARTED
