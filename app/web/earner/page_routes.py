"""GET: the pages an earner reads."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import evidence, journey
from app.db import reading
from app.errors import NotFound
from app.web.access import EARN, allowed, current_actor, current_services
from app.web.downloads import send_evidence
from app.web.earner.blueprint import blueprint
from app.web.earner.overview import build_overview
from app.web.earner.ready import build_ready
from app.web.earner.status import build_attempt, build_status
from app.web.earner.steps import build_step, build_steps
from app.web.placed import current_placement


@blueprint.get("/")
@allowed(EARN)
def overview() -> ResponseReturnValue:
    placement = current_placement()
    with reading() as session:
        page = build_overview(session, placement, current_actor().person_id)
    return render_template("earner/overview.html", page=page)


@blueprint.get("/steps")
@allowed(EARN)
def steps() -> ResponseReturnValue:
    placement = current_placement()
    with reading() as session:
        if not _has_started(session, placement.id):
            return redirect(url_for("earner.overview"), 303)
        page = build_steps(session, placement, current_actor().person_id)
    return render_template("earner/steps.html", page=page)


@blueprint.get("/steps/<step_id>")
@allowed(EARN)
def step(step_id: str) -> ResponseReturnValue:
    placement = current_placement()
    with reading() as session:
        if not _has_started(session, placement.id):
            return redirect(url_for("earner.overview"), 303)
        page = build_step(session, placement, current_actor().person_id, step_id)
    if page is None:
        raise NotFound("no-such-step", "This micro-credential has no such step.", "Go back to the list of steps.")
    return render_template("earner/step.html", page=page)


@blueprint.get("/ready")
@allowed(EARN)
def ready() -> ResponseReturnValue:
    placement = current_placement()
    with reading() as session:
        if not _has_started(session, placement.id):
            return redirect(url_for("earner.overview"), 303)
        page = build_ready(session, current_actor(), placement)
    if page is None:
        return redirect(url_for("earner.status"), 303)
    return render_template("earner/ready.html", page=page)


@blueprint.get("/status")
@allowed(EARN)
def status() -> ResponseReturnValue:
    placement = current_placement()
    with reading() as session:
        if not _has_started(session, placement.id):
            return redirect(url_for("earner.overview"), 303)
        page = build_status(session, current_actor(), placement)
    return render_template("earner/status.html", page=page)


@blueprint.get("/attempts/<int:number>")
@allowed(EARN)
def attempt(number: int) -> ResponseReturnValue:
    placement = current_placement()
    with reading() as session:
        page = build_attempt(session, placement, current_actor().person_id, number)
    if page is None:
        raise _no_attempt()
    return render_template("earner/attempt.html", page=page)


@blueprint.get("/attempts/<int:number>/items/<int:item_id>")
@allowed(EARN)
def attempt_file(number: int, item_id: int) -> ResponseReturnValue:
    """A file as it was handed in, for the earner who did."""
    placement, person_id = current_placement(), current_actor().person_id
    with reading() as session:
        own = evidence.attempts_of(session, placement.id, person_id)
        found = next((attempt for attempt in own if attempt.number == number), None)
        if found is None:
            raise _no_attempt()
        file = evidence.attempt_file(session, found.id, item_id)
    return send_evidence(current_services().files, file)


@blueprint.get("/items/<int:item_id>")
@allowed(EARN)
def item_file(item_id: int) -> ResponseReturnValue:
    """A file of the working portfolio, for its earner; pictures may be shown in the page."""
    placement = current_placement()
    with reading() as session:
        file = evidence.item_file(session, placement.id, current_actor().person_id, item_id)
    return send_evidence(current_services().files, file, in_page=True)


def _has_started(session: Session, placement_id: int) -> bool:
    return journey.find_enrollment(session, placement_id, current_actor().person_id) is not None


def _no_attempt() -> NotFound:
    return NotFound("no-such-attempt", "There is no such submission of yours.", "The status page lists them all.")
