"""`/l/<launch>/`: sends everybody on to their first page, and says what is missing where there is none."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.db import transaction
from app.people import Role
from app.web.access import ANYONE, allowed, current_actor, current_services, lms_blueprint
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
    return render_template("home/no_role.html" if actor.role is Role.NONE else "home/not_ready.html")
