"""Where a launch lands: `/l/<launch>/` sends each role to its own first page."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.db import reading, transaction
from app.flows.place import place_from_launch, placing_is_due
from app.lti import MessageType
from app.web.access import ANYONE, EARN, PLACE, REVIEW, TEACH, allowed, current_actor, current_services, lms_blueprint
from app.web.placed import find_current_placement

blueprint = lms_blueprint("home", __name__, "")


@blueprint.get("/")
@allowed(ANYONE)
def home() -> ResponseReturnValue:
    """Send the actor on: to the picker, the work, the learners, or a page that says what is missing."""
    actor = current_actor()
    if actor.message_type == MessageType.DEEP_LINKING:
        return redirect(url_for("placing.picker"), 303)
    _place_if_due()
    if find_current_placement() is None:
        return _nothing_placed()
    if actor.message_type == MessageType.SUBMISSION_REVIEW and actor.role in REVIEW:
        return redirect(url_for("reviewer.for_user"), 303)
    if actor.role in EARN:
        return redirect(url_for("earner.overview"), 303)
    if actor.role in TEACH | PLACE:
        return redirect(url_for("instructor.overview"), 303)
    return render_template("home/observer.html")


def _place_if_due() -> None:
    """The first launch of a deep-linked item makes its placement, whoever it is that launches."""
    actor = current_actor()
    with reading() as session:
        due = placing_is_due(session, actor)
    if due:
        with transaction() as session:
            g.placement = place_from_launch(session, current_services(), actor)


def _nothing_placed() -> ResponseReturnValue:
    if current_actor().role in PLACE:
        return redirect(url_for("placing.picker"), 303)
    return render_template("home/not_ready.html")
