"""A teacher chooses a micro-credential for an activity that has none."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog import definition_of, published
from app.errors import Invalid, NotFound
from app.flows.place import find_placed, is_activity, new_placement
from app.people import Actor, course_view
from app.placement import PlacementSettings, PlacementView, chosen_settings, place
from app.services import Services


@dataclass(frozen=True, slots=True)
class Choice:
    """What a teacher chose: a published version, with points and grade policy as they were entered."""

    version_id: int
    points: str
    policy: str


def choose_micro_credential(session: Session, services: Services, actor: Actor, choice: Choice) -> PlacementView:
    """A teacher's choice for a link that has none; a link that has one meanwhile keeps it.

    Raises Invalid for a launch without an activity of its own and for points or a policy that can't be used,
    NotFound for a version that isn't published any more and for a link of another course.
    """
    _require_own_link(session, actor)
    found = find_placed(session, actor)
    if found is not None:
        return found
    settings = settings_of(session, choice)
    new = new_placement(session, actor, choice.version_id, settings, created_by=actor.person_id)
    return place(session, services.clock, new)


def settings_of(session: Session, choice: Choice) -> PlacementSettings:
    """Raises NotFound when the version isn't on offer, Invalid for points or a policy that can't be used."""
    if choice.version_id not in {entry.version_id for entry in published(session)}:
        raise NotFound(
            "micro-credential-not-on-offer",
            "This version of the micro-credential can't be placed any more; there may be a newer one.",
            "Go back to the list and choose again.",
        )
    return chosen_settings(definition_of(session, choice.version_id), choice.points, choice.policy)


def _require_own_link(session: Session, actor: Actor) -> None:
    """Refuse a launch without an activity of its own. Canvas gives the course's id as link from its navigation."""
    course = course_view(session, actor.course_id)
    if not is_activity(actor) or actor.resource_link_id == course.context_id:
        raise Invalid(
            "no-activity-of-its-own",
            "Cairn was opened from the course itself, not from an activity, so there is nothing to put it into.",
            "Add an activity or assignment with Cairn to the course, and open that.",
        )
