"""`/lti/launch`: what a platform says, verified, opened, and sent on to its own address under `/l/`.

Where the browser keeps no cookies in a frame, the launch is offered in a window of its own instead:
`/lti/resume` shows who and what would be opened there, and opens it only after a click.
"""

import hmac
import secrets
from dataclasses import dataclass

import structlog
from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.db import reading, transaction
from app.errors import Refusal
from app.flows.launch import look_at_launch, open_launch, resume_launch
from app.lti import (
    LaunchPost,
    Ticket,
    VerifiedLaunch,
    held_launch,
    is_same_browser,
    peek,
    read_launch_post,
    state_of_another_browser,
    verify_launch,
)
from app.people import Actor, OpenedLaunch
from app.web.access import current_services
from app.web.landing import HOME, landing
from app.web.lti import cookies
from app.web.lti.edge import blueprint, current_edge, known_registration
from app.web.lti.platform_keys import verifying_key

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class NewWindowPage:
    """What templates/lti/new_window.html shows."""

    ticket: str
    reference: str


@dataclass(frozen=True, slots=True)
class ResumePage:
    """What templates/lti/resume.html shows."""

    facts: tuple[tuple[str, str], ...]
    ticket: str
    proof: str


@blueprint.post("/launch")
def launch() -> ResponseReturnValue:
    """Open a launch in this browser, or offer a window where the browser can't be told again."""
    verified = _verified(read_launch_post(request.form.to_dict()))
    with transaction(durable=False) as session:
        opened = open_launch(session, current_services(), verified)
        place = _first_place(session, opened.actor) if opened else HOME
    if opened is None:
        raise held_launch(verified)
    if not request.cookies.get(verified.state.cookie_name):
        return _offer_window(opened)
    response = _enter(opened, place)
    cookies.drop(response, verified.state.cookie_name)
    return response


@blueprint.post("/resume")
def resume() -> ResponseReturnValue:
    """Show what a ticket would open; open it when that was confirmed in this very window."""
    g.frame_origins = ()
    now = current_services().clock.now()
    text = request.form.get("ticket", "")
    ticket = current_edge().states.read_ticket(text, now)
    if "proof" not in request.form:
        return _ask_first(text, ticket)
    if not hmac.compare_digest(request.form["proof"].encode(), _own_proof()):
        raise state_of_another_browser()
    with transaction(durable=False) as session:
        opened = resume_launch(session, ticket)
    return _enter(opened, HOME)


def _verified(post: LaunchPost) -> VerifiedLaunch:
    """All checks of a launch, in the order of the security framework."""
    services = current_services()
    now = services.clock.now()
    state = current_edge().states.read_state(post.state, now)
    if is_same_browser(state, request.cookies.get(state.cookie_name)) is False:
        raise state_of_another_browser()
    registration = known_registration(state.registration_id)
    token = peek(post.id_token, registration)
    key = verifying_key(registration, token.kid, now)
    return verify_launch(token, key, registration, state, services.settings.public_url, now)


def _first_place(session: Session, actor: Actor) -> str:
    """The first page, found in the launch's own transaction so that nobody is sent through two doors.

    What can't be placed is refused behind the first door, where the page knows the way back to the course.
    """
    try:
        return landing(session, current_services(), actor)
    except Refusal:
        return HOME


def _enter(opened: OpenedLaunch, place: str) -> Response:
    response = redirect(url_for(place, launch=opened.launch_id), 303)
    cookies.drop_old_launches(response, request.cookies)
    cookies.put(response, cookies.PREFIX + opened.launch_id, opened.secret, cookies.LAUNCH_SECONDS)
    return response


def _offer_window(opened: OpenedLaunch) -> ResponseReturnValue:
    reference = secrets.token_hex(4).upper()
    log.warning("refused", reference=reference, status=403, code="cookies-refused", endpoint=request.endpoint)
    ticket = current_edge().states.new_ticket(opened.launch_id, current_services().clock.now())
    return render_template("lti/new_window.html", page=NewWindowPage(ticket, reference)), 403


def _ask_first(text: str, ticket: Ticket) -> ResponseReturnValue:
    with reading() as session:
        launch = look_at_launch(session, ticket)
    proof = secrets.token_urlsafe(24)
    facts = (("Name", launch.person_name), ("Course", launch.course_title), ("Activity", launch.resource_link_title))
    page = ResumePage(tuple(fact for fact in facts if fact[1]), text, proof)
    response = make_response(render_template("lti/resume.html", page=page))
    cookies.put_own(response, cookies.RESUME_COOKIE, proof, cookies.RESUME_SECONDS)
    return response


def _own_proof() -> bytes:
    """What this window's cookie says; without one, something that nobody can send."""
    return request.cookies.get(cookies.RESUME_COOKIE, secrets.token_hex(16)).encode()
