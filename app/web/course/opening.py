"""The ways from the course into one of its activities, and into the picker. Where they lead is one word of a few."""

from dataclasses import dataclass
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.db import transaction
from app.flows.open_placement import open_course, open_placement, placement_in_course
from app.people import Role
from app.web.access import EARN, PLACE, REVIEW, TEACH, allowed, current_actor, current_services
from app.web.course.blueprint import blueprint
from app.web.lti.entering import enter
from app.web.numbers import row_number


@dataclass(frozen=True, slots=True)
class Target:
    """A page of an activity, for whom, and the name of the number that it takes, if any."""

    endpoint: str
    roles: frozenset[Role]
    number: str = ""


TARGETS = {
    "work": Target("earner.overview", EARN),
    "steps": Target("earner.steps", EARN),
    "ready": Target("earner.ready", EARN),
    "status": Target("earner.status", EARN),
    "submission": Target("earner.attempt", EARN, "number"),
    "learners": Target("instructor.overview", TEACH),
    "reviews": Target("reviewer.queue", REVIEW),
    "review": Target("reviewer.review", REVIEW, "attempt_id"),
    "gradebook": Target("instructor.gradebook", TEACH),
    "about": Target("instructor.about", TEACH | PLACE),
}
FIRST_PAGE = Target("home.home", frozenset(Role))


@blueprint.post("/open/<int:placement_id>")
@allowed(EARN | TEACH | PLACE)
def open_activity(placement_id: int) -> ResponseReturnValue:
    """Go to an activity of this course, at the page that `to` names (with `number`), else at the first one."""
    actor = current_actor()
    place, values = _target(request.form.get("to", ""), row_number(request.form.get("number", "")) or 0)
    with transaction() as session:
        placement = placement_in_course(session, actor, placement_id)
        if placement.resource_link_id == actor.resource_link_id:
            return redirect(url_for(place, **values), 303)
        opened = open_placement(session, current_services(), actor, placement, secret=g.launch_secret)
    return enter(opened, place, **values)


@blueprint.post("/add")
@allowed(PLACE)
def add() -> ResponseReturnValue:
    """Go to the picker, to place a micro-credential on the dashboard of the course."""
    actor = current_actor()
    if not actor.resource_link_id:
        return redirect(url_for("placing.picker"), 303)
    with transaction() as session:
        opened = open_course(session, current_services(), actor, secret=g.launch_secret)
    return enter(opened, "placing.picker")


def _target(word: str, number: int) -> tuple[str, dict[str, Any]]:
    """The endpoint and its values. A word that is unknown, or for another role, leads to the first page."""
    target = TARGETS.get(word, FIRST_PAGE)
    if current_actor().role not in target.roles or (target.number and number <= 0):
        target = FIRST_PAGE
    return target.endpoint, {target.number: number} if target.number else {}
