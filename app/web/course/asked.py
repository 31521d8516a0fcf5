"""Where a gradebook's link on one piece of work leads: reviewers to its review, earners to their own result."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.db import reading
from app.flows.find_asked import Asked, find_asked
from app.people import Actor
from app.web.access import EARN, PLACE, REVIEW, TEACH, allowed, current_actor
from app.web.course.blueprint import blueprint


@dataclass(frozen=True, slots=True)
class NothingAskedPage:
    """What templates/course/nothing_asked.html shows: why there is nothing to see, and where to go on."""

    activity: str
    title: str
    words: str
    way_on: str
    label: str
    status: int


@blueprint.get("/asked")
@allowed(EARN | TEACH | PLACE)
def asked() -> ResponseReturnValue:
    """To the work that the launch asks for, or a page that says why it can't be shown."""
    actor = current_actor()
    with reading() as session:
        found = find_asked(session, actor)
    if found.attempt is not None and actor.role in REVIEW:
        return redirect(url_for("reviewer.review", attempt_id=found.attempt.id), 303)
    if found.attempt is not None and actor.role in EARN and found.person_id == actor.person_id:
        return redirect(url_for("earner.attempt", number=found.attempt.number), 303)
    page = build_nothing(actor, found)
    return render_template("course/nothing_asked.html", page=page), page.status


def build_nothing(actor: Actor, found: Asked) -> NothingAskedPage:
    """Why this person can't be shown what was asked for."""
    if actor.role in EARN:
        title, words, status = _to_earner(actor, found)
        way_on, label = url_for("earner.overview"), "Go to your own work"
    elif actor.role in REVIEW:
        title, words, status = _to_reviewer(found)
        way_on, label = url_for("reviewer.queue"), "See what waits for a review"
    else:
        title, status = "You can't review work here", 403
        words = "Reading and reviewing what learners hand in is for the teachers of the course."
        way_on, label = url_for("instructor.overview"), "Look at the activity"
    return NothingAskedPage(found.placement.title, title, words, way_on, label, status)


def _to_earner(actor: Actor, found: Asked) -> tuple[str, str, int]:
    if found.person_id != actor.person_id:
        return "This is not your work", "The gradebook asked for somebody else's work. You can see your own only.", 403
    activity = found.placement.title
    if found.named:
        words = f"There is no such submission of yours for “{activity}”. Your own page lists them all."
        return "This submission isn't there", words, 404
    return "Nothing is handed in yet", f"You have handed in nothing for “{activity}” so far.", 200


def _to_reviewer(found: Asked) -> tuple[str, str, int]:
    activity = found.placement.title
    if found.named:
        words = f"There is no such submission for “{activity}”. The queue has all that there are."
        return "This submission isn't there", words, 404
    words = f"This learner has handed in nothing for “{activity}” so far. As soon as they do, it is behind this link."
    return "Nothing to review yet", words, 200
