"""Who may open which page: decided here, once, from the launch's own course and role.

Every in-LMS page lives under `/l/<launch>/`. `lms_blueprint` builds the blueprints of those pages;
before each request the launch's secret is checked against its cookie, or against a key in the path
where the browser keeps no cookies (`launch_keys`), the launch becomes a frozen `Actor`, the route's
declared policy admits or refuses, and a form's token is checked. Two courses open side by side are
two launches with two cookies or keys, so they can't mix.
"""

import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, cast

from flask import Blueprint, current_app, g, request

from app.db import reading, transaction
from app.errors import NotAllowed
from app.lti import frame_origins
from app.people import (
    Actor,
    HeldLaunch,
    Role,
    find_held_launch,
    launch_over,
    longer_end,
    prolong,
    secret_hash,
)
from app.placement import find_placement_among_others
from app.services import Services
from app.web import csrf
from app.web.launch_keys import DIGEST, is_key_of, is_worn_out, new_key, split_segment

View = TypeVar("View", bound=Callable[..., Any])

EARN = frozenset({Role.LEARNER})
REVIEW = frozenset({Role.INSTRUCTOR, Role.TEACHING_ASSISTANT})
TEACH = frozenset({Role.INSTRUCTOR, Role.TEACHING_ASSISTANT, Role.ADMINISTRATOR})
PLACE = frozenset({Role.INSTRUCTOR, Role.CONTENT_DEVELOPER, Role.ADMINISTRATOR})
ANYONE = frozenset(Role)

LEAVES_NO_TRACE = frozenset(
    {
        "course.open_activity",
        "course.add",
        "doctor.check",
        "home.add_nothing",
        "placing.cancel",
        "cards.cancel",
        "handing_in.cancel",
    }
)
"""Forms that change nothing but where one is, or that only look."""
ACCOUNT = "account_navigation"
"""Canvas's own word for its place for the administrators of a whole account."""
USER = "user_navigation"
"""Canvas's own word for its place under each person's own account; there is no course and no role there."""
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
    services = current_services()
    now = services.clock.now()
    with reading() as session:
        launch = find_held_launch(session, g.launch_id, _proof())
        actor = launch.actor
        g.frame_origins = frame_origins(session, actor.registration_id, actor.return_url, actor.custom)
        placement, has_others = find_placement_among_others(
            session, actor.deployment_id, actor.resource_link_id or "", course_id=actor.course_id
        )
    g.link_placement = placement
    g.leads_to_course = has_others or (placement is not None and placement.on_dashboard)
    _require_time(launch, now)
    g.actor, g.launch_secret = actor, _secret(launch)
    if g.launch_key:
        key = new_key(services.settings.secret_key, g.launch_id, launch.secret_hash, now)
        g.launch_segment = f"{g.launch_id}.{key}"
    _check_policy(actor)
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        csrf.check(services.settings.secret_key, g.launch_id, g.launch_secret)
        _refuse_acting(actor)


def _proof() -> Callable[[str], bool]:
    """Whether this browser has the secret of a given digest, by its cookie or by a key made from it.

    A key counts only on the way from one of our own pages to another: an address that was copied, sent
    or bookmarked opens nothing. Browsers too old to say where they come from are believed.
    """
    launch_id, key = g.launch_id, g.launch_key
    if not key:
        sent = secret_hash(request.cookies.get(COOKIE_PREFIX + launch_id, ""))
        return lambda kept: hmac.compare_digest(sent, kept)
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return lambda _kept: False
    secret_key = current_services().settings.secret_key
    return lambda kept: is_key_of(secret_key, launch_id, kept, key)


def _secret(launch: HeldLaunch) -> str:
    """What form tokens and launches within this one are bound to; a key's pages know the digest only."""
    return DIGEST + launch.secret_hash if g.launch_key else request.cookies[COOKIE_PREFIX + g.launch_id]


def _require_time(launch: HeldLaunch, now: datetime) -> None:
    """Let a launch go on that is used near its end. Raises NotAllowed, with the way back, if it is over."""
    if launch.expires_at <= now or (g.launch_key and is_worn_out(g.launch_key, now)):
        g.return_url = launch.actor.return_url
        raise launch_over()
    end = longer_end(launch, now)
    if end is not None:
        with transaction(durable=False) as session:
            prolong(session, g.launch_id, end)


def _check_policy(actor: Actor) -> None:
    view = current_app.view_functions[request.endpoint or ""]
    if actor.role not in getattr(view, POLICY, frozenset()):
        raise NotAllowed(
            "not-for-this-role",
            "This page is for somebody with another role in this course.",
            "Go back to the course, or ask your instructor if you think you should see it.",
        )


def _refuse_acting(actor: Actor) -> None:
    """Somebody who acts as somebody else may look at all that they see, and change nothing that lasts.

    It would be done in the other's name: also a draft, a review or a choice that the other never made.
    """
    if actor.masquerading and request.endpoint not in LEAVES_NO_TRACE:
        raise NotAllowed(
            "acting-as-somebody-else",
            f"You are acting as {actor.display_name}, so nothing was changed.",
            "Stop acting as somebody else in your LMS, or let them do it themselves.",
        )


def _take_launch(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.launch_segment = (values or {}).pop("launch", "")
    g.launch_id, g.launch_key = split_segment(g.launch_segment)


def _give_launch(_endpoint: str, values: dict[str, Any]) -> None:
    """Links stay in the launch, in the form that it is open in; a key is made anew for each page."""
    values.setdefault("launch", g.get("launch_segment", ""))
