"""Addresses of handing a badge in: `/l/<launch>/hand-in/…`."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.db import reading, transaction
from app.flows.deep_link import answer_with_nothing
from app.flows.hand_in import hand_in_badge
from app.lti import Remarks
from app.web.access import ANYONE, EARN, allowed, current_actor, current_services, lms_blueprint
from app.web.deep_linking import back_to_lms
from app.web.earner.handing_in_pages import build_hand_in, build_handed_in

blueprint = lms_blueprint("handing_in", __name__, "/hand-in")


@blueprint.get("/")
@allowed(EARN)
def choose() -> ResponseReturnValue:
    """The person's own valid badges, of whatever course."""
    with reading() as session:
        page = build_hand_in(session, current_services().clock, current_actor())
    return render_template("earner/handing_in.html", page=page)


@blueprint.post("/<uuid:uuid>")
@allowed(EARN)
def hand_in(uuid: UUID) -> ResponseReturnValue:
    """Open the badge to everybody with its address, and bring it to the LMS."""
    with transaction() as session:
        form = hand_in_badge(session, current_services(), current_actor(), str(uuid))
    return back_to_lms(form)


@blueprint.post("/cancel")
@allowed(EARN)
def cancel() -> ResponseReturnValue:
    with transaction() as session:
        remarks = Remarks(message="No badge was handed in.")
        form = answer_with_nothing(session, current_services(), current_actor(), remarks)
    return back_to_lms(form)


@blueprint.get("/shown")
@allowed(ANYONE)
def shown() -> ResponseReturnValue:
    """What was handed in, as the LMS opens it again: for the teacher who reads it and for the earner."""
    with reading() as session:
        page = build_handed_in(session, current_services().clock, current_actor())
    return render_template("earner/handing_in_shown.html", page=page) if page else redirect(url_for("home.home"), 303)
