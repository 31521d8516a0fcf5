"""`/l/<launch>/`: sends everybody on to their first page, and says what is missing where there is none."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.db import transaction
from app.flows.deep_link import answer_with_nothing
from app.lti import MessageType, Remarks
from app.people import Role
from app.web.access import ANYONE, allowed, current_actor, current_services, lms_blueprint
from app.web.deep_linking import back_to_lms, build_nothing_to_add
from app.web.landing import HOME, landing

blueprint = lms_blueprint("home", __name__, "")


@blueprint.get("/")
@allowed(ANYONE)
def home() -> ResponseReturnValue:
    """The first page of the actor, or why there is none yet."""
    actor = current_actor()
    with transaction() as session:
        place = landing(session, current_services(), actor)
    if place != HOME:
        return redirect(url_for(place), 303)
    if actor.role is Role.NONE:
        return render_template("home/no_role.html")
    if actor.message_type == MessageType.DEEP_LINKING:
        return render_template("home/nothing_to_add.html", page=build_nothing_to_add(actor))
    return render_template("home/not_ready.html")


@blueprint.post("/nothing-to-add")
@allowed(ANYONE)
def add_nothing() -> ResponseReturnValue:
    """Back to the LMS with the word that adding something here is for others."""
    actor = current_actor()
    with transaction() as session:
        remarks = Remarks(error=build_nothing_to_add(actor).words)
        form = answer_with_nothing(session, current_services(), actor, remarks)
    return back_to_lms(form)
