"""Where a launch lands: each role on its own first page, in as few steps as the message allows."""

from flask import current_app
from sqlalchemy.orm import Session

from app.flows.copy_course import asks_what_to_copy
from app.flows.find_asked import asks_for_work, turn_to_asked
from app.flows.hand_in import handed_in_badge
from app.flows.open_column import column_link, turn_to_column
from app.flows.place import place_from_launch
from app.lti import MessageType
from app.people import Actor, Role
from app.services import Services
from app.web.access import ACCOUNT, EARN, PLACE, TEACH, USER
from app.web.deep_linking import deep_linking_page

HOME = "home.home"
"""The page that says what is missing, for whom there is no other."""
DASHBOARD = "course.dashboard"
CONSOLE = "console.overview"
CREDENTIALS = "credentials.overview"


def landing(session: Session, services: Services, actor: Actor) -> str:
    """The endpoint of the actor's first page. The first launch of a deep-linked item makes its placement here.

    Raises what `place_from_launch` and `turn_to_asked` raise.
    """
    if actor.message_type == MessageType.DEEP_LINKING:
        return deep_linking_page(actor) or HOME
    if actor.lms_placement == USER:
        return CREDENTIALS
    if handed_in_badge(actor.target_link_uri):
        return "handing_in.shown"
    placement = turn_to_column(session, actor) or place_from_launch(session, services, actor)
    if actor.role is Role.NONE:
        return HOME
    if asks_for_work(actor) and actor.role is not Role.MENTOR:
        turn_to_asked(session, actor)
        return "course.asked"
    if not actor.resource_link_id or actor.role is Role.MENTOR:
        return _of_course(actor)
    if placement is None:
        return _unplaced(session, actor) if column_link(actor) is None else DASHBOARD
    if actor.role in EARN:
        return "earner.overview"
    return "instructor.overview" if actor.role in TEACH | PLACE else HOME


def _unplaced(session: Session, actor: Actor) -> str:
    """Where nothing is placed, whoever may chooses; in a copied course they first say what came with it."""
    if asks_what_to_copy(session, actor):
        return "copying.question" if actor.role in PLACE else "copying.waiting"
    return "placing.picker" if actor.role in PLACE else HOME


def _of_course(actor: Actor) -> str:
    """The page of the course itself; of the whole account for an administrator who opened Cairn there (Canvas)."""
    of_account = actor.lms_placement == ACCOUNT and actor.role is Role.ADMINISTRATOR
    return CONSOLE if of_account and CONSOLE in current_app.view_functions else DASHBOARD
