"""Who may open which page: decided here, once, from the launch's own course and role.

Every in-LMS page lives under `/l/<launch>/`. `lms_blueprint` builds the blueprints of those pages;
before each request the launch's secret is checked against its cookie, the launch becomes a frozen
`Actor`, the route's declared policy admits or refuses, and a form's token is checked. Two courses
open side by side are two launches with two cookies, so they can't mix.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Blueprint, current_app, g, request

from app.db import reading
from app.errors import NotAllowed
from app.lti import frame_origins
from app.people import Actor, Role, find_actor
from app.placement import find_placement
from app.services import Services
from app.web import csrf

View = TypeVar("View", bound=Callable[..., Any])

EARN = frozenset({Role.LEARNER})
REVIEW = frozenset({Role.INSTRUCTOR, Role.TEACHING_ASSISTANT})
TEACH = frozenset({Role.INSTRUCTOR, Role.TEACHING_ASSISTANT, Role.ADMINISTRATOR})
PLACE = frozenset({Role.INSTRUCTOR, Role.CONTENT_DEVELOPER, Role.ADMINISTRATOR})
ANYONE = frozenset(Role)

COOKIE_PREFIX = "__Host-cairn-"
POLICY = "cairn_policy"


def allowed(roles: frozenset[Role]) -> Callable[[View], View]:
    """Declare which course roles may use a route. A guard test demands one on every in-LMS route."""

    def declare(view: View) -> View:
        setattr(view, POLICY, roles)
        return view

    return declare


def lms_blueprint(name: str, import_name: str, prefix: str) -> Blueprint:
    """A blueprint of pages inside the LMS, under `/l/<launch><prefix>`.

    Its views don't take `launch`: it is taken out of the address before the view and put into
    every `url_for` of the blueprint.
    """
    blueprint = Blueprint(name, import_name, url_prefix=f"/l/<launch>{prefix}")
    blueprint.url_value_preprocessor(_take_launch)
    blueprint.url_defaults(_give_launch)
    blueprint.before_request(admit)
    return blueprint


def current_actor() -> Actor:
    """Who is asking, in which course and role; there is one on every in-LMS page."""
    return cast(Actor, g.actor)


def current_services() -> Services:
    return cast(Services, current_app.extensions["cairn"])


def admit() -> None:
    """Turn the launch into an actor or refuse. Raises NotAllowed with the way back into the course.

    What its link holds is read in the same breath; `placed` gives it out.
    """
    secret = request.cookies.get(COOKIE_PREFIX + g.launch_id, "")
    with reading() as session:
        actor = find_actor(session, g.launch_id, secret, current_services().clock.now())
        g.frame_origins = frame_origins(session, actor.registration_id)
        g.link_placement = find_placement(session, actor.deployment_id, actor.resource_link_id or "")
    g.actor, g.launch_secret = actor, secret
    _check_policy(actor)
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        csrf.check(current_services().settings.secret_key, g.launch_id, secret)


def _check_policy(actor: Actor) -> None:
    view = current_app.view_functions[request.endpoint or ""]
    if actor.role not in getattr(view, POLICY, frozenset()):
        raise NotAllowed(
            "not-for-this-role",
            "This page is for somebody with another role in this course.",
            "Go back to the course, or ask your instructor if you think you should see it.",
        )


def _take_launch(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.launch_id = (values or {}).pop("launch", "")


def _give_launch(_endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("launch", g.get("launch_id", ""))
