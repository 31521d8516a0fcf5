"""Where a launch lands: each role on its own first page, in as few steps as the message allows."""

from sqlalchemy.orm import Session

from app.flows.place import place_from_launch
from app.lti import MessageType
from app.people import Actor
from app.services import Services
from app.web.access import EARN, PLACE, REVIEW, TEACH

HOME = "home.home"
"""The page that says what is missing, for whom there is no other."""


def landing(session: Session, services: Services, actor: Actor) -> str:
    """The endpoint of the actor's first page. The first launch of a deep-linked item makes its placement here.

    Raises what `place_from_launch` raises.
    """
    if actor.message_type == MessageType.DEEP_LINKING:
        return "placing.picker" if actor.role in PLACE else HOME
    if place_from_launch(session, services, actor) is None:
        return "placing.picker" if actor.role in PLACE else HOME
    if actor.message_type == MessageType.SUBMISSION_REVIEW and actor.role in REVIEW:
        return "reviewer.for_user"
    if actor.role in EARN:
        return "earner.overview"
    return "instructor.overview" if actor.role in TEACH | PLACE else HOME
