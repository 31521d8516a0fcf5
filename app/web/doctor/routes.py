"""`/l/<launch>/doctor/`: for whoever teaches, builds or administers."""

from flask import g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.db import reading
from app.flows.examine import Facts, Looks, Way, gather, key_of, look
from app.lti import origin_of
from app.web.access import PLACE, TEACH, allowed, current_services, lms_blueprint
from app.web.doctor.page import build_page
from app.web.lti import cookies

blueprint = lms_blueprint("doctor", __name__, "/doctor")
TRIAL_COOKIE = "__Host-cairn-trial"
TRIAL_SECONDS = 60


@blueprint.get("/")
@allowed(TEACH | PLACE)
def page() -> ResponseReturnValue:
    """What is known without asking the LMS."""
    with reading() as session:
        facts = gather(session, current_services(), g.launch_id)
    return _shown(facts, None)


@blueprint.post("/")
@allowed(TEACH | PLACE)
def check() -> ResponseReturnValue:
    """Ask the LMS now, between two transactions, and show what it says. Changes nothing."""
    services = current_services()
    with reading() as session:
        facts = gather(session, services, g.launch_id)
        key = key_of(session, services)
    return _shown(facts, look(services, facts, key))


@blueprint.get("/browser")
@allowed(TEACH | PLACE)
def browser() -> ResponseReturnValue:
    """Whether this browser brings back a cookie that the last call gave it; for doctor.js, which calls twice."""
    response = make_response(jsonify({"cookie": TRIAL_COOKIE in request.cookies}))
    cookies.put(response, TRIAL_COOKIE, "1", TRIAL_SECONDS)
    return response


def _shown(facts: Facts, looks: Looks | None) -> str:
    way = Way.STORAGE if g.get("launch_key") else Way.COOKIE
    origin, now = origin_of(facts.registration.auth_url) or "", current_services().clock.now()
    page = build_page(facts, looks, way, storage_origin=origin, shown_at=now)
    return render_template("doctor/page.html", page=page)
