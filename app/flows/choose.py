"""A teacher chooses a micro-credential for an activity that has none."""

import uuid
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.catalog import definition_of, published
from app.errors import Invalid, NotFound
from app.flows.place import find_placed, is_activity, new_placement
from app.gradebook import owe_column
from app.lti import MessageType
from app.people import Actor
from app.placement import NewPlacement, PlacementSettings, PlacementView, chosen_settings, dashboard_link, place
from app.services import Services


@dataclass(frozen=True, slots=True)
class Choice:
    """What a teacher chose: a published version, with points and grade policy as they were entered."""

    version_id: int
    points: str | None
    policy: str | None


def choose_micro_credential(session: Session, services: Services, actor: Actor, choice: Choice) -> PlacementView:
    """A teacher's choice for a link that has none, or for the dashboard of a course that was opened itself.

    A link that has one meanwhile keeps it. Raises Invalid for a request to add an activity and for points or a
    policy that can't be used, NotFound for a version that isn't published any more.
    """
    _require_a_place(actor)
    found = find_placed(session, actor)
    if found is not None:
        return found
    settings = settings_of(session, choice)
    new = new_placement(session, actor, choice.version_id, settings, created_by=actor.person_id)
    placed = place(session, services.clock, new if is_activity(actor) else _on_dashboard(actor, new))
    owe_column(session, services.clock, placed)
    return placed


def settings_of(session: Session, choice: Choice) -> PlacementSettings:
    """Raises NotFound when the version isn't on offer, Invalid for points or a policy that can't be used."""
    if choice.version_id not in {entry.version_id for entry in published(session)}:
        raise NotFound(
            "micro-credential-not-on-offer",
            "This version of the micro-credential can't be placed any more; there may be a newer one.",
            "Go back to the list and choose again.",
        )
    return chosen_settings(definition_of(session, choice.version_id), choice.points, choice.policy)


def _require_a_place(actor: Actor) -> None:
    """Refuse a request to add an activity: its answer goes to the LMS, which makes the place."""
    if actor.message_type == MessageType.DEEP_LINKING:
        raise Invalid(
            "no-activity-of-its-own",
            "The LMS asked for something to add to the course, so there is no place to put it into yet.",
            "Go back to the course and add the activity from there.",
        )


def _on_dashboard(actor: Actor, new: NewPlacement) -> NewPlacement:
    """The same on the course's dashboard, for which a launch of the course itself has no link.

    Within one launch a micro-credential goes there once, however often the button is pressed.
    """
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"{actor.launch_id}:{new.version_id}")
    return replace(new, resource_link_id=dashboard_link(str(key)), lineitem_url=None)
