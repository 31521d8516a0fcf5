"""Open one activity of a course from another of its places, such as the course's dashboard."""

from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound
from app.people import Actor, RecordedLaunch, open_within
from app.placement import PlacementView, placement_view
from app.services import Services


def placement_in_course(session: Session, actor: Actor, placement_id: int) -> PlacementView:
    """The placement, if it is of the actor's own course. Raises NotFound as if it weren't there otherwise."""
    placement = placement_view(session, placement_id)
    if (placement.course_id, placement.deployment_id) != (actor.course_id, actor.deployment_id):
        raise NotFound("placement-unknown", "This activity is no longer here.", "Go back to the course and look again.")
    return placement


def open_placement(
    session: Session, services: Services, actor: Actor, placement: PlacementView, *, secret: str
) -> RecordedLaunch:
    """A launch of the same person at this placement of their course; the one from before if there is one.

    `secret` is what the browser holds of the present launch. Raises Conflict for an activity that was taken over
    from another course and has no place in this one yet.
    """
    if placement.waits_for_link:
        raise Conflict(
            "waits-for-its-link",
            "This activity was taken over from another course and hasn't been opened in this one yet.",
            "Open it once from its own place in the course.",
        )
    link, title = placement.resource_link_id, placement.title
    return open_within(session, services.clock, actor, secret=secret, resource_link_id=link, title=title)


def open_course(session: Session, services: Services, actor: Actor, *, secret: str) -> RecordedLaunch:
    """A launch of the same person at the course itself, from one of its activities."""
    return open_within(session, services.clock, actor, secret=secret, resource_link_id="", title="")
