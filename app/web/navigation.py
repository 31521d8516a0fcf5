"""The few places of an in-LMS page's navigation, by role. A place that doesn't exist for a role isn't shown."""

from dataclasses import dataclass

from flask import current_app, g, request, url_for

from app.people import Actor, Role
from app.web.access import ACCOUNT, EARN, PLACE, REVIEW, TEACH, USER

PLACES: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("earner.overview", "Overview", EARN),
    ("earner.steps", "Steps", EARN),
    ("earner.status", "Status", EARN),
    ("credentials.overview", "My credentials", EARN),
    ("instructor.overview", "Learners", TEACH),
    ("reviewer.queue", "Reviews", REVIEW),
    ("instructor.gradebook", "Gradebook", TEACH),
    ("instructor.about", "About", TEACH | PLACE),
)
WHOLE_COURSE = ("course.dashboard", "All in this course", EARN | TEACH | PLACE)
"""Offered last, where the course has more than the present activity, or the activity stands on its dashboard."""

OWN = frozenset({"credentials", "transcript", "accounts", "wallet"})
"""Blueprints of pages that are a person's and no activity's: they lead back to wherever they were opened from."""

BELONGS: dict[str, tuple[str, ...]] = {
    "earner.steps": ("earner.step", "earner.ready"),
    "earner.status": ("earner.attempt",),
    "credentials.overview": (
        "credentials.badge",
        "transcript.transcript",
        "transcript.credit",
        "accounts.accounts",
        "accounts.make_code",
        "wallet.show",
    ),
    "reviewer.queue": ("reviewer.review", "reviewer.summary", "reviewer.done", "course.asked"),
}


@dataclass(frozen=True, slots=True)
class NavigationPlace:
    label: str
    url: str
    current: str
    """Value of aria-current: "page" here, "true" on a page that belongs to it, empty elsewhere."""


def navigation() -> tuple[NavigationPlace, ...]:
    """The places that the present actor may go to; empty outside a launch or before anything is placed."""
    actor = g.get("actor")
    if actor is None:
        return ()
    return tuple(
        NavigationPlace(label, url_for(endpoint), _current(endpoint))
        for endpoint, label, roles in _offered(actor)
        if actor.role in roles and endpoint in current_app.view_functions
    )


def _offered(actor: Actor) -> tuple[tuple[str, str, frozenset[Role]], ...]:
    """Those of the activity that the page belongs to; of an own page that was opened from a course, the course."""
    is_own = request.blueprint in OWN
    if g.get("placement") or (is_own and g.get("link_placement")):
        return (*PLACES, WHOLE_COURSE) if g.get("leads_to_course") else PLACES
    return (WHOLE_COURSE,) if is_own and actor.lms_placement not in (USER, ACCOUNT) else ()


def _current(endpoint: str) -> str:
    if request.endpoint == endpoint:
        return "page"
    return "true" if request.endpoint in BELONGS.get(endpoint, ()) else ""
