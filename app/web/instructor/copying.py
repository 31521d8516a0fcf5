"""Addresses of the question what a copied course takes over: `/l/<launch>/copy/…`."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.db import reading, transaction
from app.flows.copy_course import decide_later, take_over
from app.flows.place import is_activity
from app.people import Actor
from app.web.access import ANYONE, PLACE, allowed, current_actor, current_services, lms_blueprint
from app.web.instructor.copying_pages import build_question, chosen_ids
from app.web.numbers import row_number
from app.web.placed import find_current_placement

blueprint = lms_blueprint("copying", __name__, "/copy")


@blueprint.get("/")
@allowed(PLACE)
def question() -> ResponseReturnValue:
    """What comes from an earlier course, to be taken over at once, singly or not now."""
    actor = current_actor()
    with reading() as session:
        page = build_question(session, actor, opens_activity=_needs_a_choice(actor))
    return render_template("instructor/copying.html", page=page)


@blueprint.post("/take")
@allowed(PLACE)
def take() -> ResponseReturnValue:
    """Take over all of it or what was ticked, and give the opened activity its own."""
    chosen = None if "all" in request.form else chosen_ids(request.form.getlist("placement"))
    this = row_number(request.form.get("this", ""))
    with transaction() as session:
        take_over(session, current_services(), current_actor(), chosen=chosen, this=this)
    return redirect(url_for("home.home"), 303)


@blueprint.post("/not-now")
@allowed(PLACE)
def not_now() -> ResponseReturnValue:
    """Leave it, and go on to choose a micro-credential for the opened activity if it has none."""
    actor = current_actor()
    with transaction() as session:
        decide_later(session, current_services(), actor)
    return redirect(url_for("placing.picker" if _needs_a_choice(actor) else "home.home"), 303)


@blueprint.get("/waiting")
@allowed(ANYONE)
def waiting() -> ResponseReturnValue:
    """For everybody else, until a teacher has said what the activity is."""
    if find_current_placement() is not None:
        return redirect(url_for("home.home"), 303)
    return render_template("home/copied.html")


def _needs_a_choice(actor: Actor) -> bool:
    return is_activity(actor) and find_current_placement() is None
