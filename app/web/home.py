"""`/l/<launch>/`: sends everybody on to their first page, and says what is missing where there is none."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.db import transaction
from app.web.access import ANYONE, allowed, current_actor, current_services, lms_blueprint
from app.web.landing import HOME, landing
from app.web.placed import find_current_placement

blueprint = lms_blueprint("home", __name__, "")


@blueprint.get("/")
@allowed(ANYONE)
def home() -> ResponseReturnValue:
    """The first page of the actor, or why there is none yet."""
    with transaction() as session:
        place = landing(session, current_services(), current_actor())
    if place != HOME:
        return redirect(url_for(place), 303)
    ready = find_current_placement() is not None
    return render_template("home/observer.html" if ready else "home/not_ready.html")
