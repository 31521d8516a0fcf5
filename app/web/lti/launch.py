"""`/lti/launch`: what a platform says, verified, opened, and sent on to its own address under `/l/`.

Where the browser keeps no cookies in a frame, the platform's storage may have kept for it what the
cookie held: `/lti/proven` takes that and goes on with a key in the path (decision 7). Where there is
none, or it doesn't answer, the launch is offered in a window of its own: `/lti/resume` shows who and
what would be opened there, and opens it only after a click.
"""

import hmac
import secrets
from dataclasses import dataclass

import structlog
from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.db import reading, transaction
from app.errors import NotAllowed, Refusal
from app.flows.launch import look_at_launch, open_launch, resume_launch
from app.lti import (
    LaunchPost,
    Ticket,
    VerifiedLaunch,
    held_launch,
    is_proof,
    is_same_browser,
    origin_of,
    peek,
    read_launch_post,
    state_of_another_browser,
    verify_launch,
)
from app.people import Actor, OpenedLaunch, find_actor
from app.web.access import COOKIE_PREFIX, current_services
from app.web.errors import reference_id
from app.web.landing import HOME, landing
from app.web.lti import cookies
from app.web.lti.edge import blueprint, current_edge, known_registration
from app.web.lti.entering import enter, enter_by_key
from app.web.lti.platform_keys import verifying_key

__all__ = ["enter", "enter_by_key", "launch", "proven", "resume"]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class NewWindowPage:
    """What templates/lti/new_window.html shows."""

    ticket: str
    reference: str
    storage: "StorageToAsk | None"
    """Where to look first; None where the platform keeps nothing."""


@dataclass(frozen=True, slots=True)
class StorageToAsk:
    """What a page needs to ask the platform's storage: the frame, its only origin, and the name of the value."""

    target: str
    origin: str
    key: str


@dataclass(frozen=True, slots=True)
class ResumePage:
    """What templates/lti/resume.html shows."""

    facts: tuple[tuple[str, str], ...]
    ticket: str
    window: str
    proof: str


@blueprint.post("/launch")
def launch() -> ResponseReturnValue:
    """Open a launch in this browser, or ask the platform's storage or the person where the cookie didn't come back."""
    verified = _verified(read_launch_post(request.form.to_dict()))
    with transaction(durable=False) as session:
        opened = open_launch(session, current_services(), verified)
        place = _first_place(session, opened.actor) if opened else HOME
    if opened is None:
        raise held_launch(verified)
    if not request.cookies.get(verified.state.cookie_name):
        return _held(opened, verified)
    response = enter(opened, place)
    cookies.drop(response, verified.state.cookie_name)
    return response


@blueprint.post("/proven")
def proven() -> ResponseReturnValue:
    """Open a launch with what the platform's storage kept for this browser, by a key in the path.

    Only our own page may bring it: another site's could bring its own login's value together with its
    own launch, and sign somebody in as somebody else.
    """
    services = current_services()
    ticket = current_edge().states.read_ticket(request.form.get("ticket", ""), services.clock.now())
    ours = request.headers.get("Origin") == services.settings.public_url
    if not ours or not is_proof(ticket, request.form.get("proof", "")):
        raise state_of_another_browser()
    with transaction(durable=False) as session:
        opened = resume_launch(session, ticket)
    return enter_by_key(opened, HOME)


@blueprint.post("/resume")
def resume() -> ResponseReturnValue:
    """Show what a ticket would open; open it when that was confirmed in this very window.

    A browser in which the launch is open already goes on to it, however many windows it was opened in.
    """
    g.frame_origins = ()
    now = current_services().clock.now()
    text = request.form.get("ticket", "")
    ticket = current_edge().states.read_ticket(text, now)
    if _is_open_here(ticket):
        return redirect(url_for(HOME, launch=ticket.launch_id), 303)
    if "proof" not in request.form:
        return _ask_first(text, ticket)
    if not hmac.compare_digest(request.form["proof"].encode(errors="replace"), _own_proof()):
        raise state_of_another_browser()
    with transaction(durable=False) as session:
        opened = resume_launch(session, ticket)
    return enter(opened, HOME)


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


def _held(opened: OpenedLaunch, verified: VerifiedLaunch) -> ResponseReturnValue:
    """The page that asks the platform's storage, where there is one, and offers a new window."""
    state, storage = verified.state, _storage_to_ask(verified)
    reference = reference_id()
    status, code = (200, "storage-asked") if storage else (403, "cookies-refused")
    log.warning("refused", reference=reference, status=status, code=code, endpoint=request.endpoint)
    proof_digest = state.cookie_digest if storage else ""
    ticket = current_edge().states.new_ticket(opened.launch_id, current_services().clock.now(), proof_digest)
    return render_template("lti/new_window.html", page=NewWindowPage(ticket, reference, storage)), status


def _storage_to_ask(verified: VerifiedLaunch) -> StorageToAsk | None:
    origin = origin_of(verified.registration.auth_url)
    if not verified.state.storage_target or origin is None:
        return None
    return StorageToAsk(verified.state.storage_target, origin, verified.state.storage_key)


def _ask_first(text: str, ticket: Ticket) -> ResponseReturnValue:
    with reading() as session:
        launch = look_at_launch(session, ticket)
    proof = secrets.token_urlsafe(24)
    facts = (("Name", launch.person_name), ("Course", launch.course_title), ("Activity", launch.resource_link_title))
    window = secrets.token_hex(4)
    page = ResumePage(tuple(fact for fact in facts if fact[1]), text, window, proof)
    response = make_response(render_template("lti/resume.html", page=page))
    cookies.put_own(response, cookies.RESUME_COOKIE + window, proof, cookies.RESUME_SECONDS)
    return response


def _own_proof() -> bytes:
    """What this window's cookie says; without one, something that nobody can send."""
    name = cookies.RESUME_COOKIE + request.form.get("window", "")
    return request.cookies.get(name, secrets.token_hex(16)).encode()


def _is_open_here(ticket: Ticket) -> bool:
    """Whether this browser has the launch's secret already, from another window."""
    secret = request.cookies.get(COOKIE_PREFIX + ticket.launch_id)
    if not secret:
        return False
    try:
        with reading() as session:
            return bool(find_actor(session, ticket.launch_id, secret, current_services().clock.now()))
    except NotAllowed:
        return False
